import { type CandleConvention, drawnAs, FIRST_TRADE_OPENS } from "../../core/candles/candle-convention.ts";
import type { Port } from "../../core/contract/port.ts";
import { readingRequestSchema, type SymbolReading, type SymbolTold } from "../../core/contract/symbol-reading.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import { type TickerReport, tickerReport } from "../../core/ticker/ticker-report.ts";

/**
 * Answers a screen's questions over a port of its own: what the fold holds of one instrument at a time, so that a screen of many costs
 * the fold a moment between reads of frames for each, and never all of them at once.
 */
export function serveReadings(port: Port, find: (instrument: string) => AnalyticsPart | null, convention?: CandleConvention): void {
  port.onMessage((message) => {
    const { instrument, ticker } = readingRequestSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
    const part = find(instrument);
    const answer: SymbolTold = { type: "symbol.told", instrument, reading: part && readingOf(part, ticker, convention) };
    port.post(JSON.stringify(answer));
  });
}

function readingOf(part: AnalyticsPart, ticker: boolean, convention: CandleConvention = FIRST_TRADE_OPENS): SymbolReading | null {
  const { analytics } = part;
  const eventMs = analytics.watermark.greatestEventMs;
  if (!Number.isFinite(eventMs)) return null;
  return { eventMs, minutes: drawnAs(analytics.candles(), convention), ticker: ticker ? windows(part) : null };
}

/** The trades of a leaving minute are not in memory here: such a window begins with the next whole minute, and says so. */
function windows({ analytics, figures }: AnalyticsPart): TickerReport {
  return tickerReport(analytics, figures.get("ticker"), () => null);
}
