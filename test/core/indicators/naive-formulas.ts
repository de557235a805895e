import type { IndicatorCandle } from "../../../src/core/indicators/indicator.ts";

/** A value per candle, NaN where there is none: each formula as its source gives it, over slices, with nothing carried along. */
export type Series = readonly number[];

const sum = (values: Series): number => values.reduce((total, value) => total + value, 0);

/** `of` each run of `length` values; NaN before the first that is whole, and where a value of it is NaN. */
export function windows(values: Series, length: number, of: (window: Series) => number): Series {
  return values.map((_, at) => {
    const window = values.slice(Math.max(0, at + 1 - length), at + 1);
    return window.length < length || window.some(Number.isNaN) ? Number.NaN : of(window);
  });
}

export const mean = (values: Series): number => sum(values) / values.length;
export const deviation = (values: Series): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

export const weightedMean = (values: Series): number => sum(values.map((value, at) => value * (at + 1))) / sum(values.map((_, at) => at + 1));

/** The simple mean of the first `length` values that are there, then the newest with `weight`. */
export function smoothed(values: Series, length: number, weight: number): Series {
  const first = values.findIndex((value) => !Number.isNaN(value));
  return values.map((_, at) => {
    if (at < first + length - 1) return Number.NaN;
    return values
      .slice(first + length, at + 1)
      .reduce((level, value) => value * weight + level * (1 - weight), mean(values.slice(first, first + length)));
  });
}

export function trueRanges(candles: readonly IndicatorCandle[]): Series {
  return candles.map(({ high, low }, at) => {
    const before = candles[at - 1]?.close;
    return before === undefined ? Number.NaN : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
}

export const lows = (candles: readonly IndicatorCandle[]): Series => candles.map(({ low }) => low);
export const highs = (candles: readonly IndicatorCandle[]): Series => candles.map(({ high }) => high);
export const closes = (candles: readonly IndicatorCandle[]): Series => candles.map(({ close }) => close);

export const combine = (a: Series, b: Series, of: (a: number, b: number) => number): Series => a.map((value, at) => of(value, b[at] as number));

/** Middle of the range of the last `length` candles. */
export function middles(candles: readonly IndicatorCandle[], length: number): Series {
  const tops = windows(highs(candles), length, (window) => Math.max(...window));
  return combine(
    tops,
    windows(lows(candles), length, (window) => Math.min(...window)),
    (top, bottom) => (top + bottom) / 2,
  );
}

/** Running totals. */
export function totals(values: Series): Series {
  return values.map((_, at) => sum(values.slice(0, at + 1)));
}
