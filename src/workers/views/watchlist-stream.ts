import { WATCHLIST_STREAM, encodeControl } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import { encodeWatchlistView } from "../../core/contract/view-encode.ts";
import { ViewFlow } from "./view-flow.ts";
import type { Find, WatchlistRows } from "./watchlist-rows.ts";

/** Ids in one `view.instruments` message: far below a message's bound, with ids of at most 1,000 characters. */
const IDS_PER_MESSAGE = 50;

/** How often views may go, and how many rows one of them has: what is left goes with the next. */
export interface WatchlistPace {
  readonly intervalMs?: number;
  readonly mostRows?: number;
}

/**
 * The watchlist as one port sees it. At most one view is on its way unpainted; what changes meanwhile is merged, row by row,
 * and every change that a newer one overtook is counted.
 */
export class WatchlistStream {
  readonly flow: ViewFlow;
  private readonly port: Port;
  private readonly mostRows: number;
  private readonly changed = new Set<number>();
  /** How many numbers of instruments the page knows. */
  named = 0;
  /** The page holds rows of the past: it is told what there is now, be it nothing. */
  private cleared = false;

  constructor(port: Port, { intervalMs = 0, mostRows = Number.POSITIVE_INFINITY }: WatchlistPace = {}) {
    this.port = port;
    this.mostRows = mostRows;
    this.flow = new ViewFlow(intervalMs);
  }

  change(instrument: number): void {
    if (this.changed.has(instrument)) this.flow.merged++;
    else this.changed.add(instrument);
  }

  get pending(): boolean {
    return this.changed.size > 0 || this.cleared;
  }

  /** Sends what changed, unless a view is still on its way. */
  flush(rows: WatchlistRows, find: Find, nowMs: number): void {
    if (!this.pending || this.flow.waitMs(nowMs) > 0) return;
    this.name(rows.ids);
    const changed = this.take().map((number) => rows.row(number, find));
    this.cleared = false;
    for (const message of encodeWatchlistView(rows.parts, changed, this.flow.next(nowMs), this.flow.merged)) this.port.post(message);
  }

  private take(): number[] {
    const numbers = [...this.changed].slice(0, this.mostRows);
    if (numbers.length === this.changed.size) this.changed.clear();
    else for (const number of numbers) this.changed.delete(number);
    return numbers;
  }

  /** The rows sent so far are of the past. The view on its way is still to be acknowledged. */
  clear(): void {
    this.changed.clear();
    this.cleared = true;
    this.port.post(encodeControl({ type: "view.cleared", stream: WATCHLIST_STREAM }));
  }

  private name(ids: readonly string[]): void {
    while (this.named < ids.length) {
      const part = ids.slice(this.named, this.named + IDS_PER_MESSAGE);
      this.port.post(encodeControl({ type: "view.instruments", stream: WATCHLIST_STREAM, first: this.named, ids: part }));
      this.named += part.length;
    }
  }
}
