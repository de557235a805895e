import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { emaReach, emaStep, emaValue } from "./smoothing.ts";

const CLOSE = figurePlace("close");

/**
 * Exponential moving average of the close: the newest weighs 2 / (length + 1). The first value is the simple average of the first
 * `length` closes, as in TA-Lib.
 */
export const ema = defineIndicator({
  name: "ema",
  title: "Exponential moving average",
  inputs: ["close"],
  outputs: [{ name: "ema", plot: "line" }],
  parameters: { length: count(20) },
  pane: "price",
  kernel: ({ length }) => {
    const weight = 2 / (length + 1);
    return {
      warmUp: length,
      reach: { candles: emaReach(length) },
      stateSize: 2,
      step(memory, base, at, keep) {
        memory[at] = emaStep(memory, base, length, weight, memory[CLOSE] as number, keep);
      },
      run({ close }, from, to, state, base, out, first) {
        for (let at = from; at < to; at++) out[first + at] = emaStep(state, base, length, weight, close[at] as number, true);
      },
      show(state, base, out, at) {
        out[at] = emaValue(state, base, length);
      },
    };
  },
});
