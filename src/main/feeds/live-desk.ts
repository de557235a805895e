import { blockSpan } from "../../core/contract/frame-block.ts";
import { blockOf, decodeFrames, type FeedCommand, feedEventSchema, type FeedStatus } from "../../core/contract/live.ts";
import { type StoreCommand, storeEventSchema } from "../../core/contract/live-fold.ts";
import { Emitter, Once } from "../../core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import { instrumentId } from "../../core/market/instrument.ts";
import type { WorkerUsage } from "../../core/contract/worker-usage.ts";
import type { WorkerName } from "../compose.ts";
import { afterTimeout } from "../supervisor/after-timeout.ts";
import { SupervisedWorker, type SupervisedOptions } from "../supervisor/supervised-worker.ts";
import { FoldShares, type Share } from "./fold-shares.ts";
import type { LiveDeskOptions, LiveDeskStatus, LiveViewSource, Trouble } from "./live-desk-options.ts";
import { LogPosition } from "./log-position.ts";
import { MarketDirectory } from "./market-directory.ts";
import { Resends } from "./resends.ts";
import { SessionInstruments } from "./session-instruments.ts";

/**
 * The live desk: one feed, a store and the fold workers, joined. It passes frames on and computes nothing; the log in the session
 * file decides what a restarted worker knows. Any worker may die at any moment, several at once too.
 */
export class LiveDesk {
  readonly troubles = new Emitter<Trouble>();
  private readonly options: LiveDeskOptions;
  /** The markets of the venue: they come some seconds after the start. */
  readonly directory: MarketDirectory;
  private readonly instruments: SessionInstruments;
  private readonly changed = new Emitter<LiveDeskStatus>();
  private readonly feedReady = new Once<null>();
  private readonly closed = new Once<number>();
  private readonly failed = new Once<string>();
  private readonly usage = new Map<SupervisedWorker, WorkerUsage>();
  private readonly feed: SupervisedWorker;
  private readonly store: SupervisedWorker;
  private readonly shares: FoldShares;
  private readonly log = new LogPosition();
  private readonly resends: Resends;
  private symbols: readonly string[];
  private feedStatus: FeedStatus | null = null;
  /** Of the feed that is down, as it last told. */
  private connections: FeedStatus["connections"] = [];
  /** Feeds started in this session, and how many of them since the last status. */
  private feeds = 0;
  private feedsUnheard = 0;
  private lastRx = 0;
  /** `stopping`: the feed is to say its last word. `sealing`: it has, and the store is to close the file. */
  private phase: "running" | "stopping" | "sealing" | "closed" = "running";
  /** The mark that ends the session, as the feed sent it: both may die before the store has it. */
  private closingMark: ArrayBuffer | null = null;
  private feedNeeded: (() => void) | null = null;

  constructor(options: LiveDeskOptions) {
    const { host, venue, tape, bookWorkers, analyticsWorkers, clock } = options;
    this.options = options;
    this.symbols = options.symbols;
    const onTrouble = (message: string): void => this.troubles.emit({ worker: "metadata-worker", message, fatal: false });
    this.directory = new MarketDirectory({ host, venue, endpoint: options.endpoint, onTrouble });
    this.instruments = new SessionInstruments(this.directory, (command) => this.tellStore(command));
    this.want(options.symbols);
    this.resends = new Resends((afterRx) => this.tellFeed({ type: "frames.resend", afterRx }), clock);
    let stores = 0;
    this.store = this.supervise("store-worker", {
      start: () => host.startWorker("store-worker", [tape, venue, stores++ === 0 ? "new" : "again"]),
      onPort: (port) => this.joinStore(port),
      onDown: () => this.log.storeDown(),
    });
    this.shares = new FoldShares({
      counts: { "book-worker": bookWorkers, "analytics-worker": analyticsWorkers },
      supervise: (name, index, count, onPort, onDown) =>
        this.supervise(name, { start: () => host.startWorker(name, [venue, String(index), String(count), tape]), onPort, onDown }),
      lastRx: () => this.lastRx,
      onKeyframe: (message) => this.store.post(message),
      onUsage: (worker, usage) => this.usage.set(worker, usage),
      onReady: (share, afterRx) => this.shareIsReady(share, afterRx),
      onStatus: (met) => {
        this.meet(met);
        this.changed.emit(this.status);
      },
      onHole: ({ key }, afterRx) => this.resends.want(key, afterRx),
      onWant: (event) => this.tellFeed(event),
    });
    this.feed = this.supervise("feed-worker", {
      start: () => this.startFeed(),
      onPort: (port) => this.joinFeed(port),
      onDown: () => this.feedIsDown(),
    });
  }

