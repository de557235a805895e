import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { AVERAGE_SIZE, emaStep, wilderReach } from "./smoothing.ts";

const CLOSE = figurePlace("close");

/**
 * Relative strength index (J. W. Wilder, New Concepts in Technical Trading Systems, 1978): 0 to 100, the share of the rises in the
 * averaged moves of the close; 0 where it has not moved at all, as in TA-Lib.
 */
export const rsi = defineIndicator({
  name: "rsi",
  title: "Relative strength index",
  inputs: ["close"],
  outputs: [{ name: "rsi", plot: "line" }],
  parameters: { length: count(14, 2) },
  pane: "own",
  guides: [30, 70],
  kernel: ({ length }) => {
    const weight = 1 / length;
    return {
      warmUp: length + 1,
      reach: { candles: wilderReach(length) + 1 },
      stateSize: RSI_SIZE,
      step(memory, base, at, keep) {
        memory[at] = rsiStep(memory, base, length, weight, memory[CLOSE] as number, keep);
      },
      run({ close }, from, to, state, base, out, first) {
        for (let at = from; at < to; at++) out[first + at] = rsiStep(state, base, length, weight, close[at] as number, true);
      },
    };
  },
});

/** Numbers of state that {@link rsiStep} needs. */
export const RSI_SIZE = 2 + 2 * AVERAGE_SIZE;

/** The index of one more close, NaN while there are not `length` moves; its state lies at `base`, and `weight` is 1 / length. */
export function rsiStep(state: Float64Array, base: number, length: number, weight: number, close: number, keep: boolean): number {
  const started = state[base] !== 0;
  const move = close - (state[base + 1] as number);
  if (keep) {
    state[base] = 1;
    state[base + 1] = close;
  }
  if (!started) return Number.NaN;
  // Rise and fall without asking which it is: a processor guesses every second answer wrong.
  const size = Math.abs(move);
  const rise = emaStep(state, base + 2, length, weight, (size + move) / 2, keep);
  const fall = emaStep(state, base + 2 + AVERAGE_SIZE, length, weight, (size - move) / 2, keep);
  const both = rise + fall;
  return both === 0 ? 0 : (100 * rise) / both; // NaN while the averages are
}
