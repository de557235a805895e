import { defineIndicator } from "./define-indicator.ts";
import { highest, lapHighestSize, lowest } from "./lap-highest.ts";
import { count } from "./parameters.ts";

/**
 * Williams %R (L. Williams): how far the close lies below the greatest price of the last `length` candles, in per cent of their range:
 * -100 to 0, and 0 where there is no range.
 */
export const williamsR = defineIndicator({
  name: "willr",
  title: "Williams %R",
  inputs: ["high", "low", "close"],
  outputs: [{ name: "willr", plot: "line" }],
  parameters: { length: count(14) },
  pane: "own",
  guides: [-80, -20],
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + 2 * lapHighestSize(length),
    run({ high, low, close }, from, to, state, base, out, first, _, keep) {
      const lowestAt = 1 + lapHighestSize(length);
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        const top = highest(state, base + 1, length, high[at] as number, keep);
        const bottom = lowest(state, base + lowestAt, length, low[at] as number, keep);
        if (seen < length) seen++;
        const value = top === bottom ? 0 : (100 * ((close[at] as number) - top)) / (top - bottom);
        out[first + at] = seen < length ? Number.NaN : value;
      }
      if (keep) state[base] = seen;
    },
  }),
});
