import { defineIndicator } from "./define-indicator.ts";
import { RANGE, rangeSize, rangeStep } from "./lap-range.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

/**
 * Stochastic oscillator (G. Lane): where the close stands between the least and the greatest price of the last `length` candles, 0 to 100
 * and 0 where they are equal, as the simple mean over `smooth` candles (k), and the simple mean of that over `signal` candles (d).
 * `smooth` 1 gives the fast one.
 */
export const stochastic = defineIndicator({
  name: "stoch",
  title: "Stochastic oscillator",
  inputs: ["high", "low", "close"],
  outputs: [
    { name: "k", plot: "line" },
    { name: "d", plot: "line" },
  ],
  parameters: { length: count(14), smooth: count(3), signal: count(3) },
  pane: "own",
  guides: [20, 80],
  kernel: ({ length, smooth, signal }) => ({
    warmUp: length + smooth + signal - 2,
    stateSize: stochasticSize(length, smooth, signal),
    run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
      const second = first + stride;
      for (let at = from; at < to; at++) {
        stochasticStep(state, base, length, smooth, signal, high, low, close, at, keep);
        out[first + at] = STOCHASTIC[0] as number;
        out[second + at] = STOCHASTIC[1] as number;
      }
    },
  }),
});

/** What {@link stochasticStep} found last: k and d, both NaN until there are both. */
export const STOCHASTIC = new Float64Array(2);

/** Numbers of state that {@link stochasticStep} needs: how many candles there were, then the extremes and the two means. */
export function stochasticSize(length: number, smooth: number, signal: number): number {
  return 1 + rangeSize(length) + lapSumSize(smooth) + lapSumSize(signal);
}

/** Takes one more candle, that of the columns at `at`, and leaves the result in {@link STOCHASTIC}. */
export function stochasticStep(
  state: Float64Array,
  base: number,
  length: number,
  smooth: number,
  signal: number,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  at: number,
  keep: boolean,
): void {
  const smoothAt = base + 1 + rangeSize(length);
  rangeStep(state, base + 1, length, high, low, at, keep);
  const top = RANGE[0] as number;
  const bottom = RANGE[1] as number;
  const seen = ((state[base] as number) | 0) + 1;
  const warm = length + smooth + signal - 2;
  if (keep && seen <= warm) state[base] = seen;
  STOCHASTIC[0] = STOCHASTIC[1] = Number.NaN;
  if (seen < length) return;
  const raw = top === bottom ? 0 : (100 * ((close[at] as number) - bottom)) / (top - bottom);
  const k = smooth === 1 ? raw : lapSum(state, smoothAt, smooth, raw, keep) / smooth;
  if (seen < length + smooth - 1) return;
  const d = lapSum(state, smoothAt + lapSumSize(smooth), signal, k, keep) / signal;
  if (seen < warm) return;
  STOCHASTIC[0] = k;
  STOCHASTIC[1] = d;
}
