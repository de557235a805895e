import { defineIndicator } from "./define-indicator.ts";
import { highestAge, lapAgeSize, lowestAge } from "./lap-age.ts";
import { count } from "./parameters.ts";

/**
 * Aroon (T. Chande, 1995): how lately the greatest price (up) and the least (down) of the last `length` + 1 candles came, 100 for the
 * newest and 0 for the oldest, the later of equals; and up less down.
 */
export const aroon = defineIndicator({
  name: "aroon",
  title: "Aroon",
  inputs: ["high", "low"],
  outputs: [
    { name: "up", plot: "line" },
    { name: "down", plot: "line" },
    { name: "oscillator", plot: "none" },
  ],
  parameters: { length: count(14, 2) },
  pane: "own",
  guides: [50],
  kernel: ({ length }) => ({
    warmUp: length + 1,
    stateSize: 2 * lapAgeSize(length + 1),
    run({ high, low }, from, to, state, base, out, first, stride, keep) {
      const second = first + stride;
      const third = second + stride;
      for (let at = from; at < to; at++) {
        const top = highestAge(state, base, length + 1, high[at] as number, keep);
        const bottom = lowestAge(state, base + lapAgeSize(length + 1), length + 1, low[at] as number, keep);
        out[first + at] = (100 * (length - top)) / length;
        out[second + at] = (100 * (length - bottom)) / length;
        out[third + at] = (100 * (bottom - top)) / length;
      }
    },
  }),
});
