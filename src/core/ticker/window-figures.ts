import { type Int, multiply, rescale } from "../base/decimal.ts";
import { MINUTE_MS } from "../candles/interval.ts";
import type { InstrumentAnalytics } from "../candles/instrument-analytics.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import { type MinuteFigures, mergeMinutes } from "./minute-ring.ts";

/** The windows a ticker has, shortest first. */
export const WINDOWS = [
  { name: "1m", ms: MINUTE_MS },
  { name: "5m", ms: 5 * MINUTE_MS },
  { name: "1h", ms: 60 * MINUTE_MS },
  { name: "24h", ms: 1_440 * MINUTE_MS },
] as const;

export type WindowName = (typeof WINDOWS)[number]["name"];

/** What a rolling window holds: every counting trade with `fromMs < eventMs <= toMs`. Integers are at `scale`. */
export interface WindowFigures {
  readonly fromMs: number;
  readonly toMs: number;
  readonly scale: Scale;
  /** All in one; null where no trade is in it. */
  readonly figures: MinuteFigures | null;
  /**
   * Whether the trades of the leaving minute were at hand (or there were none). Without them the window begins with the next whole
   * minute, so that it is up to a minute short.
   */
  readonly exact: boolean;
  /** Whether trade ids leave no doubt that every trade of the window is recorded; a window without trades only says that some came before. */
  readonly covered: boolean;
  /** Square root of the sum of squared logarithmic returns from one minute's last price to the next; null with fewer than two prices. */
  readonly realisedVolatility: number | null;
}

/** The recorded trades, as far as they are at hand: all counting trades with `fromMs <= eventMs < toMs`, in any order, or null. */
export type TradesBetween = (fromMs: number, toMs: number) => readonly Trade[] | null;

/**
 * The true rolling window of `lengthMs` (a whole number of minutes, at most 24 h) that ends at the greatest event time: the whole minutes
 * in it from memory, and of the minute that is leaving those trades that are still inside. What comes and goes leaves no residue, and
 * neither the order of arrival nor the silence of the instrument matters.
 */
export function windowFigures(analytics: InstrumentAnalytics, lengthMs: number, tradesBetween: TradesBetween): WindowFigures {
  const { ticker, scale, watermark } = analytics;
  const toMs = watermark.greatestEventMs;
  const fromMs = toMs - lengthMs;
  if (!Number.isFinite(toMs)) return { fromMs, toMs, scale, figures: null, exact: true, covered: false, realisedVolatility: null };
  const firstWhole = Math.ceil((fromMs + 1) / MINUTE_MS);
  const parts = ticker.since(firstWhole).map(({ figures }) => figures);
  const leaving = firstWhole * MINUTE_MS === fromMs + 1 || ticker.knowsEmpty(firstWhole - 1) ? [] : tradesBetween(fromMs + 1, firstWhole * MINUTE_MS);
  const edge = leaving === null || leaving.length === 0 ? null : leaving.map((trade) => figuresOf(trade, scale)).reduce(mergeMinutes);
  if (edge !== null) parts.unshift(edge);
  const figures = parts.length === 0 ? null : parts.reduce(mergeMinutes);
  return { fromMs, toMs, scale, figures, exact: leaving !== null, covered: isCovered(analytics, figures), realisedVolatility: volatility(parts) };
}

/** See {@link WindowFigures}. */
export function isCovered({ accounted, tradeCount }: InstrumentAnalytics, figures: MinuteFigures | null): boolean {
  if (figures === null) return tradeCount > 0 || accounted.ranges > 0;
  const { openId, closeId } = figures;
  return openId > 0 && accounted.proves(Math.min(openId, closeId) - 1, Math.max(openId, closeId));
}

/** One trade, or an aggregate of them, at the instrument's scale. */
function figuresOf({ firstId, lastId, eventMs, price, qty, scale: own, side }: Trade, scale: Scale): MinuteFigures {
  const p: Int = rescale(price, own.price, scale.price);
  const volume: Int = rescale(qty, own.qty, scale.qty);
  const quoteVolume = multiply(p, volume);
  const taker = side === "buy";
  return {
    trades: lastId - firstId + 1,
    openMs: eventMs,
    openId: firstId,
    open: p,
    closeMs: eventMs,
    closeId: lastId,
    close: p,
    high: p,
    low: p,
    volume,
    quoteVolume,
    takerBase: taker ? volume : 0,
    takerQuote: taker ? quoteVolume : 0,
  };
}

/** Over the open of the first part and the close of each, in order of time. Off the digest: a logarithm may differ in its last bit by machine. */
export function volatility(parts: readonly MinuteFigures[]): number | null {
  const [first] = parts;
  if (first === undefined || (parts.length === 1 && first.trades < 2)) return null;
  let before = Number(first.open);
  let sum = 0;
  for (const { close } of parts) {
    const change = Math.log(Number(close) / before);
    sum += change * change;
    before = Number(close);
  }
  return Math.sqrt(sum);
}
