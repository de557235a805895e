import type { Port } from "../../core/contract/port.ts";
import { encodeSparklineView, type SparklineRow, SPARKLINES_PER_VIEW } from "../../core/contract/sparkline-view.ts";
import { type Sparkline, sparklineOf } from "../../core/ticker/sparkline.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { PastCloses } from "../../core/ticker/past-closes.ts";
import { ViewFlow } from "./view-flow.ts";
import type { Find, WatchlistRows } from "./watchlist-rows.ts";

/** 500 rows that all begin a minute are drawn within two seconds, and none of it is felt. */
const INTERVAL_MS = 300;
/** A line goes again with its newest minute, and so long after it went last. */
const AGAIN_MS = 10_000;

/** Takes away a line of another moment, before any trade of this one. */
const NO_LINE: Sparkline = { fromMs: 0, stepMs: 0, low: 0, high: 0, levels: [] };

const STALE = { minute: Number.NaN, atMs: Number.NEGATIVE_INFINITY };

/** The lines of the watchlist's rows as one port sees them: each goes when its newest minute is another, and now and then between, not with each trade. */
export class SparklineStream {
  readonly flow = new ViewFlow(INTERVAL_MS);
  private readonly port: Port;
  /** Rows that changed since they were looked at. */
  private readonly changed = new Set<number>();
  /** The newest minute that was sent of each row (NaN where what was sent is of another moment), and when that was. */
  private readonly sent = new Map<number, { readonly minute: number; readonly atMs: number }>();

  constructor(port: Port) {
    this.port = port;
  }

  get pending(): boolean {
    return this.changed.size > 0;
  }

  change(instrument: number): void {
    this.changed.add(instrument);
  }

  /** What was sent of this row is to be sent again, though no minute has gone by. */
  redraw(instrument: number): void {
    if (this.sent.has(instrument)) this.sent.set(instrument, STALE);
    this.changed.add(instrument);
  }

  /** Another moment: what was sent is of the past. */
  clear(): void {
    this.changed.clear();
    for (const instrument of this.sent.keys()) this.sent.set(instrument, STALE);
  }

  /** `named`: how many numbers of instruments the page knows by now. */
  flush(rows: WatchlistRows, find: Find, past: (id: InstrumentId) => PastCloses, named: number, nowMs: number): void {
    if (!this.pending || this.flow.waitMs(nowMs) > 0) return;
    const due: SparklineRow[] = [];
    for (const instrument of this.changed) {
      if (due.length === SPARKLINES_PER_VIEW) break;
      const id = rows.idOf(instrument);
      const analytics = find(id)?.analytics?.analytics;
      const newest = analytics?.ticker.span?.newest ?? null;
      const before = this.sent.get(instrument);
      if (instrument >= named || (before !== undefined && before.minute === newest && before.atMs + AGAIN_MS > nowMs)) continue;
      this.changed.delete(instrument);
      const line = analytics === undefined ? null : sparklineOf(analytics.ticker, analytics.scale.price, past(id));
      if (line !== null) due.push({ instrument, ...line });
      else if (before !== undefined) due.push({ instrument, ...NO_LINE });
      if (newest === null) this.sent.delete(instrument);
      else this.sent.set(instrument, { minute: newest, atMs: nowMs });
      // Minutes that went by while the page was painting: their points come with this line, their moments do not come back.
      if (before !== undefined && newest !== null && newest > before.minute + 1) this.flow.merged += newest - before.minute - 1;
    }
    if (due.length === 0) return this.flow.pass(nowMs);
    const { merged } = this.flow;
    this.port.post(encodeSparklineView({ seq: this.flow.next(nowMs), complete: true, merged, rows: due }));
  }
}
