import { describe, expect, test } from "vitest";
import type { Indicator } from "../../../src/core/indicators/indicator.ts";
import { INDICATORS } from "../../../src/core/indicators/indicator-registry.ts";
import { IndicatorSet } from "../../../src/core/indicators/indicator-set.ts";
import { walk } from "./candle-fixture.ts";

const candles = walk(400, 7, 300_000);
const values = (indicators: readonly Indicator[]): number[] => indicators.flatMap((indicator) => [...indicator.values]);

describe("a set of all indicators", () => {
  const kernels = INDICATORS.map((definition) => definition.kernel());

  test("shows what each shows by itself, of final and of forming candles", () => {
    const set = new IndicatorSet(kernels);
    const single = INDICATORS.map((definition) => definition.create());
    candles.forEach((candle, at) => {
      const draft = { ...candle, close: candle.low };
      set.replace(draft);
      for (const indicator of single) indicator.replace(draft);
      expect([...set.values]).toEqual(values(single));
      set.update(candle);
      for (const indicator of single) indicator.update(candle);
      if (at % 7 === 0) expect([...set.values]).toEqual(values(single));
    });
    expect(set.warmUp).toBe(Math.max(...single.map((indicator) => indicator.warmUp)));
  });

  test("goes on from a snapshot as it would have, and shares no state with another of the same kernels", () => {
    const [set, other] = [new IndicatorSet(kernels), new IndicatorSet(kernels)];
    for (const candle of candles.slice(0, 200)) set.update(candle);
    const state = set.snapshot();
    const shown = [...set.values];
    for (const candle of candles.slice(200)) set.update(candle);
    const end = [...set.values];
    for (const candle of candles.slice(100, 150)) other.update(candle);
    other.restore(state);
    expect([...other.values]).toEqual(shown);
    for (const candle of candles.slice(200)) other.update(candle);
    expect([...other.values]).toEqual(end);
  });
});
