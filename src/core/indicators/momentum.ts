import { candles, defineIndicator } from "./define-indicator.ts";
import { lag, lagSize } from "./lag.ts";

/** Momentum: the close less the one `length` candles before. */
export const momentum = defineIndicator({
  name: "mom",
  title: "Momentum",
  inputs: ["close"],
  outputs: [{ name: "mom", plot: "line" }],
  parameters: { length: candles(10) },
  pane: "own",
  guides: [0],
  kernel: ({ length }) => ({
    warmUp: length + 1,
    stateSize: lagSize(length),
    run({ close }, from, to, state, out, keep) {
      const momentum = out[0] as Float64Array;
      for (let at = from; at < to; at++) momentum[at] = (close[at] as number) - lag(state, 0, length, close[at] as number, keep);
    },
  }),
});
