import { defineIndicator } from "./define-indicator.ts";
import { count, real } from "./parameters.ts";
import { AVERAGE_SIZE, emaReach, emaStep, wilderReach } from "./smoothing.ts";
import { ATR_SIZE, atrStep } from "./true-range.ts";

/**
 * Keltner channel in the form of L. Raschke: the exponential average of the close, and lines `ranges` average true ranges above and below.
 */
export const keltner = defineIndicator({
  name: "keltner",
  title: "Keltner channel",
  inputs: ["high", "low", "close"],
  outputs: [
    { name: "upper", plot: "line" },
    { name: "middle", plot: "line" },
    { name: "lower", plot: "line" },
  ],
  parameters: { length: count(20), atr: count(10), ranges: real(2, 0, 100) },
  pane: "price",
  kernel: ({ length, atr, ranges }) => {
    const weight = 2 / (length + 1);
    const atrWeight = 1 / atr;
    return {
      warmUp: Math.max(length, atr + 1),
      reach: { candles: Math.max(emaReach(length), wilderReach(atr) + 1) },
      stateSize: AVERAGE_SIZE + ATR_SIZE,
      run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const mean = emaStep(state, base, length, weight, price, keep);
          const apart = ranges * atrStep(state, base + AVERAGE_SIZE, atr, atrWeight, high[at] as number, low[at] as number, price, keep);
          out[first + at] = mean + apart;
          out[second + at] = Number.isNaN(apart) ? apart : mean;
          out[third + at] = mean - apart;
        }
      },
    };
  },
});
