import { defineIndicator } from "./define-indicator.ts";
import { count, real } from "./parameters.ts";
import { ATR_SIZE, atrStep } from "./true-range.ts";

/**
 * SuperTrend (O. Seban), as TradingView's reference of `ta.supertrend` describes it: a band `ranges` average true ranges below or above
 * the middle of the candle that never moves away from the price, and changes sides when the close crosses it; direction 1 rising, -1
 * falling. It starts falling. The average true range is the one of this project (and TA-Lib's), whose first range is the second candle's.
 */
export const superTrend = defineIndicator({
  name: "supertrend",
  title: "SuperTrend",
  inputs: ["high", "low", "close"],
  outputs: [
    { name: "supertrend", plot: "step" },
    { name: "direction", plot: "none" },
  ],
  parameters: { length: count(10), ranges: real(3, 0, 100) },
  pane: "price",
  kernel: ({ length, ranges }) => {
    const weight = 1 / length;
    return {
      warmUp: length + 1,
      reach: { candles: Number.POSITIVE_INFINITY },
      stateSize: 4 + ATR_SIZE,
      run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        let sign = state[base] as number;
        let upper = state[base + 1] as number;
        let lower = state[base + 2] as number;
        let before = state[base + 3] as number;
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          const apart = ranges * atrStep(state, base + 4, length, weight, high[at] as number, low[at] as number, price, keep);
          let value = Number.NaN;
          if (!Number.isNaN(apart)) {
            const middle = ((high[at] as number) + (low[at] as number)) / 2;
            const started = sign !== 0;
            if (!started || middle + apart < upper || before > upper) upper = middle + apart;
            if (!started || middle - apart > lower || before < lower) lower = middle - apart;
            if (!started) sign = -1;
            else if (sign < 0 ? price > upper : price < lower) sign = -sign;
            value = sign > 0 ? lower : upper;
          }
          before = price;
          out[first + at] = value;
          out[second + at] = sign === 0 ? Number.NaN : sign;
        }
        if (!keep) return;
        state[base] = sign;
        state[base + 1] = upper;
        state[base + 2] = lower;
        state[base + 3] = before;
      },
    };
  },
});
