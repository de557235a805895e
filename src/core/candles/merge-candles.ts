import { addText, compareText } from "../base/decimal-text.ts";
import type { CandleRow } from "./candle-row.ts";

/**
 * One candle of two that follow one another, the earlier first; sums are exact. Where one of them holds no counting trade (`trades` 0)
 * the other's prices stand. It is complete, or unbroken, where both are, and `openTime`, `revision` and `final` are the earlier's.
 */
export function mergeCandles(earlier: CandleRow, later: CandleRow): CandleRow {
  const proof = { complete: earlier.complete && later.complete, unbroken: earlier.unbroken && later.unbroken };
  if (later.trades === 0) return { ...earlier, ...proof };
  const { openTime, revision, final } = earlier;
  if (earlier.trades === 0) return { ...later, openTime, revision, final, ...proof };
  return {
    openTime,
    open: earlier.open,
    high: compareText(earlier.high, later.high) >= 0 ? earlier.high : later.high,
    low: compareText(earlier.low, later.low) <= 0 ? earlier.low : later.low,
    close: later.close,
    volume: addText(earlier.volume, later.volume),
    quoteVolume: addText(earlier.quoteVolume, later.quoteVolume),
    trades: earlier.trades + later.trades,
    takerBase: addText(earlier.takerBase, later.takerBase),
    takerQuote: addText(earlier.takerQuote, later.takerQuote),
    revision,
    final,
    ...proof,
  };
}
