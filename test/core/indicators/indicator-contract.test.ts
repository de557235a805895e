import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import { holeMarks } from "../../../src/core/indicators/hole-marks.ts";
import { INDICATORS } from "../../../src/core/indicators/indicator-registry.ts";
import { IndicatorTrack } from "../../../src/core/indicators/indicator-track.ts";
import type { Indicator, IndicatorCandle, IndicatorDefinition, IndicatorInput } from "../../../src/core/indicators/indicator.ts";
import { candleSeries, walk } from "./candle-fixture.ts";
import { VARIANTS } from "./indicator-variants.ts";

const seed = Date.now() & 0x7fffffff;
/** Candles of two and a half days. */
const long = walk(700, seed, 300_000);
const property = { seed, numRuns: 20 };

function seriesOf(indicator: Indicator, candles: readonly IndicatorCandle[]): number[][] {
  return candles.map((candle) => {
    indicator.update(candle);
    return [...indicator.values];
  });
}

/** What every indicator promises. */
describe.each(INDICATORS.map((definition): [string, IndicatorDefinition] => [definition.name, definition]))("%s", (name, definition) => {
  test("describes itself", () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*$/);
    expect(definition.title).not.toBe("");
    expect(definition.inputs.length).toBeGreaterThan(0);
    const outputs = definition.outputs.map((output) => output.name);
    expect(new Set(outputs).size).toBe(outputs.length);
    for (const word of [...outputs, ...Object.keys(definition.parameters)]) expect(word).toMatch(/^[a-z][a-zA-Z0-9]*$/);
    expect(definition.create().values).toHaveLength(outputs.length);
  });

  test("refuses parameters it cannot have, and says which it can", () => {
    expect(() => definition.create({ flavour: 1 })).toThrow(/has no parameter flavour/);
    for (const [parameter, { least, most, whole, initial }] of Object.entries(definition.parameters)) {
      expect(initial >= least && initial <= most && (!whole || Number.isInteger(initial))).toBe(true);
      for (const wrong of [least - 1, most + 1, Number.NaN, ...(whole ? [least + 0.5] : [])]) {
        expect(() => definition.create({ [parameter]: wrong })).toThrow(`${parameter} of ${name} is a`);
      }
    }
  });

  test("needs each of its inputs", () => {
    const columns = columnsOf(long);
    for (const figure of definition.inputs) {
      const moved = { ...columns, [figure]: columns[figure].map((value, at) => value * (1.5 + (at % 7))) };
      const differs = [{}, ...(VARIANTS[name] ?? [])].some((parameters) => {
        const [before, after] = [columns, moved].map((each) => JSON.stringify(definition.batch(each, parameters).map((column) => [...column])));
        return before !== after;
      });
      expect([figure, differs]).toEqual([figure, true]);
    }
  });

  describe.each([{}, ...(VARIANTS[name] ?? [])])("with %j", (parameters) => {
    const create = (): Indicator => definition.create(parameters);
    test(`has its first values exactly when it is warm, and finite ones from there on (seed ${seed})`, () => {
      fc.assert(
        fc.property(candleSeries, (candles) => {
          const indicator = create();
          expect([...indicator.values].every(Number.isNaN)).toBe(true);
          seriesOf(indicator, candles).forEach((values, at) => {
            if (at + 1 < indicator.warmUp) expect(values.every(Number.isNaN)).toBe(true);
            else expect(values.every((value) => Number.isFinite(value) || (definition.sparse && Number.isNaN(value)))).toBe(true);
          });
        }),
        property,
      );
      expect(seriesOf(create(), long).some((values) => values.every(Number.isFinite))).toBe(true);
    });

    test(`shows of a forming candle what it would show of the final one, and keeps nothing of it (seed ${seed})`, () => {
      fc.assert(
        fc.property(candleSeries, candleSeries, (candles, drafts) => {
          const plain = create();
          const teased = create();
          candles.forEach((candle, at) => {
            const draft = drafts[at % drafts.length] as IndicatorCandle;
            teased.replace({ ...draft, openTime: candle.openTime });
            teased.replace(candle);
            plain.update(candle);
            expect([...teased.values]).toEqual([...plain.values]);
            teased.replace({ ...draft, openTime: candle.openTime });
            teased.update(candle);
            expect([...teased.values]).toEqual([...plain.values]);
            expect(teased.snapshot()).toEqual(plain.snapshot());
          });
        }),
        property,
      );
    });

    test(`goes on from a snapshot exactly as it would have (seed ${seed})`, () => {
      fc.assert(
        fc.property(candleSeries, fc.nat(120), (candles, cut) => {
          const at = cut % (candles.length + 1);
          const expected = seriesOf(create(), candles);
          const first = create();
          seriesOf(first, candles.slice(0, at));
          const state = first.snapshot();
          const copy = [...state];
          const shown = [...first.values];
          seriesOf(first, candles.slice(at));
          expect([...state]).toEqual(copy);
          const second = create();
          seriesOf(second, candles);
          for (const resumed of [first, second, create()]) {
            resumed.restore(state);
            expect([...resumed.values]).toEqual(shown);
            expect(seriesOf(resumed, candles.slice(at))).toEqual(expected.slice(at));
          }
        }),
        property,
      );
    });

    test(`gives in a batch, to the last bit, what it gives candle by candle (seed ${seed})`, () => {
      const check = (candles: readonly IndicatorCandle[]): void => {
        const columns = definition.batch(columnsOf(candles), parameters);
        expect(candles.map((_, at) => columns.map((column) => column[at]))).toEqual(seriesOf(create(), candles));
      };
      fc.assert(fc.property(candleSeries, check), property);
      check(long);
    });

    test("takes candles out of columns as it takes them one by one, and refuses the same", () => {
      const columns = columnsOf(long);
      const [plain, indicator] = [create(), create()];
      long.forEach((candle, at) => {
        indicator.replaceAt(columns, (at + 5) % long.length);
        plain.replace(long[(at + 5) % long.length] as IndicatorCandle);
        expect([...indicator.values]).toEqual([...plain.values]);
        indicator.updateAt(columns, at);
        plain.update(candle);
        expect([...indicator.values]).toEqual([...plain.values]);
      });
      const state = indicator.snapshot();
      for (const figure of definition.inputs) {
        const broken = columnsOf(long);
        broken[figure][3] = Number.NaN;
        expect(() => indicator.updateAt(broken, 3)).toThrow(`${figure} of the candle at`);
        expect(() => indicator.replaceAt(broken, 3)).toThrow(RangeError);
      }
      expect(indicator.snapshot()).toEqual(state);
    });

    test(`after corrections equals one computed from scratch (seed ${seed})`, () => {
      fc.assert(
        fc.property(candleSeries, fc.array(fc.tuple(fc.nat(120), fc.nat(120)), { minLength: 1, maxLength: 5 }), (candles, corrections) => {
          const corrected = [...candles];
          const track = new IndicatorTrack(create());
          for (const candle of candles) track.update(candle);
          for (const [which, other] of corrections) {
            const at = which % candles.length;
            const { openTime } = candles[at] as IndicatorCandle;
            corrected[at] = { ...(candles[other % candles.length] as IndicatorCandle), openTime };
            track.rewind(openTime);
            for (const candle of corrected.slice(at)) track.update(candle);
          }
          const scratch = create();
          seriesOf(scratch, corrected);
          expect(track.finalValues()).toEqual(Array.from(scratch.values, (value) => (Number.isNaN(value) ? null : value)));
        }),
        property,
      );
    });

    test("reads no figure of the candle but its inputs", () => {
      const others = (["openTime", "open", "high", "low", "close", "volume", "quoteVolume", "takerVolume"] as const).filter(
        (figure) => !definition.inputs.includes(figure),
      );
      const expected = seriesOf(create(), long);
      for (const figure of others) {
        expect(seriesOf(create(), long.map((candle) => ({ ...candle, [figure]: 7 })))).toEqual(expected); // prettier-ignore
      }
    });

    test("refuses a figure that is not finite, and goes on as though it had not come", () => {
      const indicator = create();
      seriesOf(indicator, long.slice(0, 300));
      const [state, values] = [indicator.snapshot(), [...indicator.values]];
      for (const [figure, wrong] of definition.inputs.flatMap((input): [IndicatorInput, number][] => [
        [input, Number.NaN],
        [input, Infinity],
      ])) {
        const candle = { ...(long[300] as IndicatorCandle), [figure]: wrong };
        expect(() => indicator.update(candle)).toThrow(`${figure} of the candle`);
        expect(() => indicator.replace(candle)).toThrow(RangeError);
        expect([indicator.snapshot(), [...indicator.values]]).toEqual([state, values]);
        const columns = columnsOf(long);
        columns[figure][5] = wrong;
        expect(() => definition.batch(columns, parameters)).toThrow(`${figure} of candle 5 is ${wrong}`);
      }
    });

    test(`marks every value that a hole can have changed (seed ${seed})`, () => {
      // As though trades had been missing from one candle: whatever differs then rests on it.
      const at = 290;
      const short = { ...(long[at] as IndicatorCandle), open: 100, high: 103, low: 99, close: 102, volume: 70, quoteVolume: 7_070, takerVolume: 1 };
      const expected = seriesOf(create(), long);
      const marks = holeMarks(columnsOf(long.map((candle, n) => (n === at ? { ...candle, hole: true } : candle))), create().reach);
      expect(create().reach.candles).toBeGreaterThanOrEqual(1);
      expect(marks.slice(0, at).every((mark) => mark === 0)).toBe(true);
      const changed = seriesOf(create(), long.with(at, short)).flatMap((values, n) =>
        values.some((value, output) => Math.abs(value - (expected[n]?.[output] as number)) > 1e-3) ? [n] : [],
      );
      expect(changed.filter((n) => marks[n] === 0)).toEqual([]);
    });
  });
});
