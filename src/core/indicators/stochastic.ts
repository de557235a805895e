import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { highest, lapHighestSize, lowest } from "./lap-highest.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

const HIGH = figurePlace("high");
const LOW = figurePlace("low");
const CLOSE = figurePlace("close");

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
    step(memory, base, at, keep) {
      const high = memory[HIGH] as number;
      const low = memory[LOW] as number;
      memory[at] = stochasticStep(memory, base, length, smooth, signal, high, low, memory[CLOSE] as number, memory, at + 1, keep);
    },
    run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
      for (let at = from; at < to; at++) {
        out[first + at] = stochasticStep(
          state,
          base,
          length,
          smooth,
          signal,
          high[at] as number,
          low[at] as number,
          close[at] as number,
          out,
          first + stride + at,
          keep,
        );
      }
    },
  }),
});

/** Numbers of state that {@link stochasticStep} needs: how many candles there were, then the extremes and the two means. */
export function stochasticSize(length: number, smooth: number, signal: number): number {
  return 1 + 2 * lapHighestSize(length) + lapSumSize(smooth) + lapSumSize(signal);
}

/** Takes one more candle: gives k and writes d to `out` at `meanAt`, both NaN until there are both. */
export function stochasticStep(
  state: Float64Array,
  base: number,
  length: number,
  smooth: number,
  signal: number,
  high: number,
  low: number,
  close: number,
  out: Float64Array,
  meanAt: number,
  keep: boolean,
): number {
  const lowestAt = base + 1 + lapHighestSize(length);
  const smoothAt = lowestAt + lapHighestSize(length);
  const top = highest(state, base + 1, length, high, keep);
  const bottom = lowest(state, lowestAt, length, low, keep);
  const seen = ((state[base] as number) | 0) + 1;
  const warm = length + smooth + signal - 2;
  if (keep && seen <= warm) state[base] = seen;
  out[meanAt] = Number.NaN;
  if (seen < length) return Number.NaN;
  const raw = top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
  const k = smooth === 1 ? raw : lapSum(state, smoothAt, smooth, raw, keep) / smooth;
  if (seen < length + smooth - 1) return Number.NaN;
  const d = lapSum(state, smoothAt + lapSumSize(smooth), signal, k, keep) / signal;
  if (seen < warm) return Number.NaN;
  out[meanAt] = d;
  return k;
}
