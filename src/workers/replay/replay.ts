import { type Command, ContractError, type DeskEvent, encodeControl, type ReplayStatus, type Speed } from "../../core/contract/desk.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import { ONE_MINUTE } from "../../core/candles/interval.ts";
import type { Part } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { LoggedEdges } from "../views/logged-edges.ts";
import { NO_PAST } from "../../core/ticker/past-closes.ts";
import { type Health, HealthMeter, type ProcessUsage } from "../views/health-meter.ts";
import { onCommand } from "../views/page-commands.ts";
import { type Change, PageViews, type ViewState } from "../views/page-views.ts";
import type { TapeSource } from "./tape-source.ts";
import { Transport } from "./transport.ts";
import { WatchlistRows } from "../views/watchlist-rows.ts";

/** How often a playing replay says where it stands. */
const STATUS_MS = 100;
/** A seek that takes longer says how far it has come. */
const SILENT_SEEK_MS = 150;

/** One process folds a replay: its rows are whole. */
const WHOLE: readonly Part[] = ["book", "analytics"];

export interface ReplayOptions {
  readonly tape: TapeSource;
  readonly venue: Venue;
  /** The file's name, as the page shows it. */
  readonly name: string;
  readonly speed: Speed;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  readonly usage: () => ProcessUsage;
}

/** One open replay: a session file, moved along by its transport, and watched over any number of ports, which all see the same replay. */
export class Replay {
  private readonly options: ReplayOptions;
  private readonly pages = new Map<Port, PageViews>();
  private readonly transport: Transport;
  private readonly rows: WatchlistRows;
  private readonly health: HealthMeter;
  private readonly windows: LoggedEdges;
  private saidMs = Number.NEGATIVE_INFINITY;
  private cancelPaint: Undo | null = null;

  constructor(options: ReplayOptions) {
    const { tape, venue, speed, clock, schedule, usage } = options;
    this.options = options;
    this.health = new HealthMeter({ clock, schedule, usage, onHealth: (health) => this.sayHealth(health) });
    const { baseRx, span } = tape;
    this.windows = new LoggedEdges({
      venue,
      clock,
      schedule,
      find: (id) => this.transport.fold.desk.find(id)?.analytics?.analytics ?? null,
      // What a longer session holds of before this file is not known.
      ...(baseRx === 0 && span !== null && { beganMs: () => Number(span.firstNs / 1_000_000n) }),
      open: () => ({ source: tape, close: () => {} }),
      untilRx: () => this.transport.state.rx,
      onRead: (id) => {
        for (const page of this.pages.values()) page.edgesRead(id);
        this.paint();
      },
    });
    this.transport = new Transport({
      observer: (id) => this.windows.edges.observer(id),
      tape,
      venue,
      speed,
      clock,
      schedule,
      onChanges: (changes, rx, tapeNs) => this.take(changes, rx, tapeNs),
      onAnew: () => {
        this.rows.restart();
        this.windows.clear();
        for (const page of this.pages.values()) page.clear();
      },
      onOlderCandles: () => {
        for (const page of this.pages.values()) page.resetChart();
        this.paint();
      },
      onSlice: () => this.afterSlice(),
      onArrived: () => this.say(),
    });
    this.rows = new WatchlistRows(WHOLE, (rx) => Number(this.transport.times.clockNs(rx) / 1_000n) / 1e3);
  }

  /** Lets a port watch and steer. One that comes late is shown the state as it is now. */
  attach(port: Port): void {
    const { name, tape, venue } = this.options;
    const page = new PageViews(port);
    this.pages.set(port, page);
    this.health.run();
    port.onClose(() => {
      this.pages.delete(port);
      this.retainCharts();
      if (this.pages.size === 0) this.health.stop();
    });
    onCommand(port, (command) => this.obey(page, command));
    const span = tape.span && { firstNs: String(tape.span.firstNs), lastNs: String(tape.span.lastNs) };
    port.post(encodeControl({ type: "session.opened", name, venue: venue.name, frames: tape.frames, instruments: tape.instruments.length, span }));
    port.post(encodeControl(this.status()));
    for (const number of this.rows.present()) page.enlist(number);
    this.paint();
  }

