import type { Acknowledge, ViewSource } from "../../src/renderer/connection/view-source.ts";
import type { AnalyticsHalf, BookHalf, WatchlistRow, WatchlistView } from "../../src/core/contract/view.ts";
import type { Quality } from "../../src/core/market/quality.ts";

export function bookHalf(bid: number | null, more: Partial<BookHalf> = {}): BookHalf {
  return { bid: bid === null ? null : { mantissa: bid, scale: 0 }, ask: null, quality: "live", sinceMs: 0, reason: "", ...more };
}

export function analyticsHalf(last: number | null, more: Partial<AnalyticsHalf> = {}): AnalyticsHalf {
  return {
    last: last === null ? null : { mantissa: last, scale: 0 },
    lastMs: 0,
    open: null,
    high: null,
    low: null,
    volume: null,
    quoteVolume: null,
    statistics: null,
    ...more,
  };
}

/** A row of a process that holds both halves. */
export function row(instrument: number, last: number, quality: Quality = "live"): WatchlistRow {
  return { instrument, book: bookHalf(null, { quality }), analytics: analyticsHalf(last) };
}

export function view(seq: number, rows: WatchlistRow[], more: Partial<WatchlistView> = {}): WatchlistView {
  return { seq, rows, parts: ["book", "analytics"], complete: true, merged: 0, ...more };
}

/** A source, whose acknowledgements go to `log`. */
export function source(log: string[], parts: ViewSource["parts"] = ["book", "analytics"]): Pick<ViewSource, "parts" | "acknowledge"> {
  const acknowledge: Acknowledge = (seq) => log.push(`ack ${seq}${parts.length > 1 ? "" : ` to ${parts.join()}`}`);
  return { parts, acknowledge: () => acknowledge };
}
