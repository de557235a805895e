import { defineIndicator } from "./define-indicator.ts";

const HOUR_MS = 3_600_000;

/** State: session, 1 while it was seen from its start, its high, low, close; 1 when there is one before, and its high, low, close. */
const SIZE = 9;

/**
 * Pivot points of the floor traders, from high, low and close of the session before, of `hours` counted from the Unix epoch (24: days of
 * UTC). Pivot P = (H + L + C) / 3; supports and resistances 2 P - H, 2 P - L; P -+ (H - L); L - 2 (H - P), H + 2 (P - L). No value until
 * a session is over that was seen from its start: its first candle opened there, or another candle had come before.
 */
export const pivotPoints = defineIndicator({
  name: "pivots",
  title: "Pivot points",
  inputs: ["openTime", "high", "low", "close"],
  outputs: (["pivot", "r1", "s1", "r2", "s2", "r3", "s3"] as const).map((name) => ({ name, plot: "step" as const })),
  parameters: { hours: { initial: 24, least: 1, most: 168, whole: true } },
  pane: "price",
  sparse: true,
  kernel: ({ hours }) => {
    const sessionMs = hours * HOUR_MS;
    return {
      warmUp: 2,
      reach: { candles: Number.POSITIVE_INFINITY, sessionMs, session: "before" },
      stateSize: SIZE,
      run({ openTime, high, low, close }, from, to, state, out, keep) {
        let [session, whole, top, bottom, last] = [
          state[0] as number,
          state[1] as number,
          state[2] as number,
          state[3] as number,
          state[4] as number,
        ];
        let [known, h, l, c] = [state[5] as number, state[6] as number, state[7] as number, state[8] as number];
        for (let at = from; at < to; at++) {
          const time = openTime[at] as number;
          const current = Math.floor(time / sessionMs);
          if (current !== session) {
            // A session of which nothing was traded is not the one before: then there is none, and no value.
            known = whole !== 0 && session === current - 1 ? 1 : 0;
            [h, l, c] = [top, bottom, last];
            whole = session !== 0 || time % sessionMs === 0 ? 1 : 0;
            [session, top, bottom] = [current, high[at] as number, low[at] as number];
          }
          top = Math.max(top, high[at] as number);
          bottom = Math.min(bottom, low[at] as number);
          last = close[at] as number;
          const pivot = known === 0 ? Number.NaN : (h + l + c) / 3;
          (out[0] as Float64Array)[at] = pivot;
          (out[1] as Float64Array)[at] = 2 * pivot - l;
          (out[2] as Float64Array)[at] = 2 * pivot - h;
          (out[3] as Float64Array)[at] = pivot + (h - l);
          (out[4] as Float64Array)[at] = pivot - (h - l);
          (out[5] as Float64Array)[at] = h + 2 * (pivot - l);
          (out[6] as Float64Array)[at] = l - 2 * (h - pivot);
        }
        if (keep) [session, whole, top, bottom, last, known, h, l, c].forEach((value, index) => (state[index] = value));
      },
    };
  },
});
