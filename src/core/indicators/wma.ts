import { candles, defineIndicator } from "./define-indicator.ts";
import { wmaSize, wmaStep } from "./lap-weighted-sum.ts";

/** Weighted moving average: the newest of the last `length` closes weighs `length`, the one before one less, and so on. */
export const wma = defineIndicator({
  name: "wma",
  title: "Weighted moving average",
  inputs: ["close"],
  outputs: [{ name: "wma", plot: "line" }],
  parameters: { length: candles(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: wmaSize(length),
    run({ close }, from, to, state, out, keep) {
      const wma = out[0] as Float64Array;
      for (let at = from; at < to; at++) wma[at] = wmaStep(state, 0, length, close[at] as number, keep);
    },
  }),
});
