import { defineIndicator } from "./define-indicator.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { moneyFlow } from "./money-flow.ts";
import { count } from "./parameters.ts";

/**
 * Chaikin money flow: the volume of the last `length` candles, each signed by where its candle closed, as a part of all their volume:
 * -1 to 1, and 0 where nothing was traded.
 */
export const cmf = defineIndicator({
  name: "cmf",
  title: "Chaikin money flow",
  inputs: ["high", "low", "close", "volume"],
  outputs: [{ name: "cmf", plot: "line" }],
  parameters: { length: count(20) },
  pane: "own",
  guides: [0],
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + 2 * lapSumSize(length),
    run({ high, low, close, volume }, from, to, state, base, out, first, _, keep) {
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        const traded = volume[at] as number;
        const flow = lapSum(state, base + 1, length, moneyFlow(high[at] as number, low[at] as number, close[at] as number, traded), keep);
        const all = lapSum(state, base + 1 + lapSumSize(length), length, traded, keep);
        if (seen < length) seen++;
        out[first + at] = seen < length ? Number.NaN : all === 0 ? 0 : flow / all;
      }
      if (keep) state[base] = seen;
    },
  }),
});
