import { MINUTE_MS } from "../candles/interval.ts";
import type { InstrumentAnalytics } from "../candles/instrument-analytics.ts";
import type { VenueFigures } from "../venues/message.ts";
import { mergeMinutes } from "./minute-ring.ts";
import { type TickerReport, tickerReport, windowReport } from "./ticker-report.ts";
import { isCovered, volatility, type WindowFigures, WINDOWS } from "./window-figures.ts";

/**
 * The windows as a screen of many instruments takes them, which has no trades at hand for their edges: those up to an hour end with the
 * last minute that is over, as closed candles do, and are exact. That of 24 h ends now and is up to a minute short; `last` is the last price.
 */
export function wholeMinuteReport(analytics: InstrumentAnalytics, published: VenueFigures | undefined): TickerReport {
  const report = tickerReport(analytics, published, () => null);
  const whole = WINDOWS.filter(({ name }) => name !== "24h").map(({ name, ms }) => [name, windowReport(wholeMinutes(analytics, ms))]);
  return { ...report, windows: { ...report.windows, ...(Object.fromEntries(whole) as Partial<TickerReport["windows"]>) } };
}

function wholeMinutes(analytics: InstrumentAnalytics, lengthMs: number): WindowFigures {
  const { ticker, scale, watermark } = analytics;
  const end = Math.floor(watermark.ms / MINUTE_MS);
  const toMs = end * MINUTE_MS - 1;
  const fromMs = toMs - lengthMs;
  const span = { fromMs, toMs, scale, exact: true };
  if (!Number.isFinite(end)) return { ...span, figures: null, covered: false, realisedVolatility: null };
  const minutes = ticker.since(end - lengthMs / MINUTE_MS).filter(({ minute }) => minute < end);
  const parts = minutes.map(({ figures }) => figures);
  const figures = parts.length === 0 ? null : parts.reduce(mergeMinutes);
  // A window without a trade is a silent one only where something was recorded before it.
  const covered = figures === null ? (ticker.firstMs ?? toMs) <= fromMs : isCovered(analytics, figures);
  return { ...span, figures, covered, realisedVolatility: volatility(parts) };
}
