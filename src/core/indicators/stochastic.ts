import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { highest, lapHighestSize } from "./lap-highest.ts";
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
  kernel: ({ length, smooth, signal }) => {
    const { warmUp, size, next } = stochasticOf(length, smooth, signal);
    return {
      warmUp,
      stateSize: size,
      step(memory, base, at, keep) {
        next(memory, base, memory[HIGH] as number, memory[LOW] as number, memory[CLOSE] as number, memory, at, 1, keep);
      },
      run({ high, low, close }, from, to, state, base, out, first, stride) {
        for (let at = from; at < to; at++) {
          next(state, base, high[at] as number, low[at] as number, close[at] as number, out, first + at, stride, true);
        }
      },
    };
  },
});

/** Takes one more candle and writes k to `out` at `at` and d `stride` further on, both NaN until there are both. */
type Next = (
  state: Float64Array,
  base: number,
  high: number,
  low: number,
  close: number,
  out: Float64Array,
  at: number,
  stride: number,
  keep: boolean,
) => void;

/**
 * The oscillator's arithmetic, for those whose state holds one: how many values it needs, how many numbers, and its next value. The state
 * is {candles seen, capped; greatest, least, the two means}.
 */
export function stochasticOf(
  length: number,
  smooth: number,
  signal: number,
): { readonly warmUp: number; readonly size: number; readonly next: Next } {
  const lowestAt = 1 + lapHighestSize(length);
  const smoothAt = lowestAt + lapHighestSize(length);
  const signalAt = smoothAt + lapSumSize(smooth);
  const smoothed = length + smooth - 1;
  const warmUp = smoothed + signal - 1;
  return {
    warmUp,
    size: signalAt + lapSumSize(signal),
    next(state, base, high, low, close, out, at, stride, keep) {
      const top = highest(state, base + 1, length, high, keep);
      const bottom = -highest(state, base + lowestAt, length, -low, keep);
      const seen = ((state[base] as number) | 0) + 1;
      if (keep && seen <= warmUp) state[base] = seen;
      let k = Number.NaN;
      let d = Number.NaN;
      if (seen >= length) {
        k = top === bottom ? 0 : (100 * (close - bottom)) / (top - bottom);
        if (smooth > 1) k = lapSum(state, base + smoothAt, smooth, k, keep) / smooth;
        if (seen >= smoothed) d = lapSum(state, base + signalAt, signal, k, keep) / signal;
      }
      const warm = seen >= warmUp;
      out[at] = warm ? k : Number.NaN;
      out[at + stride] = warm ? d : Number.NaN;
    },
  };
}
