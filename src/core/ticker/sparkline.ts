import { type Int, toNumber } from "../base/decimal.ts";
import { MINUTE_MS } from "../candles/interval.ts";
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

/** Reads the line from the minutes of a window; null where no trade is in it. `pricePlaces`: decimals of its integers. */
export function sparklineOf(ticker: RollingTicker, pricePlaces: number): Sparkline | null {
  const { span } = ticker;
  if (span === null) return null;
  const { oldest, newest } = span;
  const points = (step: number): number => Math.floor(newest / step) - Math.floor(oldest / step) + 1;
  const step = STEPS_MINUTES.find((minutes) => points(minutes) <= SPARKLINE_POINTS) ?? 30;
  // Stretches begin at round times, so that only the last point moves.
  const first = Math.floor(oldest / step) * step;
  let before: Int = 0;
  const prices = ticker.closes(first, step).map((close) => toNumber((before = close ?? before), pricePlaces));
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const levels = prices.map((price) => (high === low ? SPARKLINE_TOP >> 1 : Math.round(((price - low) / (high - low)) * SPARKLINE_TOP)));
  return { fromMs: first * MINUTE_MS, stepMs: step * MINUTE_MS, low, high, levels };
}
