import { defineIndicator } from "./define-indicator.ts";
import { wmaSize, wmaStep } from "./lap-weighted-sum.ts";
import { count } from "./parameters.ts";

/**
 * Hull moving average (A. Hull, 2005): the weighted average, over the root of the length, of twice the weighted average of half the
 * length less that of the whole. Half and root are rounded down.
 */
export const hma = defineIndicator({
  name: "hma",
  title: "Hull moving average",
  inputs: ["close"],
  outputs: [{ name: "hma", plot: "line" }],
  parameters: { length: count(20, 2) },
  pane: "price",
  kernel: ({ length }) => {
    const half = Math.floor(length / 2);
    const root = Math.floor(Math.sqrt(length));
    const halfAt = wmaSize(length);
    const rootAt = halfAt + wmaSize(half);
    return {
      warmUp: length + root - 1,
      stateSize: rootAt + wmaSize(root),
      run({ close }, from, to, state, base, out, first, _, keep) {
        for (let at = from; at < to; at++) {
          const slow = wmaStep(state, base, length, close[at] as number, keep);
          const fast = wmaStep(state, base + halfAt, half, close[at] as number, keep);
          out[first + at] = Number.isNaN(slow) ? slow : wmaStep(state, base + rootAt, root, 2 * fast - slow, keep);
        }
      },
    };
  },
});
