import { defineIndicator } from "./define-indicator.ts";
import { highest, lapHighestSize, lowest } from "./lap-highest.ts";
import { count } from "./parameters.ts";

/**
 * Ichimoku kinko hyo (G. Hosoda): the middles of the ranges of three lengths. The cloud lies between `spanA` and `spanB`, which a chart draws
 * 25 candles to the right, so that the newest counts as the first of 26; `lagging` is the close, drawn as far to the left.
 */
export const ichimoku = defineIndicator({
  name: "ichimoku",
  title: "Ichimoku cloud",
  inputs: ["high", "low", "close"],
  outputs: [
    { name: "conversion", plot: "line" },
    { name: "base", plot: "line" },
    { name: "spanA", plot: "line", shift: 25 },
    { name: "spanB", plot: "line", shift: 25 },
    { name: "lagging", plot: "line", shift: -25 },
  ],
  parameters: { conversion: count(9), base: count(26), span: count(52) },
  pane: "price",
  kernel: ({ conversion, base: middle, span }) => {
    const middleAt = 2 * lapHighestSize(conversion);
    const spanAt = middleAt + 2 * lapHighestSize(middle);
    const warmUp = Math.max(conversion, middle, span);
    return {
      warmUp,
      stateSize: 1 + spanAt + 2 * lapHighestSize(span),
      run({ high, low, close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        const fourth = third + stride;
        const fifth = fourth + stride;
        let seen = (state[base] as number) | 0;
        for (let at = from; at < to; at++) {
          const top = high[at] as number;
          const bottom = low[at] as number;
          const short = middleStep(state, base + 1, conversion, top, bottom, keep);
          const long = middleStep(state, base + 1 + middleAt, middle, top, bottom, keep);
          const longest = middleStep(state, base + 1 + spanAt, span, top, bottom, keep);
          if (seen < warmUp) seen++;
          const warm = seen === warmUp;
          out[first + at] = warm ? short : Number.NaN;
          out[second + at] = warm ? long : Number.NaN;
          out[third + at] = warm ? (short + long) / 2 : Number.NaN;
          out[fourth + at] = warm ? longest : Number.NaN;
          out[fifth + at] = warm ? (close[at] as number) : Number.NaN;
        }
        if (keep) state[base] = seen;
      },
    };
  },
});

function middleStep(state: Float64Array, base: number, length: number, high: number, low: number, keep: boolean): number {
  const top = highest(state, base, length, high, keep);
  return (top + lowest(state, base + lapHighestSize(length), length, low, keep)) / 2;
}
