import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";

const OPEN_TIME = figurePlace("openTime");
const VOLUME = figurePlace("volume");
const QUOTE_VOLUME = figurePlace("quoteVolume");

/** Volume-weighted average price of everything traded in candles that opened at `anchor` (Unix ms) or later. No value before, or while nothing was. */
export const anchoredVwap = defineIndicator({
  name: "avwap",
  title: "Anchored VWAP",
  inputs: ["openTime", "volume", "quoteVolume"],
  outputs: [{ name: "avwap", plot: "line" }],
  parameters: { anchor: { initial: 0, least: 0, most: Number.MAX_SAFE_INTEGER, whole: true } },
  pane: "price",
  sparse: true,
  kernel: ({ anchor }) => {
    function next(state: Float64Array, base: number, openTime: number, traded: number, turnover: number, keep: boolean): number {
      const counts = openTime >= anchor;
      const worth = counts ? (state[base] as number) + turnover : (state[base] as number);
      const volume = counts ? (state[base + 1] as number) + traded : (state[base + 1] as number);
      if (keep) {
        state[base] = worth;
        state[base + 1] = volume;
      }
      return volume === 0 ? Number.NaN : worth / volume;
    }
    return {
      warmUp: 1,
      reach: { candles: Number.POSITIVE_INFINITY, sinceMs: anchor },
      stateSize: 2,
      step(memory, base, at, keep) {
        memory[at] = next(memory, base, memory[OPEN_TIME] as number, memory[VOLUME] as number, memory[QUOTE_VOLUME] as number, keep);
      },
      run({ openTime, volume, quoteVolume }, from, to, state, base, out, first) {
        for (let at = from; at < to; at++) {
          out[first + at] = next(state, base, openTime[at] as number, volume[at] as number, quoteVolume[at] as number, true);
        }
      },
    };
  },
});
