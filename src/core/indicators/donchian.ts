import { defineIndicator } from "./define-indicator.ts";
import { RANGE, rangeSize, rangeStep } from "./lap-range.ts";
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
    stateSize: 1 + rangeSize(length),
    run({ high, low }, from, to, state, base, out, first, stride, keep) {
      const second = first + stride;
      const third = second + stride;
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        rangeStep(state, base + 1, length, high, low, at, keep);
        const top = RANGE[0] as number;
        const bottom = RANGE[1] as number;
        if (seen < length) seen++;
        out[first + at] = seen < length ? Number.NaN : top;
        out[second + at] = seen < length ? Number.NaN : (top + bottom) / 2;
        out[third + at] = seen < length ? Number.NaN : bottom;
      }
      if (keep) state[base] = seen;
    },
  }),
});