  get status(): LiveDeskStatus {
    return { feed: this.feedStatus, books: this.shares.statuses("book-worker"), analytics: this.shares.statuses("analytics-worker") };
  }

  /** Where the views of the desk come from: each process by a name of its own, with the halves of the watchlist's rows that it holds. */
  get viewSources(): readonly LiveViewSource[] {
    return this.shares.viewSources;
  }

  onStatus(listener: (status: LiveDeskStatus) => void): Undo {
    return this.changed.on(listener);
  }

  /** Resolves when every worker is ready and the feed knows what to watch; rejects where one cannot be started. */
  async start(): Promise<void> {
    await this.store.start();
    await this.shares.start();
    void this.instruments.load();
    await this.feed.start();
    await new Promise<void>((resolve) => this.feedReady.on(() => resolve()));
  }

  /** The instruments to watch from now on, by the exchange's own ids. */
  watch(symbols: readonly string[]): void {
    this.symbols = symbols;
    if (this.phase === "running") this.tellFeed({ type: "feed.watch", symbols: [...symbols] });
    this.want(symbols);
  }

  /** Ends the recording as the user asked; resolves when the file is sealed, with its last frame. Rejects where the store is lost. */
  async close(): Promise<number> {
    if (this.phase === "running") this.phase = "stopping";
    // One that is down is told as soon as it is ready.
    if (this.feed.state === "failed") this.seal();
    else this.tellFeed({ type: "feed.stop" });
    const rx = await new Promise<number>((resolve, reject) => {
      this.closed.on(resolve);
      this.failed.on((message) => reject(new Error(message)));
    });
    await this.shares.report(rx);
    return rx;
  }

  async stop(): Promise<void> {
    await Promise.all([this.directory, this.feed, this.store, ...this.shares.workers].map((worker) => worker.stop()));
  }

  private supervise(name: WorkerName, options: Pick<SupervisedOptions, "start" | "onPort" | "onDown">): SupervisedWorker {
    const { clock, schedule = afterTimeout } = this.options;
    const onTrouble = (message: string, fatal: boolean): void => {
      this.troubles.emit({ worker: name, message, fatal });
      if (!fatal) return;
      if (name === "store-worker") this.failed.emit(message);
      else if (name === "feed-worker" && this.phase === "stopping") this.seal();
      this.shares.changed();
    };
    return new SupervisedWorker({ name, clock, schedule, onTrouble, ...options });
  }

  /**
   * A feed takes the session up where the log ends: frames that died with the feed before it and had not reached the log never were,
   * and a worker that had applied some of them is built again. What the store was sent is waited for, so that it cannot be lost any
   * more: no later feed could send it.
   */
  private async startFeed() {
    const { host, venue, endpoint } = this.options;
    if (this.phase === "sealing" || this.phase === "closed") await new Promise<void>((resolve) => (this.feedNeeded = resolve));
    const rx = await this.log.settled();
    if (this.lastRx > rx) this.shares.restart();
    this.lastRx = rx;
    this.closingMark = null;
    this.resends.forget();
    const connections = this.connections.map(({ conn, epoch }) => ({ id: conn, epoch: epoch + this.feedsUnheard }));
    this.feedsUnheard++;
    return host.startWorker("feed-worker", [venue, endpoint ?? "", String(rx), JSON.stringify(connections), String(this.feeds++)]);
  }

  private joinFeed(port: Port): void {
    port.onMessage((message) => {
      if (typeof message !== "string") return this.spread(message);
      const event = feedEventSchema.parse(JSON.parse(message));
      if (event.type === "worker.usage") this.usage.set(this.feed, event);
      else if (event.type === "feed.ready") this.feedIsReady();
      else if (event.type === "feed.status") {
        this.feedStatus = event;
        this.feedsUnheard = 0;
      } else if (event.type === "history.found") {
        this.shares.adopt({ type: "history.adopt", instrument: event.instrument, rows: event.rows, last: event.last });
      } else if (event.type === "feed.refused")
        this.troubles.emit({ worker: "feed-worker", message: `${event.symbol}: ${event.message}`, fatal: false, refused: event.symbol });
      else if (this.phase === "stopping") this.seal();
      this.changed.emit(this.status);
    });
  }

