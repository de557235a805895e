import { AVERAGE_SIZE, emaStep } from "./smoothing.ts";

/** Range of a candle that starts at the close before it. */
export function trueRange(high: number, low: number, before: number): number {
  return (high > before ? high : before) - (low < before ? low : before);
}

/** Numbers of state that {@link atrStep} needs. */
export const ATR_SIZE = 2 + AVERAGE_SIZE;

/**
 * Average of the true ranges in which the newest weighs `weight` (1 / length is Wilder's), from the second candle on; NaN while there are fewer than `length` ranges. As in TA-Lib, the first
 * value is their simple mean. The state at `base` is {started, close before, average}.
 */
export function atrStep(
  state: Float64Array,
  base: number,
  length: number,
  weight: number,
  high: number,
  low: number,
  close: number,
  keep: boolean,
): number {
  const started = state[base] !== 0;
  const before = state[base + 1] as number;
  if (keep) {
    state[base] = 1;
    state[base + 1] = close;
  }
  return started ? emaStep(state, base + 2, length, weight, trueRange(high, low, before), keep) : Number.NaN;
}
