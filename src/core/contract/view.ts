import type { Decimal } from "../base/decimal.ts";
import type { Quality } from "../market/quality.ts";
import type { Part } from "../session/mark.ts";

/** What the worker that holds an instrument's book knows of a watchlist row. Prices keep their scale; null is "not known", never zero. */
export interface BookHalf {
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
  readonly quality: Quality;
  /** When `quality` became what it is, Unix ms on the desk's clock: receive time, live and in a replay (fraction: sub-millisecond). */
  readonly sinceMs: number;
  /** Why it is not live, for a person; empty where it is. */
  readonly reason: string;
}

/**
 * Whose the figures of the last 24 h are: `own`, summed over the trades recorded; `venue`, as the exchange publishes them, while the
 * recording is younger than 24 h. Null where there are none.
 */
export type Statistics = "own" | "venue" | null;

/** What the worker that holds an instrument's aggregates knows of a watchlist row. */
export interface AnalyticsHalf {
  readonly last: Decimal | null;
  /** The last trade's own time, Unix ms; null where there was none. */
  readonly lastMs: number | null;
  /** Of the last 24 h of event time, see {@link Statistics}: first, highest and lowest price, base and quote quantity traded. */
  readonly open: Decimal | null;
  readonly high: Decimal | null;
  readonly low: Decimal | null;
  readonly volume: Decimal | null;
  readonly quoteVolume: Decimal | null;
  readonly statistics: Statistics;
}

/** One watchlist row as it travels to the page. `instrument` is the number that the source's `view.instruments` gave to the id. */
export interface WatchlistRow {
  readonly instrument: number;
  /** There in every row of a view that has that part, and in none of a view that has not. */
  readonly book: BookHalf | null;
  readonly analytics: AnalyticsHalf | null;
}

/** What a data message of any stream says beside its content. A view of many rows travels as several messages with the same `seq`. */
export interface ViewHeader {
  /** Counts the views of this stream and port from 1. */
  readonly seq: number;
  /** Whether this message completes the view: acknowledge `seq` once it is painted. */
  readonly complete: boolean;
  /** Changes (of a row, of the chart, of the ladder) so far that no view carried, because a newer one overtook them while the page was painting. */
  readonly merged: number;
}

export interface WatchlistView extends ViewHeader {
  /** Which halves its rows carry: one, or both where one process holds them. */
  readonly parts: readonly Part[];
  readonly rows: readonly WatchlistRow[];
}

/** A data message that does not hold what its header says. */
export class ViewError extends Error {
  override readonly name = "ViewError";
}

/*
 * Layout, little endian, R rows. Columns follow each other without padding but for the doubles, which come first and so lie on
 * multiples of 8. What is marked B or A is there where the view has that part:
 *
 *   header   u8 message (1 watchlist), u8 version (1), u8 flags (1 complete, 2 B: book, 4 A: analytics), u8 0, u32 seq, u32 rows,
 *            u32 texts, f64 merged
 *   f64      B sinceMs[R], A lastMs[R] (NaN none), then mantissa[R] of B bid, ask, A last, open, high, low, volume, quoteVolume
 *   u32      instrument[R], B reason[R] (number of a text, 0 none)
 *   u8       B quality[R], A statistics[R] (0 none, 1 own, 2 venue), then scale[R] of the same decimals
 *   texts    u16 bytes, UTF-8; numbered from 1
 *
 * Scale 255 is "not known". Scale 254 says that the mantissa column holds the number of a text `<mantissa>e-<scale>`: that is how a
 * mantissa beyond 2^53, or a scale above 253, travels exactly.
 */
export const WATCHLIST_MESSAGE = 1;
/** First byte of the other streams' messages; their layouts are in files of their own. */
export const CHART_MESSAGE = 2;
export const LADDER_MESSAGE = 3;
export const TAPE_MESSAGE = 4;
export const TICKER_MESSAGE = 5;
export const LIQUIDITY_MESSAGE = 6;
export const SPARKLINE_MESSAGE = 7;
export const VIEW_VERSION = 1;
export const HEADER_BYTES = 24;
export const COMPLETE_FLAG = 1;
export const PART_FLAGS: Readonly<Record<Part, number>> = { book: 2, analytics: 4 };
export const UNKNOWN_SCALE = 255;
export const TEXT_SCALE = 254;
/** A longer reason is cut: it is a line for a person. In UTF-16 units. */
export const MAX_REASON_LENGTH = 256;

/** Order is the code on the wire: append only. */
export const QUALITY_CODES: readonly Quality[] = ["live", "unverified", "syncing", "stale", "gap", "down"];
export const STATISTICS_CODES: readonly Statistics[] = [null, "own", "venue"];

export const BOOK_DECIMALS = ["bid", "ask"] as const;
export const ANALYTICS_DECIMALS = ["last", "open", "high", "low", "volume", "quoteVolume"] as const;

/** Where each column of a message of `rows` rows with these parts begins; a column that is not there begins where the next one does. */
export function viewLayout(parts: readonly Part[], rows: number) {
  const [book, analytics] = [parts.includes("book") ? rows : 0, parts.includes("analytics") ? rows : 0];
  const cells = book * BOOK_DECIMALS.length + analytics * ANALYTICS_DECIMALS.length;
  const since = HEADER_BYTES;
  const last = since + book * 8;
  const mantissa = last + analytics * 8;
  const instrument = mantissa + cells * 8;
  const reason = instrument + rows * 4;
  const quality = reason + book * 4;
  const statistics = quality + book;
  const scale = statistics + analytics;
  return { since, last, mantissa, instrument, reason, quality, statistics, scale, texts: scale + cells };
}

/** Bytes of a row without its texts. */
export function rowBytes(parts: readonly Part[]): number {
  return viewLayout(parts, 1).texts - HEADER_BYTES;
}
