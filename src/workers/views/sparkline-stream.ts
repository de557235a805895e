import type { Port } from "../../core/contract/port.ts";
import { encodeSparklineView, type SparklineRow, SPARKLINES_PER_VIEW } from "../../core/contract/sparkline-view.ts";
import { type Sparkline, sparklineOf } from "../../core/ticker/sparkline.ts";
import { ViewFlow } from "./view-flow.ts";
import type { Find, WatchlistRows } from "./watchlist-rows.ts";

/** 500 rows that all begin a minute are drawn within two seconds, and none of it is felt. */
const INTERVAL_MS = 300;

/** Takes away a line of another moment, before any trade of this one. */
const NO_LINE: Sparkline = { fromMs: 0, stepMs: 0, low: 0, high: 0, levels: [] };

/** The lines of the watchlist's rows as one port sees them: each is sent when its newest minute has changed, and not with each trade. */
export class SparklineStream {
  readonly flow = new ViewFlow(INTERVAL_MS);
  private readonly port: Port;
  /** Rows that changed since they were looked at. */
  private readonly changed = new Set<number>();
  /** The newest minute that was sent of each row; NaN where what was sent is of another moment. */
  private readonly sent = new Map<number, number>();

  constructor(port: Port) {
    this.port = port;
  }

  get pending(): boolean {
    return this.changed.size > 0;
  }

  change(instrument: number): void {
    this.changed.add(instrument);
  }

  /** Another moment: what was sent is of the past. */
  clear(): void {
    this.changed.clear();
    for (const instrument of this.sent.keys()) this.sent.set(instrument, Number.NaN);
  }

  /** `named`: how many numbers of instruments the page knows by now. */
  flush(rows: WatchlistRows, find: Find, named: number, nowMs: number): void {
    if (!this.pending || this.flow.waitMs(nowMs) > 0) return;
    const due: SparklineRow[] = [];
    for (const instrument of this.changed) {
      if (due.length === SPARKLINES_PER_VIEW) break;
      if (instrument >= named) continue;
      this.changed.delete(instrument);
      const row = this.row(instrument, rows, find);
      if (row !== null) due.push(row);
    }
    if (due.length === 0) return this.flow.pass(nowMs);
    const { merged } = this.flow;
    this.port.post(encodeSparklineView({ seq: this.flow.next(nowMs), complete: true, merged, rows: due }));
  }

  private row(instrument: number, rows: WatchlistRows, find: Find): SparklineRow | null {
    const analytics = find(rows.idOf(instrument))?.analytics?.analytics;
    const before = this.sent.get(instrument);
    const line = analytics === undefined || analytics.ticker.span?.newest === before ? null : sparklineOf(analytics.ticker, analytics.scale.price);
    if (line === null) return Number.isNaN(before) && this.sent.delete(instrument) ? { instrument, ...NO_LINE } : null;
    const newest = analytics?.ticker.span?.newest as number;
    // Minutes that went by while the page was painting: their points come with this line, their moments do not come back.
    if (before !== undefined && newest > before + 1) this.flow.merged += newest - before - 1;
    this.sent.set(instrument, newest);
    return { instrument, ...line };
  }
}
