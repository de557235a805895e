import { ONE_MINUTE } from "../../core/candles/interval.ts";
import type { StreamName } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Part } from "../../core/session/mark.ts";
import type { PastCloses } from "../../core/ticker/past-closes.ts";
import type { TradesBetween } from "../../core/ticker/window-figures.ts";
import { type ChartSource, ChartStream } from "./chart-stream.ts";
import { LadderStream } from "./ladder-stream.ts";
import { LiquidityStream } from "./liquidity-stream.ts";
import type { RecentTrades } from "./recent-trades.ts";
import { SparklineStream } from "./sparkline-stream.ts";
import { TapeStream } from "./tape-stream.ts";
import { TickerStream } from "./ticker-stream.ts";
import type { ViewFlow } from "./view-flow.ts";
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
  /** Candles of that kind; null before the instrument's first message. */
  readonly chart: (id: InstrumentId, interval: string) => ChartSource | null;
  /** The trades at the edges of an instrument's windows, as far as they are at hand. */
  readonly edges: (id: InstrumentId) => TradesBetween;
  /** What the exchange says of the price before what is recorded, where it is known. */
  readonly past: (id: InstrumentId) => PastCloses;
}

/** A stream as far as its pace is concerned. */
interface Paced {
  readonly flow: ViewFlow;
  readonly pending: boolean;
}

/** What one port watches: every instrument in the watchlist, and the one in focus in chart, ladder, tape and details. */
export class PageViews {
  focus: InstrumentId | null = null;
  /** What the chart's candles go by. */
  interval: string = ONE_MINUTE.name;
  readonly watchlist: WatchlistStream;
  private readonly chart: ChartStream;
  private readonly ladder: LadderStream;
  private readonly tape: TapeStream;
  private readonly ticker: TickerStream;
  private readonly liquidity: LiquidityStream;
  private readonly sparkline: SparklineStream;
  private readonly streams: readonly Paced[];

  constructor(port: Port, pace: WatchlistPace = {}) {
    this.watchlist = new WatchlistStream(port, pace);
    this.chart = new ChartStream(port);
    this.ladder = new LadderStream(port);
    this.tape = new TapeStream(port);
    this.ticker = new TickerStream(port);
    this.liquidity = new LiquidityStream(port);
    this.sparkline = new SparklineStream(port);
    this.streams = [this.watchlist, this.sparkline, ...this.streamsOf(["book", "analytics"])];
  }

  get merged(): number {
    return this.streams.reduce((sum, { flow }) => sum + flow.merged, 0);
  }

  /** Whether a view waits to be painted since `sinceMs` or before, on the monotonic clock: nobody looks, or the page hangs. */
  waitsSince(sinceMs: number): boolean {
    return this.streams.some(({ flow }) => flow.waitsSince(sinceMs));
  }

  follow(instrument: string | null): void {
    this.focus = instrument as InstrumentId | null;
    this.resetFocus();
  }

  /** The chart shows other candles of the same instrument. */
  chooseInterval(interval: string): void {
    this.interval = interval;
    this.chart.reset();
  }

  /** The desk stands at another moment: nothing that the page shows holds any more. */
  clear(): void {
    this.watchlist.clear();
    this.sparkline.clear();
    this.resetFocus();
  }

  /** Older candles have come. */
  resetChart(): void {
    this.chart.reset();
  }

  /** More is known of the windows of this instrument. */
  edgesRead(id: InstrumentId): void {
    if (id === this.focus) this.ticker.change();
  }

  /** The row of this number is to be shown, or has changed. */
  enlist(number: number): void {
    this.watchlist.change(number);
    this.sparkline.change(number);
  }

  /** The line of this row is another. */
  redraw(number: number): void {
    this.sparkline.redraw(number);
  }

  change({ id, trades, candles, book }: Change, number: number, tradesTaken: number): void {
    this.enlist(number);
    if (id !== this.focus) return;
    // The exchange's own figures come with messages that are neither.
    this.ticker.change();
    if (candles) this.chart.change();
    if (trades) this.tape.change(tradesTaken);
    if (!book) return;
    this.ladder.change();
    this.liquidity.change();
  }

  ack(stream: StreamName, seq: number): void {
    this[stream].flow.ack(seq);
  }

  /** Sends what may go now. Of the instrument in focus each process shows its own parts, and is silent about the others'. */
  flush({ rows, trades, find, parts, chart, edges, past }: ViewState, nowMs: number): void {
    this.watchlist.flush(rows, find, nowMs);
    if (rows.parts.includes("analytics")) this.sparkline.flush(rows, find, past, this.watchlist.named, nowMs);
    const { focus } = this;
    if (focus === null) return;
    const held = parts(focus);
    const { book = null, analytics = null } = find(focus) ?? {};
    if (held.includes("book")) {
      this.ladder.flush(focus, book, nowMs);
      this.liquidity.flush(focus, book, rows.sinceMs(focus), nowMs);
    }
    if (!held.includes("analytics")) return;
    this.ticker.flush(focus, analytics, edges(focus), nowMs);
    this.chart.flush(focus, this.interval, chart(focus, this.interval), nowMs);
    this.tape.flush(focus, trades, nowMs);
  }

  /** In how many ms something that waits only for its interval may go; infinity where nothing does. */
  waitMs({ rows, parts }: ViewState, nowMs: number): number {
    const held = this.focus === null ? [] : parts(this.focus);
    const lists = rows.parts.includes("analytics") ? [this.watchlist, this.sparkline] : [this.watchlist];
    const streams: readonly Paced[] = [...lists, ...this.streamsOf(held)];
    return Math.min(...streams.map(({ pending, flow }) => (pending ? flow.waitMs(nowMs) : Number.POSITIVE_INFINITY)));
  }

  /** Of the instrument in focus. */
  private streamsOf(parts: readonly Part[]): readonly Paced[] {
    return [
      ...(parts.includes("book") ? [this.ladder, this.liquidity] : []),
      ...(parts.includes("analytics") ? [this.chart, this.tape, this.ticker] : []),
    ];
  }

  private resetFocus(): void {
    this.chart.reset();
    this.ladder.change();
    this.tape.reset();
    this.ticker.change();
    this.liquidity.change();
  }
}
