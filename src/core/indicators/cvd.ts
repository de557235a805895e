import { defineIndicator } from "./define-indicator.ts";

/** Cumulative volume delta: what buyers took from the book less what sellers did, in the base asset, since the first candle. */
export const cvd = defineIndicator({
  name: "cvd",
  title: "Cumulative volume delta",
  inputs: ["volume", "takerVolume"],
  outputs: [
    { name: "cvd", plot: "line" },
    { name: "delta", plot: "histogram" },
  ],
  parameters: {},
  pane: "own",
  guides: [0],
  kernel: () => ({
    warmUp: 1,
    reach: { candles: Number.POSITIVE_INFINITY },
    stateSize: 1,
    run({ volume, takerVolume }, from, to, state, base, out, first, stride, keep) {
      const second = first + stride;
      let total = state[base] as number;
      for (let at = from; at < to; at++) {
        const delta = 2 * (takerVolume[at] as number) - (volume[at] as number);
        total += delta;
        out[first + at] = total;
        out[second + at] = delta;
      }
      if (keep) state[base] = total;
    },
  }),
});
