import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Indicator, IndicatorCandle, IndicatorDefinition, IndicatorParameters } from "../../../src/core/indicators/indicator.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;

const figure = fc.double({ min: 0.01, max: 1e6, noNaN: true });

/** Candles a minute or more apart, over a midnight. */
export const candleSeries: fc.Arbitrary<IndicatorCandle[]> = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 30 }), open: figure, high: figure, low: figure, close: figure, volume: figure, quoteVolume: figure }),
    {
      minLength: 1,
      maxLength: 80,
    },
  )
  .map((steps) => {
    let openTime = MIDNIGHT - 30 * MINUTE;
    return steps.map(({ gap, ...figures }) => ({ openTime: (openTime += gap * MINUTE), ...figures }));
  });

function seriesOf(indicator: Indicator, candles: readonly IndicatorCandle[]): number[][] {
  return candles.map((candle) => {
    indicator.update(candle);
    return [...indicator.values];
  });
}

/** What every indicator promises; each kind runs it. */
export function testIndicatorContract<P extends IndicatorParameters>(definition: IndicatorDefinition<P>, variants: readonly P[] = []): void {
  for (const parameters of [definition.defaults, ...variants]) {
    const create = (): Indicator => definition.create(parameters);
    describe(`${definition.name} ${JSON.stringify(parameters)} as an indicator`, () => {
      test("names itself, its inputs and its outputs", () => {
        expect(definition.name).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(definition.title).not.toBe("");
        expect(definition.inputs.length).toBeGreaterThan(0);
        expect(new Set(definition.outputs).size).toBe(definition.outputs.length);
        expect(create().values).toHaveLength(definition.outputs.length);
      });

      test(`has its first values exactly when it is warm, and finite ones from there on (seed ${seed})`, () => {
        fc.assert(
          fc.property(candleSeries, (candles) => {
            const indicator = create();
            expect([...indicator.values].every(Number.isNaN)).toBe(true);
            seriesOf(indicator, candles).forEach((values, at) => {
              expect(values.every(Number.isFinite)).toBe(at + 1 >= indicator.warmUp);
            });
          }),
          { seed, numRuns: 60 },
        );
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
          { seed, numRuns: 60 },
        );
      });

      test(`goes on from a snapshot exactly as it would have (seed ${seed})`, () => {
        fc.assert(
          fc.property(candleSeries, fc.nat(80), (candles, cut) => {
            const at = cut % (candles.length + 1);
            const whole = create();
            const expected = seriesOf(whole, candles);
            const first = create();
            seriesOf(first, candles.slice(0, at));
            const state = first.snapshot();
            const shown = [...first.values];
            seriesOf(first, candles.slice(at));
            const second = create();
            seriesOf(second, candles);
            for (const resumed of [first, second, create()]) {
              resumed.restore(state);
              expect([...resumed.values]).toEqual(shown);
              expect(seriesOf(resumed, candles.slice(at))).toEqual(expected.slice(at));
            }
          }),
          { seed, numRuns: 60 },
        );
      });

      test("keeps a snapshot as it was when the indicator goes on", () => {
        const indicator = create();
        const candle = { openTime: MIDNIGHT, open: 1, high: 2, low: 1, close: 2, volume: 3, quoteVolume: 5 };
        indicator.update(candle);
        const state = indicator.snapshot();
        const copy = [...state];
        indicator.update({ ...candle, openTime: MIDNIGHT + MINUTE, close: 9 });
        expect(state).toEqual(copy);
        expect(indicator.snapshot()).toHaveLength(copy.length);
        expect(create().snapshot()).toHaveLength(copy.length);
      });

      test("reads no figure of the candle but its inputs", () => {
        const candle = { openTime: MIDNIGHT, open: 1, high: 2, low: 1, close: 2, volume: 3, quoteVolume: 5 };
        const read = new Set<string>();
        const watched = new Proxy(candle, {
          get(target, key) {
            read.add(String(key));
            return target[key as keyof IndicatorCandle];
          },
        });
        const indicator = create();
        indicator.update(watched);
        indicator.replace(watched);
        expect([...read].sort()).toEqual([...definition.inputs].sort());
      });
    });
  }
}
