import { candles, defineIndicator } from "./define-indicator.ts";
import { AVERAGE_SIZE, emaReach, emaStep } from "./smoothing.ts";

/**
 * Moving average convergence/divergence (G. Appel): the fast exponential average of the close less the slow one, the exponential average
 * of that as its signal, and the difference of both. As in TA-Lib, both averages have their first value at the same candle.
 */
export const macd = defineIndicator({
  name: "macd",
  title: "MACD",
  inputs: ["close"],
  outputs: [
    { name: "macd", plot: "line" },
    { name: "signal", plot: "line" },
    { name: "histogram", plot: "histogram" },
  ],
  parameters: { fast: candles(12), slow: candles(26, 2), signal: candles(9) },
  pane: "own",
  guides: [0],
  kernel: ({ fast, slow, signal }) => {
    if (fast >= slow) throw new RangeError(`fast of macd is less than slow, not ${fast} beside ${slow}`);
    return {
      warmUp: slow + signal - 1,
      reach: { candles: emaReach(slow) + emaReach(signal) },
      stateSize: 1 + 3 * AVERAGE_SIZE,
      run({ close }, from, to, state, out, keep) {
        const macd = out[0] as Float64Array;
        const line = out[1] as Float64Array;
        const histogram = out[2] as Float64Array;
        const [fastWeight, slowWeight, weight] = [2 / (fast + 1), 2 / (slow + 1), 2 / (signal + 1)];
        let seen = state[0] as number;
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const slowly = emaStep(state, 1, slow, slowWeight, price, keep);
          const quickly = seen < slow - fast ? Number.NaN : emaStep(state, 1 + AVERAGE_SIZE, fast, fastWeight, price, keep);
          if (seen < slow) seen++;
          const apart = quickly - slowly;
          const mean = Number.isNaN(apart) ? apart : emaStep(state, 1 + 2 * AVERAGE_SIZE, signal, weight, apart, keep);
          macd[at] = Number.isNaN(mean) ? mean : apart;
          line[at] = mean;
          histogram[at] = apart - mean;
        }
        if (keep) state[0] = seen;
      },
    };
  },
});
