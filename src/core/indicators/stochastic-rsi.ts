import { candles, defineIndicator } from "./define-indicator.ts";
import { RSI_SIZE, rsiStep } from "./rsi.ts";
import { wilderReach } from "./smoothing.ts";
import { STOCHASTIC, stochasticSize, stochasticStep } from "./stochastic.ts";

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
  parameters: { rsi: candles(14, 2), length: candles(14), smooth: candles(3), signal: candles(3) },
  pane: "own",
  guides: [20, 80],
  kernel: ({ rsi, length, smooth, signal }) => ({
    warmUp: rsi + length + smooth + signal - 2,
    reach: { candles: wilderReach(rsi) + length + smooth + signal - 2 },
    stateSize: RSI_SIZE + stochasticSize(length, smooth, signal),
    run({ close }, from, to, state, out, keep) {
      const k = out[0] as Float64Array;
      const d = out[1] as Float64Array;
      for (let at = from; at < to; at++) {
        const value = rsiStep(state, 0, rsi, close[at] as number, keep);
        if (Number.isNaN(value)) STOCHASTIC.fill(value);
        else stochasticStep(state, RSI_SIZE, length, smooth, signal, value, value, value, keep);
        k[at] = STOCHASTIC[0] as number;
        d[at] = STOCHASTIC[1] as number;
      }
    },
  }),
});
