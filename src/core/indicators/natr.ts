import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { wilderReach } from "./smoothing.ts";
import { ATR_SIZE, atrStep } from "./true-range.ts";

/** Average true range in per cent of the close; 0 where that is 0, as in TA-Lib. */
export const natr = defineIndicator({
  name: "natr",
  title: "Normalised average true range",
  inputs: ["high", "low", "close"],
  outputs: [{ name: "natr", plot: "line" }],
  parameters: { length: count(14) },
  pane: "own",
  kernel: ({ length }) => {
    const weight = 1 / length;
    return {
      warmUp: length + 1,
      reach: { candles: wilderReach(length) + 1 },
      stateSize: ATR_SIZE,
      run({ high, low, close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const range = atrStep(state, base, length, weight, high[at] as number, low[at] as number, price, keep);
          out[first + at] = price === 0 && !Number.isNaN(range) ? 0 : (100 * range) / price;
        }
      },
    };
  },
});
