import { defineIndicator } from "./define-indicator.ts";
import { MOMENTS, momentsSize, momentsStep } from "./lap-moments.ts";
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
          momentsStep(state, base, length, share, close, at, keep);
          const variance = MOMENTS[1] as number;
          out[first + at] = variance === 0 ? 0 : ((close[at] as number) - (MOMENTS[0] as number)) / Math.sqrt(variance);
        }
      },
    };
  },
});
