import { defineIndicator } from "./define-indicator.ts";

/** On-balance volume (J. Granville): volume added with a rise of the close and taken off with a fall. It starts with the first volume, as in TA-Lib. */
export const obv = defineIndicator({
  name: "obv",
  title: "On-balance volume",
  inputs: ["close", "volume"],
  outputs: [{ name: "obv", plot: "line" }],
  parameters: {},
  pane: "own",
  kernel: () => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY },
    stateSize: 3,
    run({ close, volume }, from, to, state, base, out, first, _, keep) {
      let before = state[base] === 0 ? Number.NEGATIVE_INFINITY : (state[base + 1] as number);
      let total = state[base + 2] as number;
      for (let at = from; at < to; at++) {
        const price = close[at] as number;
        if (price > before) total += volume[at] as number;
        else if (price < before) total -= volume[at] as number;
        before = price;
        out[first + at] = total;
      }
      if (!keep || from === to) return;
      state[base] = 1;
      state[base + 1] = before;
      state[base + 2] = total;
    },
  }),
});
