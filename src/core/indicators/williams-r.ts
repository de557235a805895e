import { defineIndicator } from "./define-indicator.ts";
import { RANGE, rangeSize, rangeStep } from "./lap-range.ts";
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
    stateSize: 1 + rangeSize(length),
    run({ high, low, close }, from, to, state, base, out, first, _, keep) {
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        rangeStep(state, base + 1, length, high, low, at, keep);
        const top = RANGE[0] as number;
        const bottom = RANGE[1] as number;
        if (seen < length) seen++;
        const value = top === bottom ? 0 : (100 * ((close[at] as number) - top)) / (top - bottom);
        out[first + at] = seen < length ? Number.NaN : value;
      }
      if (keep) state[base] = seen;
    },
  }),
});