  private feedIsDown(): void {
    this.connections = this.feedStatus?.connections ?? this.connections;
    this.feedStatus = null;
    if (this.phase === "sealing" && this.log.isUp && this.log.sentRx < this.lastRx) this.reopen();
    this.changed.emit(this.status);
  }

  private feedIsReady(): void {
    this.tellFeed({ type: "feed.met", instruments: [...this.instruments.met] });
    if (this.phase === "running") this.tellFeed({ type: "feed.watch", symbols: [...this.symbols] });
    else this.tellFeed({ type: "feed.stop" });
    this.feedReady.emit(null);
  }

  /** Frames go to whoever holds state, and to the log. */
  private spread(message: ArrayBuffer): void {
    const { firstRx, lastRx, isMark } = spanOf(message);
    this.lastRx = Math.max(this.lastRx, lastRx);
    this.log.sent(firstRx, lastRx);
    if (isMark) this.closingMark = message;
    this.store.post(message);
    this.shares.post(message);
  }

  private joinStore(port: Port): void {
    port.onMessage((message) => {
      const event = storeEventSchema.parse(JSON.parse(textOf(message)));
      if (event.type === "worker.usage") {
        this.usage.set(this.store, event);
        // Perhaps no batch comes any more that would show it its hole.
        if (this.log.isUp && this.log.sentRx < this.lastRx) this.resends.want("store", this.log.sentRx);
      } else if (event.type === "frames.stored") {
        this.log.committed(event.rx);
        this.tellFeed(event);
      } else if (event.type === "frames.resend") this.resends.want("store", event.afterRx);
      else if (event.type === "store.ready") this.storeIsReady(event.rx);
      else if (event.type === "store.closed") {
        this.phase = "closed";
        this.closed.emit(event.rx);
      } else {
        this.troubles.emit({ worker: "store-worker", message: event.message, fatal: true });
        this.failed.emit(event.message);
      }
    });
  }

  private storeIsReady(rx: number): void {
    this.log.storeReady(rx);
    this.instruments.listAll(false);
    this.resends.forget("store");
    if (rx < this.lastRx) this.resends.want("store", rx);
    if (this.phase !== "sealing") return;
    if (this.feed.state === "ready" || rx >= this.lastRx) {
      this.resends.want("store", rx);
      if (rx >= this.lastRx && this.closingMark !== null) this.store.post(this.closingMark);
      this.closeStore();
    } else this.reopen();
  }

  /** The feed has gone, and frames of its with the store: another one names that loss, and ends the session again. */
  private reopen(): void {
    if (this.feed.state === "failed") return this.seal();
    this.phase = "stopping";
    this.feedNeeded?.();
    this.feedNeeded = null;
  }

  private seal(): void {
    this.phase = "sealing";
    if (this.feed.state === "failed") this.lastRx = this.log.sentRx;
    this.closeStore();
  }

  private closeStore(): void {
    this.instruments.listAll(true);
    this.tellStore({ type: "store.close", rx: this.lastRx });
  }

  private shareIsReady(share: Share, afterRx: number): void {
    this.resends.forget(share.key);
    this.resends.want(share.key, afterRx);
    if (this.phase !== "sealing" && this.phase !== "closed") return;
    if (this.closingMark !== null && afterRx >= this.lastRx) share.worker.post(this.closingMark);
  }

  private want(symbols: readonly string[]): void {
    this.instruments.want(symbols.map((symbol) => instrumentId(this.options.venue, symbol)));
  }

  private meet(instruments: readonly string[]): void {
    const fresh = this.instruments.meet(instruments);
    if (fresh.length > 0) this.tellFeed({ type: "feed.met", instruments: fresh });
  }

  private tellFeed(command: FeedCommand): void {
    this.feed.post(JSON.stringify(command));
  }

  private tellStore(command: StoreCommand): void {
    this.store.post(JSON.stringify(command));
  }
}

function textOf(message: PortMessage): string {
  if (typeof message !== "string") throw new Error("the store sends no data messages");
  return message;
}

/** The frames of a message; where it holds marks alone, those it lies behind. */
function spanOf(message: ArrayBuffer): { firstRx: number; lastRx: number; isMark: boolean } {
  const block = blockOf(message);
  if (block.length > 0) return { ...blockSpan(block), isMark: false };
  const lastRx = decodeFrames(message).marks.at(-1)?.afterRx ?? 0;
  return { firstRx: lastRx + 1, lastRx, isMark: true };
}
