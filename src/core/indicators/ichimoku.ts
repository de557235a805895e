import { candles, defineIndicator } from "./define-indicator.ts";
import { highest, lapExtremeSize, lowest } from "./lap-extreme.ts";

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
  parameters: { conversion: candles(9), base: candles(26), span: candles(52) },
  pane: "price",
  kernel: ({ conversion, base, span }) => {
    const baseAt = 2 * lapExtremeSize(conversion);
    const spanAt = baseAt + 2 * lapExtremeSize(base);
    const warmUp = Math.max(conversion, base, span);
    return {
      warmUp,
      stateSize: 1 + spanAt + 2 * lapExtremeSize(span),
      run({ high, low, close }, from, to, state, out, keep) {
        let seen = state[0] as number;
        for (let at = from; at < to; at++) {
          const [top, bottom] = [high[at] as number, low[at] as number];
          const short = middleStep(state, 1, conversion, top, bottom, keep);
          const long = middleStep(state, 1 + baseAt, base, top, bottom, keep);
          const longest = middleStep(state, 1 + spanAt, span, top, bottom, keep);
          if (seen < warmUp) seen++;
          const warm = seen === warmUp;
          (out[0] as Float64Array)[at] = warm ? short : Number.NaN;
          (out[1] as Float64Array)[at] = warm ? long : Number.NaN;
          (out[2] as Float64Array)[at] = warm ? (short + long) / 2 : Number.NaN;
          (out[3] as Float64Array)[at] = warm ? longest : Number.NaN;
          (out[4] as Float64Array)[at] = warm ? (close[at] as number) : Number.NaN;
        }
        if (keep) state[0] = seen;
      },
    };
  },
});

function middleStep(state: Float64Array, base: number, length: number, high: number, low: number, keep: boolean): number {
  return (highest(state, base, length, high, keep) + lowest(state, base + lapExtremeSize(length), length, low, keep)) / 2;
}
