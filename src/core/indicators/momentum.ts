import { defineIndicator } from "./define-indicator.ts";
import { lag, lagSize } from "./lag.ts";
import { count } from "./parameters.ts";

/** Momentum: the close less the one `length` candles before. */
export const momentum = defineIndicator({
  name: "mom",
  title: "Momentum",
  inputs: ["close"],
  outputs: [{ name: "mom", plot: "line" }],
  parameters: { length: count(10) },
  pane: "own",
  guides: [0],
  kernel: ({ length }) => ({
    warmUp: length + 1,
    stateSize: lagSize(length),
    run({ close }, from, to, state, base, out, first, _, keep) {
      for (let at = from; at < to; at++) out[first + at] = (close[at] as number) - lag(state, base, length, close[at] as number, keep);
    },
  }),
});
