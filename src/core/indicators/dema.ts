import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { AVERAGE_SIZE, emaReach, emaStep } from "./smoothing.ts";

/** Double exponential moving average (P. Mulloy, Stocks & Commodities, January 1994): 2 EMA - EMA of the EMA. */
export const dema = defineIndicator({
  name: "dema",
  title: "Double exponential moving average",
  inputs: ["close"],
  outputs: [{ name: "dema", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => {
    const weight = 2 / (length + 1);
    return {
      warmUp: 2 * length - 1,
      reach: { candles: 2 * emaReach(length) },
      stateSize: 2 * AVERAGE_SIZE,
      run({ close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          const once = emaStep(state, base, length, weight, close[at] as number, keep);
          const twice = Number.isNaN(once) ? once : emaStep(state, base + AVERAGE_SIZE, length, weight, once, keep);
          out[first + at] = 2 * once - twice;
        }
      },
    };
  },
});
