import { candles, defineIndicator } from "./define-indicator.ts";

/** State: slot, seen, reference, sum, weighted sum, all three of this lap; then the ring. */
const HEAD = 8;

/**
 * The straight line through the last `length` closes by least squares: its value at the newest candle, its slope a candle and its
 * value at the oldest (the intercept of TA-Lib).
 *
 * Weighted by their place from the middle, the closes give the slope without any loss of digits to the mean. When a candle enters, each
 * one held moves back by a place, so the weighted sum falls by the plain sum; each lap around the ring is added up afresh, about its own reference.
 */
export const linearRegression = defineIndicator({
  name: "linreg",
  title: "Linear regression",
  inputs: ["close"],
  outputs: [
    { name: "linreg", plot: "line" },
    { name: "slope", plot: "none" },
    { name: "intercept", plot: "none" },
  ],
  parameters: { length: candles(14, 2) },
  pane: "price",
  kernel: ({ length }) => {
    const middle = (length - 1) / 2;
    const squares = (length * (length * length - 1)) / 12;
    return {
      warmUp: length,
      stateSize: HEAD + length,
      run({ close }, from, to, state, out, keep) {
        const value = out[0] as Float64Array;
        const slopes = out[1] as Float64Array;
        const intercept = out[2] as Float64Array;
        let [slot, seen, reference, sum] = [state[0] as number, state[1] as number, state[2] as number, state[3] as number];
        let [weighted, lapReference, lapSum, lapWeighted] = [state[4] as number, state[5] as number, state[6] as number, state[7] as number];
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          if (seen === 0) reference = price;
          if (slot === 0) [lapReference, lapSum, lapWeighted] = [price, 0, 0];
          const oldest = seen < length ? 0 : (state[HEAD + slot] as number) - reference;
          const near = price - reference;
          // Places run from -middle to middle: the oldest leaves from -middle, the rest move back by one, the newest enters at middle.
          weighted += middle * oldest - (sum - oldest) + middle * near;
          sum += near - oldest;
          lapSum += price - lapReference;
          lapWeighted += (slot - middle) * (price - lapReference);
          if (keep) state[HEAD + slot] = price;
          slot++;
          if (seen < length) seen++;
          if (slot === length) [slot, reference, sum, weighted] = [0, lapReference, lapSum, lapWeighted];
          const slope = seen < length ? Number.NaN : weighted / squares;
          const mean = reference + sum / length;
          slopes[at] = slope;
          value[at] = mean + slope * middle;
          intercept[at] = mean - slope * middle;
        }
        if (!keep) return;
        state[0] = slot;
        state[1] = seen;
        state[2] = reference;
        state[3] = sum;
        state[4] = weighted;
        state[5] = lapReference;
        state[6] = lapSum;
        state[7] = lapWeighted;
      },
    };
  },
});
