import { defineIndicator } from "./define-indicator.ts";
import { wmaSize, wmaStep } from "./lap-weighted-sum.ts";
import { count } from "./parameters.ts";

/** Weighted moving average: the newest of the last `length` closes weighs `length`, the one before one less, and so on. */
export const wma = defineIndicator({
  name: "wma",
  title: "Weighted moving average",
  inputs: ["close"],
  outputs: [{ name: "wma", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: wmaSize(length),
    run({ close }, from, to, state, base, out, first, _, keep) {
      for (let at = from; at < to; at++) out[first + at] = wmaStep(state, base, length, close[at] as number, keep);
    },
  }),
});
