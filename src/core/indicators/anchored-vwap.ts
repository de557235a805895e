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
    run({ openTime, volume, quoteVolume }, from, to, state, base, out, first, _, keep) {
      let turnover = state[base] as number;
      let traded = state[base + 1] as number;
      for (let at = from; at < to; at++) {
        if ((openTime[at] as number) >= anchor) {
          turnover += quoteVolume[at] as number;
          traded += volume[at] as number;
        }
        out[first + at] = traded === 0 ? Number.NaN : turnover / traded;
      }
      if (!keep) return;
      state[base] = turnover;
      state[base + 1] = traded;
    },
  }),
});
