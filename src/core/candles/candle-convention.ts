import { compareText } from "../base/decimal-text.ts";
import type { CandleRow } from "./candle-row.ts";

/** How a venue draws its own candles, where that differs from "the first trade opens". What counts as volume its decoder says. */
export interface CandleConvention {
  /**
   * `first-trade`: a candle opens at its first trade (Binance and most others). `previous-close`: at the close before it, which its
   * high and low then include (Bybit, measured on its v5 stream: ETHUSDT opened at 1922.48, its first trade was 1922.50).
   */
  readonly open: "first-trade" | "previous-close";
}

export const FIRST_TRADE_OPENS: CandleConvention = { open: "first-trade" };

/** The candles as the venue draws them. The first has no close before it: it keeps its first trade as open, and cannot be complete. */
export function drawnAs(rows: readonly CandleRow[], { open }: CandleConvention): CandleRow[] {
  if (open === "first-trade") return [...rows];
  return rows.map((row, at) => {
    const before = rows[at - 1]?.close;
    if (before === undefined) return { ...row, complete: false, unbroken: false };
    return {
      ...row,
      open: before,
      high: compareText(before, row.high) > 0 ? before : row.high,
      low: compareText(before, row.low) < 0 ? before : row.low,
    };
  });
}
