import { defineIndicator } from "./define-indicator.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

/** Simple moving average: the mean of the last `length` closes. */
export const sma = defineIndicator({
  name: "sma",
  title: "Simple moving average",
  inputs: ["close"],
  outputs: [{ name: "sma", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + lapSumSize(length),
    run({ close }, from, to, state, base, out, first, _, keep) {
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        const sum = lapSum(state, base + 1, length, close[at] as number, keep);
        if (seen < length) seen++;
        out[first + at] = seen < length ? Number.NaN : sum / length;
      }
      if (keep) state[base] = seen;
    },
  }),
});
