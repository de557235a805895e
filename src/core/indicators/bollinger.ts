import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { momentsSize, momentsStep } from "./lap-moments.ts";
import { count, real } from "./parameters.ts";

const CLOSE = figurePlace("close");

/**
 * Bollinger bands (J. Bollinger): the simple mean of the last `length` closes, and lines as many of their standard deviations above and
 * below it. The deviation is that of a population, as in TA-Lib.
 */
export const bollinger = defineIndicator({
  name: "bb",
  title: "Bollinger bands",
  inputs: ["close"],
  outputs: [
    { name: "upper", plot: "line" },
    { name: "middle", plot: "line" },
    { name: "lower", plot: "line" },
  ],
  parameters: { length: count(20, 2), deviations: real(2, 0, 100) },
  pane: "price",
  kernel: ({ length, deviations }) => {
    const share = 1 / length;
    function next(state: Float64Array, base: number, price: number, out: Float64Array, at: number, stride: number, keep: boolean): void {
      const apart = deviations * Math.sqrt(momentsStep(state, base, length, share, price, out, at + stride, keep));
      const mean = out[at + stride] as number;
      out[at] = mean + apart;
      out[at + 2 * stride] = mean - apart;
    }
    return {
      warmUp: length,
      stateSize: momentsSize(length),
      step(memory, base, at, keep) {
        next(memory, base, memory[CLOSE] as number, memory, at, 1, keep);
      },
      run({ close }, from, to, state, base, out, first, stride) {
        for (let at = from; at < to; at++) next(state, base, close[at] as number, out, first + at, stride, true);
      },
    };
  },
});
