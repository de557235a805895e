import { defineIndicator } from "./define-indicator.ts";
import { count, real } from "./parameters.ts";
import { valueArea } from "./value-area.ts";

const HOUR_MS = 3_600_000;
/** Before the rows: session, price at which the lowest row begins, height of a row (0: nothing was traded yet). */
const HEAD = 3;
const MOST_ROWS = 400;
/** Of its first price, what the rows of a session span together at first. */
const FIRST_SPAN = 0.02;

/** The state with a candle in it, before it is known whether that stays. */
const NEXT = new Float64Array(HEAD + MOST_ROWS);

/**
 * Volume profile of the session so far, of `hours` counted from the Unix epoch: the middle of the busiest row (point of control) and the edges of
 * the value area, which holds `share` of the volume. Candles tell no prices of single trades, so each spreads its volume evenly over its
 * range; a profile from trades is `PriceProfile`. Rows double in height when the price leaves them, so a candle costs the same at any time.
 */
export const volumeProfile = defineIndicator({
  name: "vp",
  title: "Volume profile",
  inputs: ["openTime", "high", "low", "volume"],
  outputs: [
    { name: "poc", plot: "step" },
    { name: "high", plot: "step" },
    { name: "low", plot: "step" },
  ],
  parameters: { hours: count(24, 1, 168), pairs: count(50, 5, MOST_ROWS / 2), share: real(0.7, 0.01, 1) },
  pane: "price",
  sparse: true,
  kernel: ({ hours, pairs, share }) => {
    const rows = 2 * pairs;
    const sessionMs = hours * HOUR_MS;
    return {
      warmUp: 1,
      reach: { candles: Number.POSITIVE_INFINITY, sessionMs },
      stateSize: HEAD + rows,
      run({ openTime, high, low, volume }, from, to, state, base, out, first, stride, keep) {
        const profile = NEXT.subarray(HEAD, HEAD + rows);
        for (let at = 0; at < HEAD + rows; at++) NEXT[at] = state[base + at] as number;
        for (let at = from; at < to; at++) {
          const session = Math.floor((openTime[at] as number) / sessionMs);
          if (session !== NEXT[0]) NEXT.fill(0, 1, HEAD + rows);
          NEXT[0] = session;
          if ((volume[at] as number) > 0) spread(profile, low[at] as number, high[at] as number, volume[at] as number);
          const area = valueArea(profile, share);
          const [, bottom, height] = NEXT as unknown as [number, number, number];
          out[first + at] = area === null ? Number.NaN : bottom + (area.poc + 0.5) * height;
          out[first + stride + at] = area === null ? Number.NaN : bottom + (area.high + 1) * height;
          out[first + 2 * stride + at] = area === null ? Number.NaN : bottom + area.low * height;
        }
        if (keep) for (let at = 0; at < HEAD + rows; at++) state[base + at] = NEXT[at] as number;
      },
    };
  },
});

/** Adds a candle's volume to the rows of {@link NEXT} that its range touches, after making them reach it. */
function spread(profile: Float64Array, low: number, high: number, volume: number): void {
  const rows = profile.length;
  if (NEXT[2] === 0) {
    const middle = (low + high) / 2;
    NEXT[2] = middle === 0 ? 1 / rows : (Math.abs(middle) * FIRST_SPAN) / rows;
    NEXT[1] = middle - (NEXT[2] * rows) / 2;
  }
  while (high >= (NEXT[1] as number) + (NEXT[2] as number) * rows) double(profile, 0);
  while (low < (NEXT[1] as number)) double(profile, rows / 2);
  const bottom = NEXT[1] as number;
  const height = NEXT[2] as number;
  const lowest = Math.floor((low - bottom) / height);
  const highest = Math.min(rows - 1, Math.floor((high - bottom) / height));
  for (let row = lowest; row <= highest; row++) profile[row] = (profile[row] as number) + volume / (highest - lowest + 1);
}

/** Joins the rows in pairs, which come to lie from row `to` on: 0 gives room above, half of the rows room below. */
function double(profile: Float64Array, to: number): void {
  const half = profile.length / 2;
  const joined = Float64Array.from({ length: half }, (_, row) => (profile[2 * row] as number) + (profile[2 * row + 1] as number));
  profile.fill(0);
  profile.set(joined, to);
  NEXT[1] = (NEXT[1] as number) - to * 2 * (NEXT[2] as number);
  NEXT[2] = 2 * (NEXT[2] as number);
}
