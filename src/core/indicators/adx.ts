import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
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
  parameters: { length: count(14, 2) },
  pane: "own",
  guides: [25],
  kernel: ({ length }) => {
    const weight = 1 / length;
    const stay = 1 - weight;
    return {
      warmUp: 2 * length,
      reach: { candles: 2 * wilderReach(length) },
      stateSize: SIZE,
      run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        let seen = (state[base] as number) | 0;
        let lastHigh = state[base + 1] as number;
        let lastLow = state[base + 2] as number;
        let lastClose = state[base + 3] as number;
        let rises = state[base + 4] as number;
        let falls = state[base + 5] as number;
        let ranges = state[base + 6] as number;
        let index = state[base + 7] as number;
        for (let at = from; at < to; at++) {
          const top = high[at] as number;
          const bottom = low[at] as number;
          let plus = Number.NaN;
          let minus = Number.NaN;
          if (seen > 0) {
            const up = top - lastHigh;
            const down = lastLow - bottom;
            const range = trueRange(top, bottom, lastClose);
            const rise = up > 0 && up > down ? up : 0;
            const fall = down > 0 && down > up ? down : 0;
            const smooth = seen >= length;
            rises = smooth ? rises * stay + rise : rises + rise;
            falls = smooth ? falls * stay + fall : falls + fall;
            ranges = smooth ? ranges * stay + range : ranges + range;
            if (smooth) {
              const scale = ranges === 0 ? 0 : 100 / ranges;
              plus = rises * scale;
              minus = falls * scale;
              // Of both as parts of their sum, so the ranges fall out.
              const both = scale === 0 ? 0 : rises + falls;
              const dx = both === 0 ? 0 : (100 * Math.abs(falls - rises)) / both;
              if (seen < 2 * length) index += dx;
              else if (both !== 0) index = index + (dx - index) * weight;
              if (seen === 2 * length - 1) index /= length;
            }
          }
          const warm = seen >= 2 * length - 1;
          out[first + at] = warm ? index : Number.NaN;
          out[second + at] = warm ? plus : Number.NaN;
          out[third + at] = warm ? minus : Number.NaN;
          if (seen < 2 * length) seen++;
          lastHigh = top;
          lastLow = bottom;
          lastClose = close[at] as number;
        }
        if (!keep) return;
        state[base] = seen;
        state[base + 1] = lastHigh;
        state[base + 2] = lastLow;
        state[base + 3] = lastClose;
        state[base + 4] = rises;
        state[base + 5] = falls;
        state[base + 6] = ranges;
        state[base + 7] = index;
      },
    };
  },
});
