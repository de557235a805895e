import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { wilderReach } from "./smoothing.ts";
import { ATR_SIZE, atrStep } from "./true-range.ts";

const HIGH = figurePlace("high");
const LOW = figurePlace("low");
const CLOSE = figurePlace("close");

/** Average true range (J. W. Wilder, 1978): his average of the ranges that start at the close before. */
export const atr = defineIndicator({
  name: "atr",
  title: "Average true range",
  inputs: ["high", "low", "close"],
  outputs: [{ name: "atr", plot: "line" }],
  parameters: { length: count(14) },
  pane: "own",
  kernel: ({ length }) => {
    const weight = 1 / length;
    return {
      warmUp: length + 1,
      reach: { candles: wilderReach(length) + 1 },
      stateSize: ATR_SIZE,
      step(memory, base, at, keep) {
        memory[at] = atrStep(memory, base, length, weight, memory[HIGH] as number, memory[LOW] as number, memory[CLOSE] as number, keep);
      },
      run({ high, low, close }, from, to, state, base, out, first) {
        for (let at = from; at < to; at++) {
          out[first + at] = atrStep(state, base, length, weight, high[at] as number, low[at] as number, close[at] as number, true);
        }
      },
    };
  },
});
