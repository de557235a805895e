import { defineIndicator } from "./define-indicator.ts";
import { momentsSize, momentsStep } from "./lap-moments.ts";
import { count } from "./parameters.ts";

/** Standard deviation of the last `length` closes, as of a population. */
export const standardDeviation = defineIndicator({
  name: "stddev",
  title: "Standard deviation",
  inputs: ["close"],
  outputs: [{ name: "stddev", plot: "line" }],
  parameters: { length: count(20, 2) },
  pane: "own",
  kernel: ({ length }) => {
    const share = 1 / length;
    return {
      warmUp: length,
      stateSize: momentsSize(length),
      run({ close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          out[first + at] = Math.sqrt(momentsStep(state, base, length, share, close[at] as number, out, first + at, keep));
        }
      },
    };
  },
});
