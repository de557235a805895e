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
      run({ openTime, high, low, close }, from, to, state, base, out, first, stride, keep) {
        const second = first + stride;
        const third = second + stride;
        const fourth = third + stride;
        const fifth = fourth + stride;
        const sixth = fifth + stride;
        const seventh = sixth + stride;
        let session = state[base] as number;
        let whole = state[base + 1] as number;
        let top = state[base + 2] as number;
        let bottom = state[base + 3] as number;
        let last = state[base + 4] as number;
        let known = state[base + 5] as number;
        let h = state[base + 6] as number;
        let l = state[base + 7] as number;
        let c = state[base + 8] as number;
        for (let at = from; at < to; at++) {
          const time = openTime[at] as number;
          const current = Math.floor(time / sessionMs);
          if (current !== session) {
            // A session of which nothing was traded is not the one before: then there is none, and no value.
            known = whole !== 0 && session === current - 1 ? 1 : 0;
            h = top;
            l = bottom;
            c = last;
            whole = session !== 0 || time % sessionMs === 0 ? 1 : 0;
            session = current;
            top = high[at] as number;
            bottom = low[at] as number;
          }
          top = Math.max(top, high[at] as number);
          bottom = Math.min(bottom, low[at] as number);
          last = close[at] as number;
          const pivot = known === 0 ? Number.NaN : (h + l + c) / 3;
          out[first + at] = pivot;
          out[second + at] = 2 * pivot - l;
          out[third + at] = 2 * pivot - h;
          out[fourth + at] = pivot + (h - l);
          out[fifth + at] = pivot - (h - l);
          out[sixth + at] = h + 2 * (pivot - l);
          out[seventh + at] = l - 2 * (h - pivot);
        }
        if (keep) [session, whole, top, bottom, last, known, h, l, c].forEach((value, index) => (state[base + index] = value));
      },
    };
  },
});
