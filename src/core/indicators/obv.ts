import { figurePlace } from "./candle-columns.ts";
import { defineIndicator } from "./define-indicator.ts";

const CLOSE = figurePlace("close");
const VOLUME = figurePlace("volume");

/** On-balance volume (J. Granville): volume added with a rise of the close and taken off with a fall. It starts with the first volume, as in TA-Lib. */
export const obv = defineIndicator({
  name: "obv",
  title: "On-balance volume",
  inputs: ["close", "volume"],
  outputs: [{ name: "obv", plot: "line" }],
  parameters: {},
  pane: "own",
  kernel: () => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY },
    stateSize: 3,
    step(memory, base, at, keep) {
      memory[at] = totalStep(memory, base, memory[CLOSE] as number, memory[VOLUME] as number, keep);
    },
    run({ close, volume }, from, to, state, base, out, first) {
      for (let at = from; at < to; at++) out[first + at] = totalStep(state, base, close[at] as number, volume[at] as number, true);
    },
  }),
});

/** State: whether there was a candle, its close, the total. */
function totalStep(state: Float64Array, base: number, close: number, volume: number, keep: boolean): number {
  const before = state[base] === 0 ? Number.NEGATIVE_INFINITY : (state[base + 1] as number);
  // Without asking which it is: a processor guesses every second answer wrong.
  const total = (state[base + 2] as number) + (Number(close > before) - Number(close < before)) * volume;
  if (keep) {
    state[base] = 1;
    state[base + 1] = close;
    state[base + 2] = total;
  }
  return total;
}
