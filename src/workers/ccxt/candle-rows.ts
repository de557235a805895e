import { plainDecimal } from "../../core/base/shortest-decimal.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";

const SECOND_MS = 1_000;

/**
 * Candles of a length in ms from what ccxt's `fetchOHLCV` gives, `[open time, open, high, low, close, volume]`, oldest first; null where it is anything else. ccxt
 * knows neither turnover nor number of trades: those are 0. A candle whose time has passed is final.
 */
export function candleRows(answer: unknown, lengthMs: number, nowMs: number): CandleRow[] | null {
  if (!Array.isArray(answer)) return null;
  const rows = new Map<number, CandleRow>();
  for (const values of answer as unknown[]) {
    const row = Array.isArray(values) ? rowOf(values as unknown[], lengthMs, nowMs) : null;
    if (row === null) return null;
    rows.set(row.openTime, row);
  }
  return [...rows.values()].sort((a, b) => a.openTime - b.openTime);
}

function rowOf([openTime, ...amounts]: readonly unknown[], lengthMs: number, nowMs: number): CandleRow | null {
  const [open, high, low, close, volume] = amounts.map(amountOf);
  if (!Number.isSafeInteger(openTime) || (openTime as number) < 0 || (openTime as number) % Math.min(lengthMs, 60 * SECOND_MS) !== 0) return null;
  if (open == null || high == null || low == null || close == null || volume == null) return null;
  const row = { openTime: openTime as number, open, high, low, close, volume };
  const unknown = { quoteVolume: "0", trades: 0, takerBase: "0", takerQuote: "0", revision: 0 };
  return { ...row, ...unknown, final: row.openTime + lengthMs <= nowMs, complete: true, unbroken: true };
}

/** Plain text of a number of 0 or more; null where it is none. */
function amountOf(value: unknown): string | null {
  return typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY ? (plainDecimal(String(value)) ?? null) : null;
}
