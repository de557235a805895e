import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { AVERAGE_SIZE, emaReach, emaStep } from "./smoothing.ts";

/** Triple exponential moving average (P. Mulloy, Stocks & Commodities, February 1994): 3 EMA - 3 EMA of the EMA + EMA of that. */
export const tema = defineIndicator({
  name: "tema",
  title: "Triple exponential moving average",
  inputs: ["close"],
  outputs: [{ name: "tema", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => {
    const weight = 2 / (length + 1);
    return {
      warmUp: 3 * length - 2,
      reach: { candles: 3 * emaReach(length) },
      stateSize: 3 * AVERAGE_SIZE,
      run({ close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          const once = emaStep(state, base, length, weight, close[at] as number, keep);
          const twice = Number.isNaN(once) ? once : emaStep(state, base + AVERAGE_SIZE, length, weight, once, keep);
          const thrice = Number.isNaN(twice) ? twice : emaStep(state, base + 2 * AVERAGE_SIZE, length, weight, twice, keep);
          out[first + at] = 3 * once - 3 * twice + thrice;
        }
      },
    };
  },
});
