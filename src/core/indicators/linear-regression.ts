import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";

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
  parameters: { length: count(14, 2) },
  pane: "price",
  kernel: ({ length }) => {
    const middle = (length - 1) / 2;
    const squares = (length * (length * length - 1)) / 12;
    return {
      warmUp: length,
      stateSize: HEAD + length,
      run({ close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        let slot = (state[base] as number) | 0;
        let seen = (state[base + 1] as number) | 0;
        let reference = state[base + 2] as number;
        let sum = state[base + 3] as number;
        let weighted = state[base + 4] as number;
        let lapReference = state[base + 5] as number;
        let lapSum = state[base + 6] as number;
        let lapWeighted = state[base + 7] as number;
        for (let at = from; at < to; at++) {
          const price = close[at] as number;
          if (seen === 0) reference = price;
          if (slot === 0) {
            lapReference = price;
            lapSum = 0;
            lapWeighted = 0;
          }
          const oldest = seen < length ? 0 : (state[base + HEAD + slot] as number) - reference;
          const near = price - reference;
          // Places run from -middle to middle: the oldest leaves from -middle, the rest move back by one, the newest enters at middle.
          weighted += middle * oldest - (sum - oldest) + middle * near;
          sum += near - oldest;
          lapSum += price - lapReference;
          lapWeighted += (slot - middle) * (price - lapReference);
          if (keep) state[base + HEAD + slot] = price;
          slot++;
          if (seen < length) seen++;
          if (slot === length) {
            slot = 0;
            reference = lapReference;
            sum = lapSum;
            weighted = lapWeighted;
          }
          const slope = seen < length ? Number.NaN : weighted / squares;
          const mean = reference + sum / length;
          out[second + at] = slope;
          out[first + at] = mean + slope * middle;
          out[third + at] = mean - slope * middle;
        }
        if (!keep) return;
        state[base] = slot;
        state[base + 1] = seen;
        state[base + 2] = reference;
        state[base + 3] = sum;
        state[base + 4] = weighted;
        state[base + 5] = lapReference;
        state[base + 6] = lapSum;
        state[base + 7] = lapWeighted;
      },
    };
  },
});
