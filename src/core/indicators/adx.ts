import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { wilderReach } from "./smoothing.ts";
import { trueRange } from "./true-range.ts";

const HIGH = figurePlace("high");
const LOW = figurePlace("low");
const CLOSE = figurePlace("close");

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
    /** Finds high, low and close where its three values go: as arguments of a function too long to be inlined they would be put on the heap. */
    function next(state: Float64Array, base: number, out: Float64Array, at: number, stride: number, keep: boolean): void {
      const high = out[at] as number;
      const low = out[at + stride] as number;
      const close = out[at + 2 * stride] as number;
      const seen = (state[base] as number) | 0;
      let rises = state[base + 4] as number;
      let falls = state[base + 5] as number;
      let ranges = state[base + 6] as number;
      let index = state[base + 7] as number;
      let plus = Number.NaN;
      let minus = Number.NaN;
      if (seen > 0) {
        const up = high - (state[base + 1] as number);
        const down = (state[base + 2] as number) - low;
        const range = trueRange(high, low, state[base + 3] as number);
        // Without asking which it is: a processor guesses every second answer wrong.
        const rise = ((Math.abs(up) + up) / 2) * Number(up > down);
        const fall = ((Math.abs(down) + down) / 2) * Number(down > up);
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
      out[at] = warm ? index : Number.NaN;
      out[at + stride] = warm ? plus : Number.NaN;
      out[at + 2 * stride] = warm ? minus : Number.NaN;
      if (!keep) return;
      if (seen < 2 * length) state[base] = seen + 1;
      state[base + 1] = high;
      state[base + 2] = low;
      state[base + 3] = close;
      state[base + 4] = rises;
      state[base + 5] = falls;
      state[base + 6] = ranges;
      state[base + 7] = index;
    }
    return {
      warmUp: 2 * length,
      reach: { candles: 2 * wilderReach(length) },
      stateSize: SIZE,
      step(memory, base, at, keep) {
        memory[at] = memory[HIGH] as number;
        memory[at + 1] = memory[LOW] as number;
        memory[at + 2] = memory[CLOSE] as number;
        next(memory, base, memory, at, 1, keep);
      },
      run({ high, low, close }, from, to, state, base, out, first, stride) {
        for (let at = from; at < to; at++) {
          out[first + at] = high[at] as number;
          out[first + stride + at] = low[at] as number;
          out[first + 2 * stride + at] = close[at] as number;
          next(state, base, out, first + at, stride, true);
        }
      },
    };
  },
});
