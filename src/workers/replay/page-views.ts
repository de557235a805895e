import type { StreamName } from "../../core/contract/desk.ts";
import type { Port } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { ChartStream } from "./chart-stream.ts";
import { LadderStream } from "./ladder-stream.ts";
import type { Change, ReplayFold } from "./replay-fold.ts";
import { TapeStream } from "./tape-stream.ts";
import type { WatchlistRows } from "./watchlist-rows.ts";
import { WatchlistStream } from "./watchlist-stream.ts";

/** What one port watches: every instrument in the watchlist, and the one in focus in chart, ladder and tape. */
export class PageViews {
  focus: InstrumentId | null = null;
  readonly watchlist: WatchlistStream;
  private readonly chart: ChartStream;
  private readonly ladder: LadderStream;
  private readonly tape: TapeStream;

  constructor(port: Port) {
    this.watchlist = new WatchlistStream(port);
    this.chart = new ChartStream(port);
    this.ladder = new LadderStream(port);
    this.tape = new TapeStream(port);
  }

  get merged(): number {
    return [this.watchlist, this.chart, this.ladder, this.tape].reduce((sum, { flow }) => sum + flow.merged, 0);
  }

  follow(instrument: string | null): void {
    this.focus = instrument as InstrumentId | null;
    this.resetFocus();
  }

  /** The replay stands at another moment: nothing that the page shows holds any more. */
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

  /** Sends what may go now. */
  flush(rows: WatchlistRows, fold: ReplayFold, nowMs: number): void {
    this.watchlist.flush(rows.ids, (number) => rows.row(number, (id) => fold.desk.view(id)), nowMs);
    const { focus } = this;
    if (focus === null) return;
    this.chart.flush(focus, fold.chart(focus), nowMs);
    this.ladder.flush(focus, fold.desk.find(focus)?.book ?? null, nowMs);
    this.tape.flush(focus, fold.trades, nowMs);
  }

  /** In how many ms something that waits only for its interval may go; infinity where nothing does. */
  waitMs(nowMs: number): number {
    const streams = this.focus === null ? [this.watchlist] : [this.watchlist, this.chart, this.ladder, this.tape];
    return Math.min(...streams.map(({ pending, flow }) => (pending ? flow.waitMs(nowMs) : Number.POSITIVE_INFINITY)));
  }

  private resetFocus(): void {
    this.chart.reset();
    this.ladder.change();
    this.tape.reset();
  }
}
