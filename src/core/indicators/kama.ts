import { defineIndicator } from "./define-indicator.ts";
import { lag, lagSize } from "./lag.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

/**
 * Kaufman's adaptive moving average (P. Kaufman, Smarter Trading, 1995): its weight goes with the share of the moves over `length`
 * candles that led anywhere, between those of exponential averages of `slow` and `fast`. It starts at the close before the first value, as in TA-Lib.
 */
export const kama = defineIndicator({
  name: "kama",
  title: "Kaufman's adaptive moving average",
  inputs: ["close"],
  outputs: [{ name: "kama", plot: "line" }],
  parameters: { length: count(10, 2), fast: count(2), slow: count(30) },
  pane: "price",
  kernel: ({ length, fast, slow }) => {
    if (fast >= slow) throw new RangeError(`fast of kama is less than slow, not ${fast} beside ${slow}`);
    const least = 2 / (slow + 1);
    const extra = 2 / (fast + 1) - least;
    const sumAt = 3;
    const lagAt = sumAt + lapSumSize(length);
    return {
      warmUp: length + 1,
      reach: { candles: Number.POSITIVE_INFINITY }, // a standstill weighs the new by (2 / (slow + 1)) squared only
      stateSize: lagAt + lagSize(length),
      run({ close }, from, to, state, base, out, first, _, keep) {
        let seen = (state[base] as number) | 0;
        let before = state[base + 1] as number;
        let level = state[base + 2] as number;
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const way = seen === 0 ? 0 : lapSum(state, base + sumAt, length, Math.abs(price - before), keep);
          const change = price - lag(state, base + lagAt, length, price, keep);
          if (seen <= length) seen++;
          if (seen <= length) level = price;
          else {
            const efficiency = way <= change || way === 0 ? 1 : Math.abs(change / way);
            const root = efficiency * extra + least;
            level += (price - level) * (root * root);
          }
          out[first + at] = seen <= length ? Number.NaN : level;
          before = price;
        }
        if (!keep) return;
        state[base] = seen;
        state[base + 1] = before;
        state[base + 2] = level;
      },
    };
  },
});
