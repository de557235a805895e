import { formatDecimal, multiply, subtract, toNumber } from "../base/decimal.ts";
import { subtractText } from "../base/decimal-text.ts";
import type { InstrumentAnalytics } from "../candles/instrument-analytics.ts";
import type { VenueFigures } from "../venues/message.ts";
import { VENUE_TICKER_FIGURES, venueTicker, type VenueTickerFigure, type VenueTickerFigures } from "./venue-ticker.ts";
import { type TradesBetween, type WindowName, WINDOWS, type WindowFigures, windowFigures } from "./window-figures.ts";

/** A rolling window for a person or a script: amounts are exact decimals, ratios are doubles. */
export interface WindowReport {
  readonly fromMs: number;
  readonly toMs: number;
  /** First and last price by trade time, then id; null where no trade is in it. */
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly last: string | null;
  /** `last` less `open`, and the same in per cent of `open`. */
  readonly change: string | null;
  readonly changePercent: number | null;
  readonly volume: string;
  readonly quoteVolume: string;
  /** Turnover / volume. */
  readonly vwap: number | null;
  readonly trades: number;
  /** Volume whose aggressor bought less that whose aggressor sold. */
  readonly delta: string;
  /** See {@link WindowFigures}; as a fraction, not annualised. */
  readonly realisedVolatility: number | null;
  readonly exact: boolean;
  readonly covered: boolean;
}

/** The venue's own 24 h figures, as it published them last; and ours less theirs, which means something once ours cover the window. */
export interface VenueTicker {
  readonly figures: VenueTickerFigures;
  readonly difference: VenueTickerFigures | null;
}

export interface TickerReport {
  /** Whose 24 h figures to show: the venue's until trade ids prove that the recording covers 24 h (or there are none of the venue's). */
  readonly statistics: "own" | "venue";
  readonly windows: Readonly<Record<WindowName, WindowReport>>;
  /** Null where the venue's ticker was not recorded. */
  readonly venue: VenueTicker | null;
}

/** All windows of an instrument, and the venue's own ticker beside them. */
export function tickerReport(analytics: InstrumentAnalytics, published: VenueFigures | undefined, tradesBetween: TradesBetween): TickerReport {
  const windows = Object.fromEntries(
    WINDOWS.map(({ name, ms }) => [name, windowReport(windowFigures(analytics, ms, tradesBetween))]),
  ) as unknown as TickerReport["windows"];
  const day = windows["24h"];
  const theirs = published === undefined ? null : venueTicker(published);
  const covered = day.covered && day.exact;
  return {
    statistics: covered || theirs === null ? "own" : "venue",
    windows,
    venue: theirs && { figures: theirs, difference: covered && day.open !== null ? differences(day, theirs) : null },
  };
}

export function windowReport({ fromMs, toMs, scale, figures, exact, covered, realisedVolatility }: WindowFigures): WindowReport {
  const span = { fromMs, toMs, exact, covered, realisedVolatility };
  if (figures === null) {
    const none = { open: null, high: null, low: null, last: null, change: null, changePercent: null, vwap: null };
    return { ...span, ...none, volume: "0", quoteVolume: "0", trades: 0, delta: "0" };
  }
  const { open, high, low, close, volume, quoteVolume, trades, takerBase } = figures;
  const price = (mantissa: typeof open): string => formatDecimal(mantissa, scale.price);
  const change = subtract(close, open);
  const quoteScale = scale.price + scale.qty;
  return {
    ...span,
    open: price(open),
    high: price(high),
    low: price(low),
    last: price(close),
    change: price(change),
    changePercent: (100 * toNumber(change, scale.price)) / toNumber(open, scale.price),
    volume: formatDecimal(volume, scale.qty),
    quoteVolume: formatDecimal(quoteVolume, quoteScale),
    vwap: toNumber(quoteVolume, quoteScale) / toNumber(volume, scale.qty),
    trades,
    delta: formatDecimal(subtract(multiply(takerBase, 2), volume), scale.qty),
  };
}

function differences(own: WindowReport, theirs: VenueTickerFigures): VenueTickerFigures {
  const difference = (name: VenueTickerFigure): string | null => {
    const [ours, other] = [own[name], theirs[name]];
    return ours === null || other === null ? null : subtractText(ours, other);
  };
  return Object.fromEntries(VENUE_TICKER_FIGURES.map((name) => [name, difference(name)])) as VenueTickerFigures;
}
