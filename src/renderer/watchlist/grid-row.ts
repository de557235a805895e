import { add, compare, type Decimal, rescale, toNumber } from "../../core/base/decimal.ts";
import type { AnalyticsHalf, BookHalf } from "../../core/contract/view.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Quality } from "../../core/market/quality.ts";
import { priceText, volumeText } from "./price-text.ts";

/** Which way a price went with its last change; empty before it changed once. */
export type Move = "up" | "down" | "";

/** A number as a cell shows it: exact text to read, a double to sort by, and the exact value to compare the next one with. */
export interface Figure {
  readonly value: Decimal | null;
  readonly text: string;
  readonly sort: number | null;
  readonly move: Move;
}

/** One row of the watchlist grid, made once and never changed. */
export interface GridRow {
  readonly id: string;
  readonly venue: string;
  readonly symbol: string;
  readonly last: Figure;
  readonly bid: Figure;
  readonly ask: Figure;
  readonly spread: Figure;
  readonly volume: Figure;
  readonly quality: Quality;
  readonly reason: string;
  readonly sinceMs: number;
  /** Whether the book may be read: bid, ask and spread are unknown where not, whatever they were before. */
  readonly readable: boolean;
  /** Decimals shown: the most that this instrument's prices have had. */
  readonly places: number;
}

/** What is known of an instrument, of both halves. */
export type Known = Pick<BookHalf, "bid" | "ask" | "quality" | "sinceMs" | "reason"> & Pick<AnalyticsHalf, "last" | "volume">;

/** The row that follows `previous` (absent: the instrument's first), which tells moves and decimals. */
export function gridRow(id: string, row: Known, previous: GridRow | undefined): GridRow {
  const { venue, symbol } = splitInstrumentId(id);
  const readable = row.quality === "live" || row.quality === "unverified";
  const places = Math.max(previous?.places ?? 0, row.last?.scale ?? 0, row.bid?.scale ?? 0, row.ask?.scale ?? 0);
  const bid = readable ? row.bid : null;
  const ask = readable ? row.ask : null;
  const volume = row.volume && toNumber(row.volume.mantissa, row.volume.scale);
  return {
    id,
    venue,
    symbol,
    last: figure(row.last, places, previous?.last),
    bid: figure(bid, places, previous?.bid),
    ask: figure(ask, places, previous?.ask),
    spread: figure(bid && ask && subtract(ask, bid), places, undefined),
    volume: { value: row.volume, text: volumeText(volume), sort: volume, move: "" },
    quality: row.quality,
    reason: row.reason,
    sinceMs: row.sinceMs,
    readable,
    places,
  };
}

/** The spread in basis points of the middle price, for a person to read; null where it is not known. */
export function spreadBps({ bid, ask, spread }: GridRow): number | null {
  if (bid.sort === null || ask.sort === null || spread.sort === null || bid.sort + ask.sort === 0) return null;
  return (spread.sort / ((bid.sort + ask.sort) / 2)) * 10_000;
}

function figure(value: Decimal | null, places: number, previous: Figure | undefined): Figure {
  return {
    value,
    text: priceText(value, places),
    sort: value && toNumber(value.mantissa, value.scale),
    move: moveFrom(previous, value),
  };
}

function moveFrom(previous: Figure | undefined, value: Decimal | null): Move {
  if (previous?.value == null || value === null) return "";
  const scale = Math.max(previous.value.scale, value.scale);
  const order = compare(rescale(value.mantissa, value.scale, scale), rescale(previous.value.mantissa, previous.value.scale, scale));
  return order > 0 ? "up" : order < 0 ? "down" : previous.move;
}

function subtract(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const negated = rescale(b.mantissa, b.scale, scale);
  return { mantissa: add(rescale(a.mantissa, a.scale, scale), typeof negated === "number" ? 0 - negated : -negated), scale };
}
