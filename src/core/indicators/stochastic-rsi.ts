import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { RSI_SIZE, rsiStep } from "./rsi.ts";
import { wilderReach } from "./smoothing.ts";
import { stochasticOf } from "./stochastic.ts";

/**
 * Stochastic oscillator of the RSI (T. Chande and S. Kroll, The New Technical Trader, 1994): where the RSI stands between its least and
 * its greatest of the last `length` candles, smoothed twice. With `smooth` 1 it is TA-Lib's STOCHRSI.
 */
export const stochasticRsi = defineIndicator({
  name: "stochrsi",
  title: "Stochastic RSI",
  inputs: ["close"],
  outputs: [
    { name: "k", plot: "line" },
    { name: "d", plot: "line" },
  ],
  parameters: { rsi: count(14, 2), length: count(14), smooth: count(3), signal: count(3) },
  pane: "own",
  guides: [20, 80],
  kernel: ({ rsi, length, smooth, signal }) => {
    const weight = 1 / rsi;
    const { warmUp, size, next } = stochasticOf(length, smooth, signal);
    return {
      warmUp: rsi + warmUp,
      reach: { candles: wilderReach(rsi) + warmUp },
      stateSize: RSI_SIZE + size,
      run({ close }, from, to, state, base, out, first, stride, keep) {
        for (let at = from; at < to; at++) {
          const value = rsiStep(state, base, rsi, weight, close[at] as number, keep);
          if (Number.isNaN(value)) out[first + at] = out[first + stride + at] = value;
          else next(state, base + RSI_SIZE, value, value, value, out, first + at, stride, keep);
        }
      },
    };
  },
});
