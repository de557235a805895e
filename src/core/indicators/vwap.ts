import { defineIndicator } from "./define-indicator.ts";

const DAY_MS = 86_400_000;

/**
 * Volume-weighted average price of the session, which starts anew at midnight UTC: turnover / volume of its candles so far.
 * It uses the traded turnover itself, not the typical price of a candle times its volume. No value while nothing was traded.
 */
export const vwap = defineIndicator({
  name: "vwap",
  title: "Session VWAP (from midnight UTC)",
  inputs: ["openTime", "volume", "quoteVolume"],
  outputs: [{ name: "vwap", plot: "line" }],
  parameters: {},
  pane: "price",
  sparse: true,
  kernel: () => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY, sessionMs: DAY_MS },
    stateSize: 3,
    run({ openTime, volume, quoteVolume }, from, to, state, base, out, first, _, keep) {
      let day = state[base] as number;
      let turnover = state[base + 1] as number;
      let traded = state[base + 2] as number;
      for (let at = from; at < to; at++) {
        const today = Math.floor((openTime[at] as number) / DAY_MS);
        if (today !== day) {
          day = today;
          turnover = 0;
          traded = 0;
        }
        turnover += quoteVolume[at] as number;
        traded += volume[at] as number;
        out[first + at] = ratio(turnover, traded);
      }
      if (!keep) return;
      state[base] = day;
      state[base + 1] = turnover;
      state[base + 2] = traded;
    },
    show(state, base, out, at) {
      out[at] = ratio(state[base + 1] as number, state[base + 2] as number);
    },
  }),
});

function ratio(turnover: number, volume: number): number {
  return volume === 0 ? Number.NaN : turnover / volume;
}
