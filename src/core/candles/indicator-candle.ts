import type { IndicatorCandle } from "../indicators/indicator.ts";
import type { CandleRow } from "./candle-row.ts";

/** A candle as indicators see it: doubles, each the nearest to the exact value; a hole where trades may be missing from it or before it. */
export function indicatorCandle(row: CandleRow): IndicatorCandle {
  return {
    openTime: row.openTime,
    open: Number(row.open),
    high: Number(row.high),
    low: Number(row.low),
    close: Number(row.close),
    volume: Number(row.volume),
    quoteVolume: Number(row.quoteVolume),
    takerVolume: Number(row.takerBase),
    hole: !row.unbroken,
  };
}
