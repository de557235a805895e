import { defineIndicator } from "./define-indicator.ts";
import { highest, lapHighestSize, lowest } from "./lap-highest.ts";
import { count } from "./parameters.ts";

/** Donchian channel (R. Donchian): the greatest and the least price of the last `length` candles, and the middle of both. */
export const donchian = defineIndicator({
  name: "donchian",
  title: "Donchian channel",
  inputs: ["high", "low"],
  outputs: [
    { name: "upper", plot: "line" },
    { name: "middle", plot: "line" },
    { name: "lower", plot: "line" },
  ],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + 2 * lapHighestSize(length),
    run({ high, low }, from, to, state, base, out, first, stride, keep) {
      const second = first + stride;
      const third = second + stride;
      const lowestAt = 1 + lapHighestSize(length);
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        const top = highest(state, base + 1, length, high[at] as number, keep);
        const bottom = lowest(state, base + lowestAt, length, low[at] as number, keep);
        if (seen < length) seen++;
        out[first + at] = seen < length ? Number.NaN : top;
        out[second + at] = seen < length ? Number.NaN : (top + bottom) / 2;
        out[third + at] = seen < length ? Number.NaN : bottom;
      }
      if (keep) state[base] = seen;
    },
  }),
});
