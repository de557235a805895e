import { type CandleConvention, drawnAs, FIRST_TRADE_OPENS } from "../../core/candles/candle-convention.ts";
import type { Port } from "../../core/contract/port.ts";
import { readingRequestSchema, type SymbolReading, type SymbolTold } from "../../core/contract/symbol-reading.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import { wholeMinuteReport } from "../../core/ticker/whole-minutes.ts";

/** Where answers come from. */
export interface ReadingSources {
  readonly find: (instrument: string) => AnalyticsPart | null;
  /** How the venue draws its own candles; left out: from the first trade. */
  readonly convention?: CandleConvention | undefined;
}

/**
 * Answers a screen's questions over a port of its own: what the fold holds of one instrument at a time, so that a screen of many costs
 * the fold a moment between reads of frames for each, and never all of them at once.
 */
export function serveReadings(port: Port, { find, convention = FIRST_TRADE_OPENS }: ReadingSources): void {
  port.onMessage((message) => {
    const { instrument, ticker } = readingRequestSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
    const part = find(instrument);
    const answer: SymbolTold = { type: "symbol.told", instrument, reading: part && readingOf(part, ticker, convention) };
    port.post(JSON.stringify(answer));
  });
}

function readingOf({ analytics, figures }: AnalyticsPart, ticker: boolean, convention: CandleConvention): SymbolReading | null {
  const eventMs = analytics.watermark.greatestEventMs;
  if (!Number.isFinite(eventMs)) return null;
  return { eventMs, minutes: drawnAs(analytics.candles(), convention), ticker: ticker ? wholeMinuteReport(analytics, figures.get("ticker")) : null };
}
