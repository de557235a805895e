import { type Command, ContractError, encodeControl } from "../../core/contract/desk.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import type { HeldInstrument, Partition } from "../../core/desk/desk.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Trade } from "../../core/market/trade.ts";
import type { AnalyticsPartOptions } from "../../core/desk/analytics-part.ts";
import type { OpenedTape } from "../replay/tape-source.ts";
import type { Part } from "../../core/session/mark.ts";
import { type Health, HealthMeter, type ProcessUsage } from "./health-meter.ts";
import { LoggedEdges } from "./logged-edges.ts";
import { LiveCharts } from "./live-charts.ts";
import type { LogChartOptions, LogStretch } from "./log-chart.ts";
import { onCommand } from "./page-commands.ts";
import { PageViews, type ViewState } from "./page-views.ts";
import { PastLines } from "./past-lines.ts";
import { type Recompute, Recomputations } from "./recomputations.ts";
import { RecentTrades } from "./recent-trades.ts";
import type { WatchlistPace } from "./watchlist-stream.ts";
import { WatchlistRows } from "./watchlist-rows.ts";
import { WindowEdges } from "./window-edges.ts";

/** 25 views a second of at most so many rows: what a view costs the fold is bounded, whatever changed. */
const PACE: WatchlistPace = { intervalMs: 40, mostRows: 250 };
/** A page that has painted nothing for so long is told nothing until it paints: it would only pile up. */
const PATIENCE_MS = 5_000;

export interface LiveViewsOptions {
  /** The half that this process holds, of the instruments of its partition. */
  readonly part: Part;
  readonly partition: Partition;
  readonly find: (id: string) => HeldInstrument | undefined;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Unix milliseconds: what quality ages of before the first frame count from. */
  readonly wallMs: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  readonly usage: () => ProcessUsage;
  /** The exchange's own candles of an instrument are wanted; {@link LiveViews.history} brings them. */
  readonly onHistoryWanted: (id: InstrumentId, interval: string, most?: number) => void;
  /** Makes candles again from what is recorded. */
  readonly recompute?: Recompute;
  /** What is recorded, for charts that are not of minutes, and `at` a time for the edges of windows; absent where nothing is. */
  readonly recorded?: Pick<LogChartOptions, "venue" | "log" | "appliedRx"> & { readonly at: (ms: number) => OpenedTape | null };
}

/**
 * The views of one live fold worker, over any number of page ports. What the fold changed is noted as it happens; views are made
 * between two reads of frames, never within one, and only as fast as the page paints.
 */
export class LiveViews {
  private readonly options: LiveViewsOptions;
  private readonly pages = new Map<Port, PageViews>();
  private readonly rows: WatchlistRows;
  private readonly trades = new RecentTrades();
  private readonly traded = new Set<InstrumentId>();
  private readonly charts: LiveCharts;
  private readonly recomputations: Recomputations | null;
  private readonly windows: WindowEdges;
  private readonly past: PastLines;
  private readonly health: HealthMeter;
  private readonly state: ViewState;
  /** Of pages that have gone. */
  private mergedBefore = 0;
  private cancelPaint: Undo | null = null;
  private paintMs = Number.POSITIVE_INFINITY;

  constructor(options: LiveViewsOptions) {
    const { part, partition, find, clock, schedule, usage, wallMs, onHistoryWanted, recorded } = options;
    this.options = options;
    const startMs = wallMs();
    this.rows = new WatchlistRows([part], () => startMs);
    this.charts = new LiveCharts({
      find: (id) => find(id)?.analytics ?? null,
      onHistoryWanted,
      ...(recorded && { recorded: { ...recorded, clock, schedule }, sumsOnly: recorded.venue.candles?.open === "previous-close" }),
      onRenewed: (id, interval) => this.renewed(id, interval),
    });
    this.past = new PastLines({ clock, onWanted: onHistoryWanted });
    const { recompute } = options;
    this.recomputations = recompute === undefined ? null : new Recomputations(recompute, (id, interval) => this.charts.source(id, interval));
    const trades = { find: (id: InstrumentId) => find(id)?.analytics?.analytics ?? null };
    const onRead = (id: InstrumentId): void => {
      for (const page of this.pages.values()) page.edgesRead(id);
      this.paintIn(0);
    };
    this.windows =
      recorded === undefined
        ? new WindowEdges(trades)
        : new LoggedEdges({ ...trades, venue: recorded.venue, open: recorded.at, untilRx: recorded.appliedRx, clock, schedule, onRead }).edges;
    this.health = new HealthMeter({ clock, schedule, usage, onHealth: (health) => this.sayHealth(health) });
    this.state = {
      rows: this.rows,
      trades: this.trades,
      find,
      parts: (id) => (partition.parts(id).includes(part) ? [part] : []),
      chart: (id, interval) => this.charts.source(id, interval),
      edges: (id) => this.windows.between(id),
      past: (id) => this.past.of(id),
    };
  }

  /** Changes that a newer one overtook before a page had painted them, over all pages so far. */
  get merged(): number {
    return [...this.pages.values()].reduce((sum, page) => sum + page.merged, this.mergedBefore);
  }

