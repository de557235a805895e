import { defineIndicator } from "./define-indicator.ts";

/** Volume-weighted average price of everything traded in candles that opened at `anchor` (Unix ms) or later. No value before, or while nothing was. */
export const anchoredVwap = defineIndicator({
  name: "avwap",
  title: "Anchored VWAP",
  inputs: ["openTime", "volume", "quoteVolume"],
  outputs: [{ name: "avwap", plot: "line" }],
  parameters: { anchor: { initial: 0, least: 0, most: Number.MAX_SAFE_INTEGER, whole: true } },
  pane: "price",
  sparse: true,
  kernel: ({ anchor }) => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY, sinceMs: anchor },
    stateSize: 2,
    run({ openTime, volume, quoteVolume }, from, to, state, out, keep) {
      const avwap = out[0] as Float64Array;
      let [turnover, traded] = [state[0] as number, state[1] as number];
      for (let at = from; at < to; at++) {
        if ((openTime[at] as number) >= anchor) {
          turnover += quoteVolume[at] as number;
          traded += volume[at] as number;
        }
        avwap[at] = traded === 0 ? Number.NaN : turnover / traded;
      }
      if (!keep) return;
      state[0] = turnover;
      state[1] = traded;
    },
  }),
});
