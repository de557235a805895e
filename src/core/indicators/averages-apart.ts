import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";
import { count } from "./parameters.ts";
import { AVERAGE_SIZE, emaReach, emaStep } from "./smoothing.ts";

const CLOSE = figurePlace("close");

/** What tells MACD from PPO. */
interface AveragesApart {
  readonly name: string;
  readonly title: string;
  /** Whether the distance is in per cent of the slow average. */
  readonly inPercent: boolean;
  /** Whether the fast average has its first value at the candle at which the slow one has, as though the series began later. */
  readonly together: boolean;
}

/**
 * An oscillator of two exponential averages of the close: the distance of the fast one from the slow one, the exponential average of that
 * as its signal, and the difference of both. The state is {candles seen, capped; slow average, fast average, signal}.
 */
export function averagesApart({ name, title, inPercent, together }: AveragesApart) {
  return defineIndicator({
    name,
    title,
    inputs: ["close"],
    outputs: [
      { name, plot: "line" },
      { name: "signal", plot: "line" },
      { name: "histogram", plot: "histogram" },
    ],
    parameters: { fast: count(12), slow: count(26, 2), signal: count(9) },
    pane: "own",
    guides: [0],
    kernel: ({ fast, slow, signal }) => {
      if (fast >= slow) throw new RangeError(`fast of ${name} is less than slow, not ${fast} beside ${slow}`);
      const fastWeight = 2 / (fast + 1);
      const slowWeight = 2 / (slow + 1);
      const weight = 2 / (signal + 1);
      const skipped = together ? slow - fast : 0;
      function next(state: Float64Array, base: number, price: number, out: Float64Array, at: number, stride: number, keep: boolean): void {
        const seen = (state[base] as number) | 0;
        const slowly = emaStep(state, base + 1, slow, slowWeight, price, keep);
        const quickly = seen < skipped ? Number.NaN : emaStep(state, base + 1 + AVERAGE_SIZE, fast, fastWeight, price, keep);
        if (keep && seen < slow) state[base] = seen + 1;
        let apart = quickly - slowly;
        if (inPercent) apart = slowly === 0 ? 0 : (100 * apart) / slowly;
        const mean = Number.isNaN(apart) ? apart : emaStep(state, base + 1 + 2 * AVERAGE_SIZE, signal, weight, apart, keep);
        out[at] = Number.isNaN(mean) ? mean : apart;
        out[at + stride] = mean;
        out[at + 2 * stride] = apart - mean;
      }
      return {
        warmUp: slow + signal - 1,
        reach: { candles: emaReach(slow) + emaReach(signal) },
        stateSize: 1 + 3 * AVERAGE_SIZE,
        step(memory, base, at, keep) {
          next(memory, base, memory[CLOSE] as number, memory, at, 1, keep);
        },
        run({ close }, from, to, state, base, out, first, stride) {
          for (let at = from; at < to; at++) next(state, base, close[at] as number, out, first + at, stride, true);
        },
      };
    },
  });
}
