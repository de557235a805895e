import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../../src/core/indicators/candle-columns.ts";
import type { IndicatorDefinition } from "../../../../src/core/indicators/indicator.ts";
import { indicatorNamed } from "../../../../src/core/indicators/indicator-registry.ts";
import { REFERENCE_CASES, type ReferenceCase, referenceCandles, STRIDE } from "./reference-cases.ts";

interface ReferenceColumn {
  /** Index of the first value. */
  readonly begin: number;
  readonly absolute: number;
  readonly weighted: number;
  readonly every: readonly number[];
}

interface Reference {
  readonly cases: readonly { readonly call: string; readonly columns: readonly ReferenceColumn[] }[];
}

const reference = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8")) as Reference;
const candles = referenceCandles();
const columns = columnsOf(candles);
const RELATIVE = 1e-9;

/** Where a column differs from TA-Lib's by more than 1e-9 of the value; TA-Lib's residue in place of a zero is none. */
function differences(column: ArrayLike<number>, { begin, every, absolute }: ReferenceColumn): string[] {
  const zero = (1e-12 * absolute) / column.length;
  return every.flatMap((expected, n) => {
    const at = begin + n * STRIDE;
    const own = column[at] as number;
    if (Number.isNaN(own) && at < firstOf(column)) return [];
    return Math.abs(own - expected) <= RELATIVE * Math.abs(expected) + zero ? [] : [`${at}: ${own}, TA-Lib ${expected}`];
  });
}

function firstOf(column: ArrayLike<number>): number {
  return Array.from(column).findIndex((value) => !Number.isNaN(value));
}

/** The two sums over the whole column; null where it begins later than TA-Lib's, so that they do not compare. */
function sumsOf(column: ArrayLike<number>, begin: number): [absolute: number, weighted: number] | null {
  if (firstOf(column) !== begin) return null;
  let [absolute, weighted] = [0, 0];
  for (let at = begin; at < column.length; at++) {
    absolute += Math.abs(column[at] as number);
    weighted += (column[at] as number) * (1 + (at % 31));
  }
  return [absolute, weighted];
}

function streamed(definition: IndicatorDefinition, { parameters }: ReferenceCase): number[][] {
  const indicator = definition.create(parameters);
  const rows = candles.map((candle) => {
    indicator.replace({ ...candle, close: candle.open });
    indicator.update(candle);
    return [...indicator.values];
  });
  return definition.outputs.map((_, output) => rows.map((row) => row[output] as number));
}

describe("along 10,000 candles", () => {
  test.each(REFERENCE_CASES.map((each, at): [string, ReferenceCase, number] => [each.talib, each, at]))("%s of TA-Lib is ours", (_, each, at) => {
    const definition = indicatorNamed(each.name) as IndicatorDefinition;
    const expected = reference.cases[at] as Reference["cases"][number];
    expect(expected.call).toBe(each.talib);
    expect(expected.columns).toHaveLength(each.outputs.length);
    for (const answer of [definition.batch(columns, each.parameters), streamed(definition, each)]) {
      each.outputs.forEach((name, n) => {
        const own = answer[definition.outputs.findIndex((output) => output.name === name)] as ArrayLike<number>;
        const theirs = expected.columns[n] as ReferenceColumn;
        expect(differences(own, theirs)).toEqual([]);
        // An indicator shows all its lines from one candle on: some of TA-Lib's begin before.
        expect(firstOf(own)).toBe(definition.create(each.parameters).warmUp - 1);
        expect(firstOf(own)).toBeGreaterThanOrEqual(theirs.begin);
        const sums = sumsOf(own, theirs.begin);
        if (sums === null) return;
        expect(Math.abs(sums[0] - theirs.absolute)).toBeLessThanOrEqual(RELATIVE * theirs.absolute);
        expect(Math.abs(sums[1] - theirs.weighted)).toBeLessThanOrEqual(RELATIVE * 31 * theirs.absolute);
      });
    }
  });
});

describe("the comparison", () => {
  const [adxCase, adxAt] = REFERENCE_CASES.flatMap((each, at): [ReferenceCase, number][] => (each.name === "adx" ? [[each, at]] : []))[0] ?? [];
  const theirs = reference.cases[adxAt as number]?.columns[0] as ReferenceColumn;

  test("finds a value that is wrong in the ninth digit", () => {
    const [adx] = (indicatorNamed("adx") as IndicatorDefinition).batch(columns, adxCase?.parameters) as [Float64Array];
    expect(differences(adx, theirs)).toEqual([]);
    adx[theirs.begin + 5 * STRIDE] = (adx[theirs.begin + 5 * STRIDE] as number) * (1 + 2e-9);
    expect(differences(adx, theirs)).toHaveLength(1);
  });

  test("finds an ADX that counts both moves of a candle where they are equal", () => {
    const ties = candles.filter(({ high, low }, at) => {
      const before = candles[at - 1];
      return before !== undefined && high - before.high > 0 && high - before.high === before.low - low;
    });
    expect(ties.length).toBeGreaterThan(0);
    // A tick more on the high of those candles, which is what counting the rise amounts to.
    const broken = candles.map((candle) => (ties.includes(candle) ? { ...candle, high: candle.high + 1e-9 } : candle));
    const [adx] = (indicatorNamed("adx") as IndicatorDefinition).batch(columnsOf(broken), adxCase?.parameters) as [Float64Array];
    expect(differences(adx, theirs).length).toBeGreaterThan(0);
  });
});
