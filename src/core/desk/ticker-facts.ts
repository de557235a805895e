import type { TickerFacts } from "../contract/ticker-view.ts";
import { tickerReport } from "../ticker/ticker-report.ts";
import type { TradesBetween } from "../ticker/window-figures.ts";
import type { AnalyticsPart } from "./analytics-part.ts";

/** Reads an instrument's rolling windows and how its candles stand; null before its first message. */
export function tickerFacts(part: AnalyticsPart | null, tradesBetween: TradesBetween): TickerFacts | null {
  const candles = part?.standing() ?? null;
  if (part === null || candles === null) return null;
  const { analytics } = part;
  return {
    ...tickerReport(analytics, part.figures.get("ticker"), tradesBetween),
    firstMs: analytics.ticker.firstMs,
    places: analytics.scale,
    late: analytics.lateTrades,
    tooLate: analytics.tooLateTrades,
    candles,
  };
}
