import type { TickerReport, WindowReport } from "../ticker/ticker-report.ts";
import type { VenueTickerFigure } from "../ticker/venue-ticker.ts";
import { holds } from "./evaluate.ts";
import type { Condition } from "./expression.ts";
import type { Term, WindowField } from "./term.ts";
import { type History, type TermSeries, termSeries, type Unknown, unknownAt, valueAt } from "./term-series.ts";

/** What a screen says of one symbol. */
export interface ScreenResult {
  /** Null where it cannot be known: a term in `unknown` decides it. */
  readonly match: boolean | null;
  /** The value of each term, by how it is written in full; null where it is not known. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Why the terms without a value have none. */
  readonly unknown: Readonly<Record<string, Unknown>>;
}

/**
 * Evaluates a condition at the newest closed candle of each term's interval and at the ticker's windows.
 * A term earlier than its history begins is in its warm-up. Where holes are accepted, windows are taken as they were recorded.
 */
export function screenSymbol(condition: Condition, history: History, ticker: TickerReport | null, acceptHoles = false): ScreenResult {
  const series = condition.terms.map((term) => termSeries(term, history));
  const values: Record<string, number | null> = {};
  const unknown: Record<string, Unknown> = {};
  const now = condition.terms.map((term, index) => {
    const own = series[index] ?? null;
    const value = own === null ? tickerValue(term, ticker, acceptHoles) : newestValue(own, 0);
    const why = own === null ? tickerUnknown(term, ticker, acceptHoles) : unknownOf(own, condition.reach[index] as number);
    values[term.label] = Number.isNaN(value) ? null : value;
    if (why !== null) unknown[term.label] = why;
    return value;
  });
  const match = holds(condition, (term, back) => {
    const own = series[term] ?? null;
    return own === null ? (now[term] as number) : newestValue(own, back);
  });
  return { match, values, unknown };
}

function newestValue(series: TermSeries, back: number): number {
  return valueAt(series, series.values.length - 1 - back);
}

/** Why the first of the values asked for that is not known is not. */
function unknownOf(series: TermSeries, reach: number): Unknown | null {
  for (let back = 0; back <= reach; back++) {
    const why = unknownAt(series, series.values.length - 1 - back);
    if (why !== null) return back === 0 ? why : { ...why, detail: `${back} candles earlier: ${why.detail}` };
  }
  return null;
}

function tickerValue(term: Term, ticker: TickerReport | null, acceptHoles: boolean): number {
  if (ticker === null || tickerUnknown(term, ticker, acceptHoles) !== null) return Number.NaN;
  if (term.kind === "last") return Number(ticker.windows["24h"].last);
  if (term.kind !== "ticker") return Number.NaN;
  const window = ticker.windows[term.window];
  if (!window.covered && !acceptHoles && term.window === "24h") return venueValue(term.field, ticker);
  return windowValue(term.field, window);
}

/** The venue's own 24 h figure, which stands in while less than 24 h are recorded. */
function venueValue(field: WindowField, { venue }: TickerReport): number {
  if (venue === null) return Number.NaN;
  const read = (name: VenueTickerFigure): number => (venue.figures[name] === null ? Number.NaN : Number(venue.figures[name]));
  const figures: Partial<Record<WindowField, number>> = {
    open: read("open"),
    high: read("high"),
    low: read("low"),
    volume: read("volume"),
    quoteVolume: read("quoteVolume"),
    change: (100 * (read("last") - read("open"))) / read("open"),
    vwap: read("quoteVolume") / read("volume"),
  };
  return figures[field] ?? Number.NaN;
}

function windowValue(field: WindowField, window: WindowReport): number {
  const { open, high, low, changePercent, volume, quoteVolume, vwap, trades, delta, realisedVolatility } = window;
  const orNaN = (value: string | number | null): number => (value === null ? Number.NaN : Number(value));
  const figures: Record<WindowField, number> = {
    open: orNaN(open),
    high: orNaN(high),
    low: orNaN(low),
    change: orNaN(changePercent),
    volume: Number(volume),
    quoteVolume: Number(quoteVolume),
    vwap: orNaN(vwap),
    trades,
    delta: Number(delta),
    volatility: orNaN(realisedVolatility),
  };
  return figures[field];
}

function tickerUnknown(term: Term, ticker: TickerReport | null, acceptHoles: boolean): Unknown | null {
  if (term.kind === "last") {
    return ticker?.windows["24h"].last == null ? { reason: "no trades", detail: "no trade in the last 24 h is recorded" } : null;
  }
  if (term.kind !== "ticker") return null;
  if (ticker === null) return { reason: "no trades", detail: "has no ticker" };
  const window = ticker.windows[term.window];
  if (!window.covered && !acceptHoles) {
    if (term.window === "24h" && !Number.isNaN(venueValue(term.field, ticker))) return null;
    return { reason: "not covered", detail: `not every trade of the last ${term.window} is recorded` };
  }
  if (!Number.isNaN(windowValue(term.field, window))) return null;
  return { reason: "no trades", detail: `no trade in the last ${term.window}` };
}
