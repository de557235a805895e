import type { StreamName } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Part } from "../../core/session/mark.ts";
import { type ChartSource, ChartStream } from "./chart-stream.ts";
import { LadderStream } from "./ladder-stream.ts";
import type { RecentTrades } from "./recent-trades.ts";
import { TapeStream } from "./tape-stream.ts";
import type { Find, WatchlistRows } from "./watchlist-rows.ts";
import { type WatchlistPace, WatchlistStream } from "./watchlist-stream.ts";

/** What a frame or a mark changed of an instrument. */
export interface Change {
  readonly id: InstrumentId;
  readonly trades: boolean;
  readonly candles: boolean;
  readonly book: boolean;
}

/** Where the views of one process come from: its fold, and what it keeps beside it for the panels. */
export interface ViewState {
  readonly rows: WatchlistRows;
  readonly trades: RecentTrades;
  readonly find: Find;
  /** The parts of an instrument that this process shows, met or not. */
  readonly parts: (id: InstrumentId) => readonly Part[];
  /** Null before the instrument's first message. */
  readonly chart: (id: InstrumentId) => ChartSource | null;
}

/** What one port watches: every instrument in the watchlist, and the one in focus in chart, ladder and tape. */
export class PageViews {
  focus: InstrumentId | null = null;
  readonly watchlist: WatchlistStream;
  private readonly chart: ChartStream;
  private readonly ladder: LadderStream;
  private readonly tape: TapeStream;

  constructor(port: Port, pace: WatchlistPace = {}) {
    this.watchlist = new WatchlistStream(port, pace);
    this.chart = new ChartStream(port);
    this.ladder = new LadderStream(port);
    this.tape = new TapeStream(port);
  }

  get merged(): number {
    return [this.watchlist, this.chart, this.ladder, this.tape].reduce((sum, { flow }) => sum + flow.merged, 0);
  }

  /** Whether a view waits to be painted since `sinceMs` or before, on the monotonic clock: nobody looks, or the page hangs. */
  waitsSince(sinceMs: number): boolean {
    return [this.watchlist, this.chart, this.ladder, this.tape].some(({ flow }) => flow.waitsSince(sinceMs));
  }

  follow(instrument: string | null): void {
    this.focus = instrument as InstrumentId | null;
    this.resetFocus();
  }

  /** The desk stands at another moment: nothing that the page shows holds any more. */
  clear(): void {
    this.watchlist.clear();
    this.resetFocus();
  }

  /** Older candles have come. */
  resetChart(): void {
    this.chart.reset();
  }

  change({ id, trades, candles, book }: Change, number: number, tradesTaken: number): void {
    this.watchlist.change(number);
    if (id !== this.focus) return;
    if (candles) this.chart.change();
    if (book) this.ladder.change();
    if (trades) this.tape.change(tradesTaken);
  }

  ack(stream: StreamName, seq: number): void {
    this[stream].flow.ack(seq);
  }

  /** Sends what may go now. Of the instrument in focus each process shows its own parts, and is silent about the others'. */
  flush({ rows, trades, find, parts, chart }: ViewState, nowMs: number): void {
    this.watchlist.flush(rows, find, nowMs);
    const { focus } = this;
    if (focus === null) return;
    const held = parts(focus);
    if (held.includes("book")) this.ladder.flush(focus, find(focus)?.book ?? null, nowMs);
    if (!held.includes("analytics")) return;
    this.chart.flush(focus, chart(focus), nowMs);
    this.tape.flush(focus, trades, nowMs);
  }

  /** In how many ms something that waits only for its interval may go; infinity where nothing does. */
  waitMs({ parts }: ViewState, nowMs: number): number {
    const held = this.focus === null ? [] : parts(this.focus);
    const streams = [this.watchlist, ...(held.includes("book") ? [this.ladder] : []), ...(held.includes("analytics") ? [this.chart, this.tape] : [])];
    return Math.min(...streams.map(({ pending, flow }) => (pending ? flow.waitMs(nowMs) : Number.POSITIVE_INFINITY)));
  }

  private resetFocus(): void {
    this.chart.reset();
    this.ladder.change();
    this.tape.reset();
  }
}
