import { defineIndicator } from "./define-indicator.ts";
import { LAP_SUM_RING, LAP_SUM_SLOT, lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

/**
 * Commodity channel index (D. Lambert, 1980): how far the typical price (H + L + C) / 3 lies from its mean over `length` candles, in units of 0.015
 * times their mean distance from it; 0 where all are equal, as in TA-Lib.
 */
export const cci = defineIndicator({
  name: "cci",
  title: "Commodity channel index",
  inputs: ["high", "low", "close"],
  outputs: [{ name: "cci", plot: "line" }],
  parameters: { length: count(20, 2, 500) },
  pane: "own",
  guides: [-100, 100],
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + lapSumSize(length),
    run({ high, low, close }, from, to, state, base, out, first, _, keep) {
      let seen = (state[base] as number) | 0;
      for (let at = from; at < to; at++) {
        const typical = ((high[at] as number) + (low[at] as number) + (close[at] as number)) / 3;
        const slot = (state[base + 1 + LAP_SUM_SLOT] as number) | 0;
        const mean = lapSum(state, base + 1, length, typical, keep) / length;
        if (seen < length) seen++;
        out[first + at] = seen < length ? Number.NaN : index(state, base + 1 + LAP_SUM_RING, length, slot, typical, mean);
      }
      if (keep) state[base] = seen;
    },
  }),
});

/**
 * The mean distance is the one figure here that no running sum gives, since the mean moves under all candles at once. A plain loop over
 * the window is faster than a sorted tree up to some hundred candles, which is why `length` ends there.
 */
function index(state: Float64Array, ring: number, length: number, slot: number, typical: number, mean: number): number {
  let distance = Math.abs(typical - mean);
  for (let at = 0; at < length; at++) {
    if (at !== slot) distance += Math.abs((state[ring + at] as number) - mean);
  }
  return distance === 0 || typical === mean ? 0 : (typical - mean) / ((0.015 * distance) / length);
}
