import { defineIndicator } from "./define-indicator.ts";
import { MOMENTS, momentsSize, momentsStep } from "./lap-moments.ts";
import { count, real } from "./parameters.ts";

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
    return {
      warmUp: length,
      stateSize: momentsSize(length),
      run({ close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        for (let at = from; at < to; at++) {
          momentsStep(state, base, length, share, close, at, keep);
          const mean = MOMENTS[0] as number;
          const apart = deviations * Math.sqrt(MOMENTS[1] as number);
          out[first + at] = mean + apart;
          out[second + at] = mean;
          out[third + at] = mean - apart;
        }
      },
    };
  },
});
