import { defineIndicator } from "./define-indicator.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

/** Typical prices nearer than this part of them are equal: ticks are far coarser, and sums of the same ticks in another order differ by as much. */
const RESIDUE = 1e-13;

/**
 * Money flow index (G. Quong and A. Soudack): the part of the turnover (typical price times volume) of the last `length` moves of the
 * typical price that came with a rise, 0 to 100; 0 where nothing moved. TA-Lib takes any turnover below 1 for none: this one does not,
 * since a quiet market of a coin has less.
 */
export const mfi = defineIndicator({
  name: "mfi",
  title: "Money flow index",
  inputs: ["high", "low", "close", "volume"],
  outputs: [{ name: "mfi", plot: "line" }],
  parameters: { length: count(14) },
  pane: "own",
  guides: [20, 80],
  kernel: ({ length }) => {
    const fallAt = 2 + lapSumSize(length);
    return {
      warmUp: length + 1,
      stateSize: fallAt + lapSumSize(length),
      run({ high, low, close, volume }, from, to, state, base, out, first, _, keep) {
        let seen = (state[base] as number) | 0;
        let before = state[base + 1] as number;
        for (let at = from; at < to; at++) {
          const typical = ((high[at] as number) + (low[at] as number) + (close[at] as number)) / 3;
          const flow = typical * (volume[at] as number);
          let value = Number.NaN;
          if (seen > 0) {
            const move = typical - before;
            const moved = Math.abs(move) > RESIDUE * typical;
            const rises = lapSum(state, base + 2, length, moved && move > 0 ? flow : 0, keep);
            const falls = lapSum(state, base + fallAt, length, moved && move < 0 ? flow : 0, keep);
            if (seen >= length) value = rises + falls === 0 ? 0 : (100 * rises) / (rises + falls);
          }
          if (seen <= length) seen++;
          before = typical;
          out[first + at] = value;
        }
        if (!keep) return;
        state[base] = seen;
        state[base + 1] = before;
      },
    };
  },
});
