import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { lapSum, lapSumSize } from "./lap-sum.ts";
import { count } from "./parameters.ts";

const CLOSE = figurePlace("close");

/** Simple moving average: the mean of the last `length` closes. */
export const sma = defineIndicator({
  name: "sma",
  title: "Simple moving average",
  inputs: ["close"],
  outputs: [{ name: "sma", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => ({
    warmUp: length,
    stateSize: 1 + lapSumSize(length),
    step(memory, base, at, keep) {
      memory[at] = meanStep(memory, base, length, memory[CLOSE] as number, keep);
    },
    run({ close }, from, to, state, base, out, first) {
      for (let at = from; at < to; at++) out[first + at] = meanStep(state, base, length, close[at] as number, true);
    },
  }),
});

function meanStep(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const seen = ((state[base] as number) | 0) + 1;
  const sum = lapSum(state, base + 1, length, x, keep);
  if (keep && seen <= length) state[base] = seen;
  return seen < length ? Number.NaN : sum / length;
}
