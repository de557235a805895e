import { toNumber } from "../base/decimal.ts";
import { MINUTE_MS } from "../candles/interval.ts";
import { NO_PAST, PAST_CLOSES, type PastCloses } from "./past-closes.ts";
import type { RollingTicker } from "./rolling-ticker.ts";

/** The most points of a line: more than its pixels would tell apart is not sent. */
export const SPARKLINE_POINTS = 60;
/** The level of the highest price; the lowest is at 0. */
export const SPARKLINE_TOP = 4_095;

const STEPS_MINUTES = [1, 2, 5, 10, 15, 30] as const;

/** The course of a price over the last 24 h, or over what is recorded of them: for pixels, never for figures. */
export interface Sparkline {
  /** Beginning of the first stretch, Unix ms, and the length of each. */
  readonly fromMs: number;
  readonly stepMs: number;
  /** Least and greatest of the closes shown, the nearest doubles. */
  readonly low: number;
  readonly high: number;
  /** The close of each stretch, from 0 (lowest) to {@link SPARKLINE_TOP}; a stretch without a trade keeps the price before. */
  readonly levels: readonly number[];
}

/**
 * Reads the line from the minutes of a window; null where no trade is in it. Where the exchange's own closes reach further back, the line
 * begins with them. `pricePlaces`: decimals of the window's integers.
 */
export function sparklineOf(ticker: RollingTicker, pricePlaces: number, past: PastCloses = NO_PAST): Sparkline | null {
  const { span } = ticker;
  if (span === null) return null;
  const { oldest, newest } = span;
  const begin = Math.min(oldest, ...pastMinutes(past, newest));
  const points = (step: number): number => Math.floor(newest / step) - Math.floor(begin / step) + 1;
  const step = begin < oldest ? PAST_CLOSES.minutes : (STEPS_MINUTES.find((minutes) => points(minutes) <= SPARKLINE_POINTS) ?? 30);
  // Stretches begin at round times, so that only the last point moves.
  const first = Math.floor(begin / step) * step;
  let before = 0;
  const prices = ticker.closes(first, step).map((close, at) => {
    if (close !== null) before = toNumber(close, pricePlaces);
    else if (begin < oldest) before = past.get(first / step + at) ?? before;
    return before;
  });
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const levels = prices.map((price) => (high === low ? SPARKLINE_TOP >> 1 : Math.round(((price - low) / (high - low)) * SPARKLINE_TOP)));
  return { fromMs: first * MINUTE_MS, stepMs: step * MINUTE_MS, low, high, levels };
}

/** The minutes at which past closes of the last 24 h begin. */
function pastMinutes(past: PastCloses, newest: number): number[] {
  const { minutes, most } = PAST_CLOSES;
  const latest = Math.floor(newest / minutes);
  return [...past.keys()].filter((stretch) => stretch > latest - most && stretch <= latest).map((stretch) => stretch * minutes);
}
