/** A fixed length of event time that candles cover, half open, counted from a fixed moment. */
export interface Interval {
  /** As on the command line and in exchanges' own streams: `1m`, `4h`, `1d`. */
  readonly name: string;
  readonly ms: number;
  /** A moment at which one begins, Unix ms. */
  readonly originMs: number;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Weeks begin on Monday, 00:00 UTC, as on every venue here; the epoch was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/** Every interval that candles come in, shortest first. */
export const INTERVALS: readonly Interval[] = ["1s", "5s", "15s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "1w"].map(
  (name) => ({
    name,
    ms: Number.parseInt(name, 10) * (UNITS[name.slice(-1)] as number),
    originMs: name.endsWith("w") ? FIRST_MONDAY_MS : 0,
  }),
);

export function intervalNamed(name: string): Interval | undefined {
  return INTERVALS.find((interval) => interval.name === name);
}

function known(name: string): Interval {
  const interval = intervalNamed(name);
  if (interval === undefined) throw new Error(`there is no interval ${name}`);
  return interval;
}

/** The two from which all others are made: the fold's own, and what a minute is too coarse for. */
export const ONE_MINUTE = known("1m");
export const ONE_SECOND = known("1s");

/** The interval whose candles are made from trades, and those of `interval` from them. */
export function baseOf(interval: Interval): Interval {
  return interval.ms < ONE_MINUTE.ms ? ONE_SECOND : ONE_MINUTE;
}

/** The start of the candle (Unix ms, half open) that an event time falls into. */
export function openTimeOf({ ms, originMs }: Interval, eventMs: number): number {
  return Math.floor((eventMs - originMs) / ms) * ms + originMs;
}
