import { defineIndicator } from "./define-indicator.ts";
import { moneyFlow } from "./money-flow.ts";

/** Accumulation/distribution line (M. Chaikin): the sum of all volume, each candle's signed by where it closed. */
export const accumulationDistribution = defineIndicator({
  name: "ad",
  title: "Accumulation/distribution",
  inputs: ["high", "low", "close", "volume"],
  outputs: [{ name: "ad", plot: "line" }],
  parameters: {},
  pane: "own",
  kernel: () => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY },
    stateSize: 1,
    run({ high, low, close, volume }, from, to, state, base, out, first, _, keep) {
      let total = state[base] as number;
      for (let at = from; at < to; at++) {
        total += moneyFlow(high[at] as number, low[at] as number, close[at] as number, volume[at] as number);
        out[first + at] = total;
      }
      if (keep) state[base] = total;
    },
  }),
});
