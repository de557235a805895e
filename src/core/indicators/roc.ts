import { defineIndicator } from "./define-indicator.ts";
import { lag, lagSize } from "./lag.ts";
import { count } from "./parameters.ts";

/** Rate of change: by how many per cent the close differs from the one `length` candles before; 0 where that is 0, as in TA-Lib. */
export const roc = defineIndicator({
  name: "roc",
  title: "Rate of change",
  inputs: ["close"],
  outputs: [{ name: "roc", plot: "line" }],
  parameters: { length: count(10) },
  pane: "own",
  guides: [0],
  kernel: ({ length }) => ({
    warmUp: length + 1,
    stateSize: lagSize(length),
    run({ close }, from, to, state, base, out, first, _, keep) {
      for (let at = from; at < to; at++) {
        const before = lag(state, base, length, close[at] as number, keep);
        out[first + at] = before === 0 ? 0 : ((close[at] as number) / before - 1) * 100;
      }
    },
  }),
});
