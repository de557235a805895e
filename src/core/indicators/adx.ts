import { candles, defineIndicator } from "./define-indicator.ts";
import { wilderReach } from "./smoothing.ts";
import { trueRange } from "./true-range.ts";

/** State: candles seen, capped; high, low and close before; smoothed rises, falls and true ranges; sum of DX, then ADX. */
const SIZE = 8;

/**
 * Average directional index with +DI and -DI (J. W. Wilder, 1978), 0 to 100, in the steps of TA-Lib. Of the moves of high and low in a
 * candle only the larger counts, and where both are equal, neither: prices rounded to ticks tie often, and packages that count both differ
 * from TA-Lib by whole points. A candle without any movement in its averages leaves the index as it was.
 */
export const adx = defineIndicator({
  name: "adx",
  title: "Average directional index",
  inputs: ["high", "low", "close"],
  outputs: [
    { name: "adx", plot: "line" },
    { name: "plusDi", plot: "line" },
    { name: "minusDi", plot: "line" },
  ],
  parameters: { length: candles(14, 2) },
  pane: "own",
  guides: [25],
  kernel: ({ length }) => ({
    warmUp: 2 * length,
    reach: { candles: 2 * wilderReach(length) },
    stateSize: SIZE,
    run({ high, low, close }, from, to, state, out, keep) {
      const adx = out[0] as Float64Array;
      const plusDi = out[1] as Float64Array;
      const minusDi = out[2] as Float64Array;
      let [seen, lastHigh, lastLow, lastClose] = [state[0] as number, state[1] as number, state[2] as number, state[3] as number];
      let [rises, falls, ranges, index] = [state[4] as number, state[5] as number, state[6] as number, state[7] as number];
      for (let at = from; at < to; at++) {
        const [top, bottom] = [high[at] as number, low[at] as number];
        let [plus, minus] = [Number.NaN, Number.NaN];
        if (seen > 0) {
          const up = top - lastHigh;
          const down = lastLow - bottom;
          const range = trueRange(top, bottom, lastClose);
          const rise = up > 0 && up > down ? up : 0;
          const fall = down > 0 && down > up ? down : 0;
          const smooth = seen >= length;
          rises = smooth ? rises - rises / length + rise : rises + rise;
          falls = smooth ? falls - falls / length + fall : falls + fall;
          ranges = smooth ? ranges - ranges / length + range : ranges + range;
          if (smooth) {
            plus = ranges === 0 ? 0 : (100 * rises) / ranges;
            minus = ranges === 0 ? 0 : (100 * falls) / ranges;
            const both = plus + minus;
            const dx = both === 0 ? 0 : (100 * Math.abs(minus - plus)) / both;
            if (seen < 2 * length) index += dx;
            else if (both !== 0) index = (index * (length - 1) + dx) / length;
            if (seen === 2 * length - 1) index /= length;
          }
        }
        const warm = seen >= 2 * length - 1;
        adx[at] = warm ? index : Number.NaN;
        plusDi[at] = warm ? plus : Number.NaN;
        minusDi[at] = warm ? minus : Number.NaN;
        if (seen < 2 * length) seen++;
        lastHigh = top;
        lastLow = bottom;
        lastClose = close[at] as number;
      }
      if (!keep) return;
      state[0] = seen;
      state[1] = lastHigh;
      state[2] = lastLow;
      state[3] = lastClose;
      state[4] = rises;
      state[5] = falls;
      state[6] = ranges;
      state[7] = index;
    },
  }),
});