  /** Plays from the first frame, or from a receive time (Unix ns) on. */
  begin(atNs?: string): void {
    if (atNs === undefined) this.play();
    else this.transport.seek({ timeNs: atNs }, true);
  }

  play(): void {
    this.transport.play();
    this.say();
  }

  private obey(page: PageViews, command: Command): void {
    switch (command.type) {
      case "replay.play":
        return this.play();
      case "replay.pause":
        this.transport.pause();
        // A step that was given up has come to some frame: it is shown.
        this.paint();
        return this.say();
      case "replay.speed":
        this.transport.setSpeed(command.speed);
        return this.say();
      case "replay.seek":
        return this.transport.seek(command.to);
      case "replay.step":
        return this.transport.step(command.by, page.focus);
      case "focus.instrument":
        page.follow(command.instrument);
        this.retainCharts();
        return this.paint();
      case "focus.interval":
        page.chooseInterval(command.interval);
        this.retainCharts();
        return this.paint();
      case "candles.recompute":
      case "candles.cancel":
        throw new ContractError(`${command.type} is for the live desk, and this is a replay`);
      case "view.ack":
        page.ack(command.stream, command.seq);
        return this.paint();
    }
  }

  private retainCharts(): void {
    this.transport.charts.retain([...this.pages.values()].map(({ focus, interval }) => ({ id: focus, interval })));
  }

  private take(changes: readonly Change[], rx: number | null, tapeNs: bigint): void {
    for (const change of changes) {
      const number = this.rows.numberOf(change.id);
      this.rows.touch(number);
      for (const page of this.pages.values()) page.change(change, number, this.transport.fold.trades.total(change.id));
    }
    if (rx === null) return;
    this.rows.frame(rx, tapeNs);
    this.health.applied++;
  }

  private afterSlice(): void {
    this.rows.settle((id) => this.transport.fold.desk.find(id));
    this.paint();
    if (this.transport.state.ended || this.options.clock() - this.saidMs >= STATUS_MS) this.say();
  }

  /** Sends what may go, and comes back for what waits only for its time. On the way to another moment nothing is shown. */
  private paint(): void {
    this.cancelPaint?.();
    this.cancelPaint = null;
    if (this.transport.journey !== null) return;
    const nowMs = this.options.clock();
    let waitMs = Number.POSITIVE_INFINITY;
    const shown = this.shown();
    for (const page of this.pages.values()) {
      page.flush(shown, nowMs);
      waitMs = Math.min(waitMs, page.waitMs(shown, nowMs));
    }
    if (waitMs < Number.POSITIVE_INFINITY) this.cancelPaint = this.options.schedule(() => this.paint(), Math.max(1, waitMs));
  }

  private shown(): ViewState {
    const { fold, charts } = this.transport;
    return {
      rows: this.rows,
      trades: fold.trades,
      find: (id) => fold.desk.find(id),
      parts: () => WHOLE,
      chart: (id, interval) => (interval === ONE_MINUTE.name ? fold.chart(id) : charts.source(id, interval)),
      edges: (id) => this.windows.edges.between(id),
      past: () => NO_PAST,
    };
  }

  /** Says where the replay stands, or how far it is on its way. */
  private say(): void {
    const nowMs = this.options.clock();
    const { journey, state } = this.transport;
    if (journey !== null && nowMs - journey.sinceMs < SILENT_SEEK_MS) return;
    this.saidMs = nowMs;
    const { rx } = state;
    this.tell(journey === null ? this.status() : { type: "replay.seeking", fromRx: journey.fromRx, rx, toRx: Math.max(rx, journey.toRx) });
  }

  private sayHealth(health: Health): void {
    // A replay drops nothing: it reads a file at its own pace.
    for (const [port, { merged }] of this.pages) port.post(encodeControl({ type: "desk.health", ...health, merged, dropped: 0 }));
  }

  private tell(event: DeskEvent): void {
    const text = encodeControl(event);
    for (const port of this.pages.keys()) port.post(text);
  }

  private status(): ReplayStatus {
    const { rx, tapeNs, playing, speed, ended } = this.transport.state;
    return { type: "replay.status", rx, rxNs: String(tapeNs), playing, speed, ended };
  }
}
