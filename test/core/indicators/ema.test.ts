import { describe, expect, test } from "vitest";
import { ema } from "../../../src/core/indicators/ema.ts";
import { candleOf } from "./candle-fixture.ts";

function emaOf(length: number, closes: readonly number[]): number[] {
  const indicator = ema.create({ length });
  return closes.map((close, at) => {
    indicator.update(candleOf({ close }, at));
    return indicator.values[0] as number;
  });
}

describe("EMA", () => {
  test("starts with the simple average of the first candles and then weighs the newest 2 / (length + 1)", () => {
    expect(emaOf(3, [1, 2, 6, 7, 9])).toEqual([Number.NaN, Number.NaN, 3, 5, 7]);
  });

  test("of length 1 is the close itself", () => {
    expect(emaOf(1, [4, 8, 2])).toEqual([4, 8, 2]);
  });

  test("follows the closed form over a long series", () => {
    const closes = Array.from({ length: 200 }, (_, n) => 100 + ((n * 7919) % 101) / 10);
    const weight = 2 / 21;
    let expected = closes.slice(0, 20).reduce((sum, close) => sum + close, 0) / 20;
    for (const close of closes.slice(20)) expected = weight * close + (1 - weight) * expected;
    expect(emaOf(20, closes).at(-1)).toBeCloseTo(expected, 10);
  });

  test("has a length of 1 or more", () => {
    for (const length of [0, -1, 2.5, Number.NaN]) expect(() => ema.create({ length })).toThrow(RangeError);
  });
});
