import { type Decimal, toNumber } from "../../core/base/decimal.ts";
import type { AnalyticsHalf, BookHalf, Statistics } from "../../core/contract/view.ts";
import type { Sparkline } from "../../core/ticker/sparkline.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Quality } from "../../core/market/quality.ts";
import { changeFigure, difference, type Figure, priceFigure, shareFigure, UNKNOWN_FIGURE } from "./figure.ts";
import { volumeText } from "./price-text.ts";

/** What is known of an instrument: each half comes from the process that holds it; null where none has spoken of it. */
export interface Halves {
  readonly book: BookHalf | null;
  readonly analytics: AnalyticsHalf | null;
  /** Whether the process of the analytics half is out of reach: its figures are the last that were known. */
  readonly aged: boolean;
}

/** One row of the watchlist grid, made once and never changed. */
export interface GridRow {
  readonly id: string;
  readonly venue: string;
  readonly symbol: string;
  readonly last: Figure;
  readonly change: Figure;
  readonly changeShare: Figure;
  readonly bid: Figure;
  readonly ask: Figure;
  /** In basis points of the middle price; `value` is the exact difference of ask and bid. */
  readonly spread: Figure;
  /** Of the last 24 h, in the quote currency. */
  readonly volume: Figure;
  /** The same in the base currency. */
  readonly baseVolume: Decimal | null;
  readonly high: Figure;
  readonly low: Figure;
  readonly statistics: Statistics;
  /** The last trade's time, Unix ms; null where there was none. */
  readonly lastMs: number | null;
  readonly quality: Quality;
  readonly reason: string;
  /** When `quality` became what it is, Unix ms; null where the desk has not said. */
  readonly sinceMs: number | null;
  /** Whether the book may be read: bid, ask and spread are unknown where not, whatever they were before. */
  readonly readable: boolean;
  readonly aged: boolean;
  /** The course of the price over the last 24 h; null where none has come yet. */
  readonly sparkline: Sparkline | null;
  /** Decimals shown: the most that this instrument's prices have had. */
  readonly places: number;
}

const NO_BOOK: Omit<BookHalf, "sinceMs"> & { readonly sinceMs: null } = {
  bid: null,
  ask: null,
  quality: "syncing",
  sinceMs: null,
  reason: "nothing has come of its order book yet",
};

const NO_ANALYTICS: AnalyticsHalf = {
  last: null,
  lastMs: null,
  open: null,
  high: null,
  low: null,
  volume: null,
  quoteVolume: null,
  statistics: null,
};

/** The row that follows `previous` (absent: the instrument's first), which tells moves and decimals. */
export function gridRow(id: string, halves: Halves, previous: GridRow | undefined, sparkline: Sparkline | null = null): GridRow {
  const { venue, symbol } = previous ?? splitInstrumentId(id);
  const book = halves.book ?? NO_BOOK;
  const { last, lastMs, open, high, low, volume, quoteVolume, statistics } = halves.analytics ?? NO_ANALYTICS;
  const readable = book.quality === "live" || book.quality === "unverified";
  const bid = readable ? book.bid : null;
  const ask = readable ? book.ask : null;
  const scales = [last, book.bid, book.ask, high, low].map((price) => price?.scale ?? 0);
  const places = Math.max(previous?.places ?? 0, ...scales);
  const change = difference(last, open);
  return {
    id,
    venue,
    symbol,
    last: priceFigure(last, places, previous?.last),
    change: changeFigure(change, places),
    changeShare: shareFigure(change, open),
    bid: priceFigure(bid, places, previous?.bid),
    ask: priceFigure(ask, places, previous?.ask),
    spread: spreadFigure(bid, ask),
    volume: volumeFigure(quoteVolume),
    baseVolume: volume,
    high: priceFigure(high, places),
    low: priceFigure(low, places),
    statistics,
    lastMs,
    quality: book.quality,
    reason: book.reason,
    sinceMs: book.sinceMs,
    readable,
    aged: halves.aged,
    sparkline,
    places,
  };
}

function spreadFigure(bid: Decimal | null, ask: Decimal | null): Figure {
  const value = difference(ask, bid);
  if (value === null || bid === null || ask === null) return UNKNOWN_FIGURE;
  const middle = (toNumber(bid.mantissa, bid.scale) + toNumber(ask.mantissa, ask.scale)) / 2;
  if (middle === 0) return { ...UNKNOWN_FIGURE, value };
  const sort = (toNumber(value.mantissa, value.scale) / middle) * 10_000;
  return { value, text: bpsText(sort), sort, move: "" };
}

/** Basis points in about three significant digits. */
function bpsText(bps: number): string {
  const size = Math.abs(bps);
  return bps.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

function volumeFigure(value: Decimal | null): Figure {
  if (value === null) return UNKNOWN_FIGURE;
  const sort = toNumber(value.mantissa, value.scale);
  return { value, text: volumeText(sort), sort, move: "" };
}