  /** Lets a page watch. One that comes late is shown the state as it is now. */
  attach(port: Port): void {
    const page = new PageViews(port, PACE);
    this.pages.set(port, page);
    this.health.run();
    port.onClose(() => {
      if (this.pages.delete(port)) this.mergedBefore += page.merged;
      this.recomputations?.close(port);
      this.charts.retain([...this.pages.values()].map(({ focus, interval }) => ({ id: focus, interval })));
      if (this.pages.size === 0) this.health.stop();
    });
    onCommand(port, (command) => this.obey(port, page, command));
    for (const number of this.rows.present()) page.enlist(number);
    this.paintIn(0);
  }

  /** What is to be told of the trades and the figures of an instrument. */
  beside(id: InstrumentId): Pick<AnalyticsPartOptions, "observers" | "onFigures"> {
    return { observers: [this.charts.observer(id), this.windows.observer(id)], onFigures: (figures) => this.charts.publish(id, figures) };
  }

  /** These frames and marks were folded. */
  stretch(stretch: LogStretch): void {
    this.charts.folded(stretch);
  }

  /** A trade was folded. */
  trade(id: InstrumentId, trade: Trade): void {
    this.trades.add(id, trade);
    this.traded.add(id);
  }

  /** A candle can no longer change. */
  candle(id: InstrumentId, row: CandleRow): void {
    this.charts.close(id, row);
  }

  /** Frames were folded, and these instruments may have changed; see `ShareViews`. */
  folded(frames: number, changed: readonly InstrumentId[], timeNs: (rx: number) => bigint | null): void {
    this.health.applied += frames;
    for (const id of changed) {
      const number = this.rows.numberOf(id);
      this.rows.touch(number);
      if (this.pages.size === 0) continue;
      const change = { id, trades: this.traded.has(id), candles: true, book: true };
      for (const page of this.pages.values()) page.change(change, number, this.trades.total(id));
    }
    this.traded.clear();
    this.rows.settle(this.options.find, (rx) => {
      const ns = timeNs(rx);
      return ns === null ? null : Number(ns / 1_000n) / 1e3;
    });
    if (this.pages.size > 0 && changed.length > 0) this.paintIn(0);
  }

  /** The exchange's own candles, oldest first; none where they could not be had, for the reason given. */
  history(id: InstrumentId, interval: string, rows: readonly CandleRow[], reason = ""): void {
    this.charts.adopt(id, interval, rows, reason);
  }

  /** The exchange's last candles before the recording, for the line of a row; none where they could not be had. */
  pastOf(id: InstrumentId, rows: readonly CandleRow[]): void {
    if (!this.past.adopt(id, rows)) return;
    const number = this.rows.numberOf(id);
    for (const page of this.pages.values()) page.redraw(number);
    this.paintIn(0);
  }

  private renewed(id: InstrumentId, interval: string): void {
    for (const page of this.pages.values()) if (page.focus === id && page.interval === interval) page.resetChart();
    this.paintIn(0);
  }

  private obey(port: Port, page: PageViews, command: Command): void {
    if (command.type === "view.ack") page.ack(command.stream, command.seq);
    else if (command.type === "focus.instrument" || command.type === "focus.interval") {
      if (command.type === "focus.instrument") page.follow(command.instrument);
      else page.chooseInterval(command.interval);
      this.openChart(page);
    } else if (command.type === "candles.recompute") {
      if (this.holdsAggregates(page.focus)) this.recomputations?.start(port, page.focus, page.interval);
    } else if (command.type === "candles.cancel") this.recomputations?.cancel(port);
    else throw new ContractError(`${command.type} is for a replay, and this is live`);
    this.paintIn(0);
  }

  private openChart({ focus, interval }: PageViews): void {
    this.charts.retain([...this.pages.values()].map((page) => ({ id: page.focus, interval: page.interval })));
    if (this.holdsAggregates(focus)) this.charts.open(focus, interval);
  }

  private holdsAggregates(id: InstrumentId | null): id is InstrumentId {
    return id !== null && this.options.part === "analytics" && this.state.parts(id).length > 0;
  }

  /** After the frames that wait to be read. */
  private paintIn(ms: number): void {
    const atMs = this.options.clock() + ms;
    if (this.cancelPaint !== null && this.paintMs <= atMs) return;
    this.cancelPaint?.();
    this.paintMs = atMs;
    this.cancelPaint = this.options.schedule(() => this.paint(), ms);
  }

  private paint(): void {
    this.cancelPaint = null;
    const nowMs = this.options.clock();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const page of this.pages.values()) {
      page.flush(this.state, nowMs);
      waitMs = Math.min(waitMs, page.waitMs(this.state, nowMs));
    }
    if (waitMs < Number.POSITIVE_INFINITY) this.paintIn(Math.max(1, waitMs));
  }

  private sayHealth(health: Health): void {
    const sinceMs = this.options.clock() - PATIENCE_MS;
    for (const [port, page] of this.pages) {
      // The feed counts what is lost on the way; nothing is lost here.
      if (!page.waitsSince(sinceMs)) port.post(encodeControl({ type: "desk.health", ...health, merged: page.merged, dropped: 0 }));
    }
  }
}
