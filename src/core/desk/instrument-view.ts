import type { Int } from "../base/decimal.ts";
import type { InstrumentId, Scale } from "../market/instrument.ts";
import type { Quality } from "../market/quality.ts";
import type { Side } from "../market/trade.ts";
import type { AnalyticsPart } from "./analytics-part.ts";
import type { BookPart } from "./book-part.ts";

/** One price level: exact integers at the view's scale. */
export interface LevelView {
  readonly price: Int;
  readonly qty: Int;
}

/** What a watchlist row shows of one instrument, read between two frames. */
export interface InstrumentView {
  readonly id: InstrumentId;
  readonly quality: Quality;
  /** Why it is not live, in words for a person; empty where it is. */
  readonly reason: string;
  /** The frame after which `quality` became what it is (0: it has been so from the start). */
  readonly qualitySinceRx: number;
  /** Best levels at `scale`; null where the book is not readable or that side is empty. */
  readonly bid: LevelView | null;
  readonly ask: LevelView | null;
  readonly scale: Scale;
  /** The last trade by its own time, at `lastScale`; null where none was seen. */
  readonly last: { readonly price: Int; readonly qty: Int; readonly side: Side; readonly eventMs: number } | null;
  readonly lastScale: Scale;
  /** Sum of the quantity traded in the last 24 h of event time, as recorded, and the scale it is at; null before the first trade. */
  readonly volume24h: { readonly volume: Int; readonly scale: number } | null;
}

/** Reads an instrument's view from its two parts. */
export function viewOf(id: InstrumentId, book: BookPart, { analytics }: AnalyticsPart): InstrumentView {
  const levels = book.book;
  const ticker = analytics.ticker24h();
  return {
    id,
    quality: book.quality,
    reason: book.reason,
    qualitySinceRx: book.qualitySinceRx,
    bid: book.isReadable && levels.bidLevels > 0 ? levels.bidAt(0) : null,
    ask: book.isReadable && levels.askLevels > 0 ? levels.askAt(0) : null,
    scale: levels.scale,
    last: analytics.lastTrade,
    lastScale: analytics.lastScale,
    volume24h: analytics.tradeCount > 0 || ticker.trades > 0 ? { volume: ticker.volume, scale: ticker.scale.qty } : null,
  };
}
