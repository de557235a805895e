import type { Decimal } from "../base/decimal.ts";
import type { Quality } from "../market/quality.ts";

/**
 * One watchlist row as it travels to the page. `instrument` is the number that `view.instruments` gave to the id.
 * Prices keep their scale, so the page shows every decimal the wire has shown; null stands for "not known", never for zero.
 */
export interface WatchlistRow {
  readonly instrument: number;
  readonly last: Decimal | null;
  readonly bid: Decimal | null;
  readonly ask: Decimal | null;
  /** Base quantity traded in the last 24 h of event time. */
  readonly volume: Decimal | null;
  readonly quality: Quality;
  /** When `quality` became what it is, Unix ms on the replay clock (fraction: sub-millisecond). */
  readonly sinceMs: number;
  /** Why it is not live, for a person; empty where it is. */
  readonly reason: string;
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
  readonly rows: readonly WatchlistRow[];
}

/** A data message that does not hold what its header says. */
export class ViewError extends Error {
  override readonly name = "ViewError";
}

/*
 * Layout, little endian, R rows. Columns follow each other without padding but for the doubles, which come first and so lie on
 * multiples of 8:
 *
 *   header   u8 message (1 watchlist), u8 version (1), u8 flags (1 complete), u8 0, u32 seq, u32 rows, u32 texts, f64 merged
 *   f64      sinceMs[R], then mantissa[R] of last, bid, ask, volume
 *   u32      instrument[R], reason[R] (number of a text, 0 none)
 *   u8       quality[R], then scale[R] of last, bid, ask, volume
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
export const VIEW_VERSION = 1;
export const HEADER_BYTES = 24;
export const ROW_BYTES = 5 * 8 + 2 * 4 + 5;
export const UNKNOWN_SCALE = 255;
export const TEXT_SCALE = 254;
/** A longer reason is cut: it is a line for a person. In UTF-16 units. */
export const MAX_REASON_LENGTH = 256;

/** Order is the code on the wire: append only. */
export const QUALITY_CODES: readonly Quality[] = ["live", "unverified", "syncing", "stale", "gap", "down"];

export const DECIMAL_COLUMNS = ["last", "bid", "ask", "volume"] as const;

/** Where each column of a message of `rows` rows begins. */
export function viewLayout(rows: number): {
  since: number;
  mantissa: number;
  instrument: number;
  reason: number;
  quality: number;
  scale: number;
  texts: number;
} {
  const since = HEADER_BYTES;
  const mantissa = since + rows * 8;
  const instrument = mantissa + rows * 8 * DECIMAL_COLUMNS.length;
  const reason = instrument + rows * 4;
  const quality = reason + rows * 4;
  const scale = quality + rows;
  return { since, mantissa, instrument, reason, quality, scale, texts: scale + rows * DECIMAL_COLUMNS.length };
}
