import { formatDecimal, type Int } from "../base/decimal.ts";
import type { InstrumentId } from "../market/instrument.ts";
import type { Gap, Quality } from "../market/quality.ts";
import type { Side } from "../market/trade.ts";
import type { AnalyticsPart } from "./analytics-part.ts";
import type { BookPart } from "./book-part.ts";

/** Levels shown in a report, a side. */
const REPORT_LEVELS = 10;

type LevelText = readonly [price: string, qty: string];

/** The state of a book in plain values: decimals are exact texts without exponent. Unreadable books show no level. */
export interface BookReport {
  readonly quality: Quality;
  /** Why it is not live; null where it is. */
  readonly reason: string | null;
  readonly epoch: number;
  readonly resyncs: number;
  readonly deltas: { readonly applied: number; readonly stale: number; readonly duplicate: number };
  readonly checksums: { readonly ok: number; readonly failed: number };
  readonly gaps: readonly Gap[];
  /** The venue's id the book stands at, as text beyond 2^53; null where it never took a snapshot, or its venue numbers nothing. */
  readonly lastUpdateId: number | string | null;
  readonly bidLevels: number;
  readonly askLevels: number;
  readonly bids: readonly LevelText[];
  readonly asks: readonly LevelText[];
}

export interface TradesReport {
  readonly trades: number;
  readonly lastTrade: { readonly price: string; readonly qty: string; readonly side: Side; readonly eventMs: number } | null;
}

export type InstrumentReport = BookReport & TradesReport;

export function reportBook({ sync, book, isReadable, quality, reason }: BookPart): BookReport {
  const text = ({ price, qty }: ReturnType<typeof book.bidAt>): LevelText => [
    formatDecimal(price, book.scale.price),
    formatDecimal(qty, book.scale.qty),
  ];
  const bidLevels = isReadable ? book.bidLevels : 0;
  const askLevels = isReadable ? book.askLevels : 0;
  return {
    quality,
    reason: reason === "" ? null : reason,
    epoch: sync.epoch,
    resyncs: sync.resyncs,
    deltas: { ...sync.deltas },
    checksums: { ...sync.checked.checksums },
    gaps: sync.gaps.map(({ fromRx, toRx, cause }) => ({ fromRx, toRx, cause })),
    lastUpdateId: reportId(sync.lastUpdateId),
    bidLevels,
    askLevels,
    bids: Array.from({ length: Math.min(bidLevels, REPORT_LEVELS) }, (_, rank) => text(book.bidAt(rank))),
    asks: Array.from({ length: Math.min(askLevels, REPORT_LEVELS) }, (_, rank) => text(book.askAt(rank))),
  };
}

function reportId(id: Int): number | string | null {
  if (typeof id === "bigint") return String(id);
  return id === 0 ? null : id;
}

export function reportTrades({ analytics }: AnalyticsPart): TradesReport {
  const { lastTrade, lastScale } = analytics;
  return {
    trades: analytics.tradeCount,
    lastTrade: lastTrade && {
      price: formatDecimal(lastTrade.price, lastScale.price),
      qty: formatDecimal(lastTrade.qty, lastScale.qty),
      side: lastTrade.side,
      eventMs: lastTrade.eventMs,
    },
  };
}

/** Reports by id in the order of the ids' code units, so that output does not depend on who met whom first. */
export function sortedById<T>(reports: Iterable<readonly [InstrumentId, T]>): Record<InstrumentId, T> {
  const sorted = [...reports].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}
