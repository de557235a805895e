import { defineIndicator } from "./define-indicator.ts";
import { momentsSize, momentsStep } from "./lap-moments.ts";
import { count } from "./parameters.ts";

/** How many (population) standard deviations of the last `length` closes the close lies above their mean; 0 where all are equal. */
export const zScore = defineIndicator({
  name: "zscore",
  title: "Z-score",
  inputs: ["close"],
  outputs: [{ name: "zscore", plot: "line" }],
  parameters: { length: count(20, 2) },
  pane: "own",
  guides: [-2, 0, 2],
  kernel: ({ length }) => {
    const share = 1 / length;
    return {
      warmUp: length,
      stateSize: momentsSize(length),
      run({ close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const variance = momentsStep(state, base, length, share, price, out, first + at, keep);
          out[first + at] = variance === 0 ? 0 : (price - (out[first + at] as number)) / Math.sqrt(variance);
        }
      },
    };
  },
});
