import { candles, defineIndicator } from "./define-indicator.ts";
import { highest, lapExtremeSize, lowest } from "./lap-extreme.ts";

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
  parameters: { length: candles(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 2 * lapExtremeSize(length),
    run({ high, low }, from, to, state, out, keep) {
      const upper = out[0] as Float64Array;
      const middle = out[1] as Float64Array;
      const lower = out[2] as Float64Array;
      for (let at = from; at < to; at++) {
        const top = highest(state, 0, length, high[at] as number, keep);
        const bottom = lowest(state, lapExtremeSize(length), length, low[at] as number, keep);
        upper[at] = top;
        middle[at] = (top + bottom) / 2;
        lower[at] = bottom;
      }
    },
  }),
});
