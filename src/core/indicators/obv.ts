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
    run({ close, volume }, from, to, state, out, keep) {
      const obv = out[0] as Float64Array;
      let before = state[0] === 0 ? Number.NEGATIVE_INFINITY : (state[1] as number);
      let total = state[2] as number;
      for (let at = from; at < to; at++) {
        const price = close[at] as number;
        if (price > before) total += volume[at] as number;
        else if (price < before) total -= volume[at] as number;
        before = price;
        obv[at] = total;
      }
      if (!keep || from === to) return;
      state[0] = 1;
      state[1] = before;
      state[2] = total;
    },
  }),
});
