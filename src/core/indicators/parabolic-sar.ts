import { defineIndicator } from "./define-indicator.ts";
import { real } from "./parameters.ts";

/** State: candles seen (0, 1, 2), high and low of the last, 1 while rising, the stop of the next candle, extreme point, acceleration. */
const SIZE = 7;

/**
 * Parabolic SAR (J. W. Wilder, 1978): a stop that follows the trend, faster with each new extreme, and changes sides where a candle
 * touches it. In the steps of TA-Lib: the first direction is that of the first two candles, falling where only the lows moved more, and
 * the first stop is the extreme of the first candle on the other side.
 */
export const parabolicSar = defineIndicator({
  name: "psar",
  title: "Parabolic SAR",
  inputs: ["high", "low"],
  outputs: [{ name: "psar", plot: "dots" }],
  parameters: { acceleration: real(0.02, 0, 1), most: real(0.2, 0, 1) },
  pane: "price",
  kernel: ({ acceleration, most }) => {
    const step = Math.min(acceleration, most);
    return {
      warmUp: 2,
      reach: { candles: Number.POSITIVE_INFINITY },
      stateSize: SIZE,
      run({ high, low }, from, to, state, base, out, first, _, keep) {
        let seen = (state[base] as number) | 0;
        let lastHigh = state[base + 1] as number;
        let lastLow = state[base + 2] as number;
        let rising = state[base + 3] !== 0;
        let stop = state[base + 4] as number;
        let extreme = state[base + 5] as number;
        let factor = state[base + 6] as number;
        for (let at = from; at < to; at++) {
          const top = high[at] as number;
          const bottom = low[at] as number;
          if (seen === 0) out[first + at] = Number.NaN;
          else {
            if (seen === 1) {
              const down = lastLow - bottom;
              rising = !(down > 0 && down > top - lastHigh);
              stop = rising ? lastLow : lastHigh;
              extreme = rising ? top : bottom;
              factor = step;
              // The first candle with a stop bounds it alone: the one before holds it itself.
              lastHigh = top;
              lastLow = bottom;
            }
            const turns = rising ? bottom <= stop : top >= stop;
            if (turns) {
              stop = rising ? Math.max(extreme, lastHigh, top) : Math.min(extreme, lastLow, bottom);
              rising = !rising;
              factor = step;
              extreme = rising ? top : bottom;
              out[first + at] = stop;
            } else {
              out[first + at] = stop;
              if (rising ? top > extreme : bottom < extreme) {
                extreme = rising ? top : bottom;
                factor = Math.min(factor + step, most);
              }
            }
            stop += factor * (extreme - stop);
            stop = rising ? Math.min(stop, lastLow, bottom) : Math.max(stop, lastHigh, top);
          }
          if (seen < 2) seen++;
          lastHigh = top;
          lastLow = bottom;
        }
        if (!keep) return;
        state[base] = seen;
        state[base + 1] = lastHigh;
        state[base + 2] = lastLow;
        state[base + 3] = rising ? 1 : 0;
        state[base + 4] = stop;
        state[base + 5] = extreme;
        state[base + 6] = factor;
      },
    };
  },
});
