import { type FeedCommand, feedEventSchema, framesSpan } from "../../core/contract/live.ts";
import { Emitter, Once } from "../../core/contract/port-events.ts";
import type { Port, Undo } from "../../core/contract/port.ts";
import type { WorkerName } from "../compose.ts";
import { afterTimeout } from "../supervisor/after-timeout.ts";
import { SupervisedWorker, type WorkerJoin } from "../supervisor/supervised-worker.ts";
import { type DeskReport, deskReport } from "./desk-report.ts";
import { FeedTotals } from "./feed-totals.ts";
import { FileRoll } from "./file-roll.ts";
import { FoldShares, type Share, sharesOf } from "./fold-shares.ts";
import { type DeskSize, feedBound, type LiveDeskOptions, type LiveDeskStatus, type LiveViewSource, type Trouble } from "./live-desk-options.ts";
import { LiveHistory } from "./live-history.ts";
import { LiveStore } from "./live-store.ts";
import { MarketDirectory } from "./market-directory.ts";
import { Quarantine } from "./quarantine.ts";
import { ProcessTable } from "./process-table.ts";
import { Resends } from "./resends.ts";
import { SessionEnd } from "./session-end.ts";
import { SessionInstruments } from "./session-instruments.ts";
import { VenueSource } from "./venue-source.ts";

/**
 * The live desk: one feed, a store and the fold workers, joined. It passes frames on to the log and computes nothing; the log in the
 * session file decides what a restarted worker knows. Any worker may die at any moment, several at once too.
 */
export class LiveDesk {
  readonly troubles = new Emitter<Trouble>();
  /** A worker has come to another state. */
  readonly states = new Emitter<Pick<SupervisedWorker, "name" | "state" | "restarts">>();
  private readonly options: LiveDeskOptions;
  private size: DeskSize;
  readonly directory: MarketDirectory;
  private readonly source: VenueSource;
  private readonly history: LiveHistory;
  private readonly instruments: SessionInstruments;
  private readonly changed = new Emitter<LiveDeskStatus>();
  private readonly feedReady = new Once<null>();
  private readonly closed = new Once<number>();
  private readonly failed = new Once<string>();
  private readonly processes: ProcessTable;
  private readonly feed: SupervisedWorker;
  private readonly store: LiveStore;
  private readonly shares: FoldShares;
  private readonly resends: Resends;
  private readonly end: SessionEnd;
  private readonly roll: FileRoll;
  /** The file that is being recorded. */
  private tape: string;
  private symbols: readonly string[];
  private readonly feedTotals = new FeedTotals();
  private readonly quarantine: Quarantine;
  private lastRx = 0;

  constructor(options: LiveDeskOptions) {
    const { host, venue, clock } = options;
    this.options = this.size = options;
    this.processes = new ProcessTable(clock);
    this.symbols = options.symbols;
    this.directory = MarketDirectory.of(options, this.troubles);
    this.source = new VenueSource(options, (name, of) => this.supervise(name, of), this.troubles, this.processes);
    this.history = new LiveHistory(options, (command) => this.tellFeed(command), (rows) => this.shares.adopt(rows)); // prettier-ignore
    this.instruments = new SessionInstruments(this.directory, (command) => this.store.tell(command));
    this.instruments.watch(venue, options.symbols);
    this.resends = new Resends((afterRx) => this.tellFeed({ type: "frames.resend", afterRx }), clock);
    this.quarantine = new Quarantine({
      notes: options.workNotes,
      tellFeed: (command) => this.tellFeed(command),
      rebuild: () => this.shares.rebuild(),
      onTrouble: (message) => this.trouble("feed-worker", message, false),
    });
    this.tape = options.tape;
    this.roll = new FileRoll({
      nextTape: options.nextTape ?? (() => null),
      tellFeed: (command) => this.tellFeed(command),
      tellStore: (command) => this.store.tell(command),
      postMark: (mark) => this.store.worker.post(mark),
      onMoved: (tape) => this.moved(tape),
    });
    this.store = new LiveStore({
      supervise: (of) => this.supervise("store-worker", of),
      start: (again) => host.startWorker("store-worker", [this.tape, venue, again ? "again" : "new"]),
      onUsage: (worker, usage) => {
        this.processes.note(worker, usage);
        this.store.lookForHole(this.lastRx);
        this.quarantine.committed(this.store.position.committedRx);
        if (this.end.isRunning) this.roll.check();
      },
      onReady: (rx) => this.storeIsReady(rx),
      onStored: (event) => this.tellFeed(event),
      onHole: (rx) => this.resends.want("store", rx),
      onRolled: (event) => this.roll.rolled(event),
      onClosed: (rx) => {
        this.end.phase = "closed";
        this.closed.emit(rx);
      },
      onFailed: (message) => this.trouble("store-worker", message, true),
    });
    this.shares = new FoldShares({
      ...sharesOf(options),
      supervise: (name, of, as) => this.supervise(name, of, as),
      start: (name, place, key) => host.startWorker(name, [venue, ...place, this.tape, ...this.quarantine.argumentsOf(key)]),
      onFault: ({ key }) => this.quarantine.faulted(key),
      lastRx: () => this.lastRx,
      onKeyframe: (message) => this.store.worker.post(message),
      onUsage: (worker, usage) => this.processes.note(worker, usage),
      onReady: (share, afterRx) => this.shareIsReady(share, afterRx),
      onStatus: (met) => {
        const fresh = this.instruments.meet(met);
        if (fresh.length > 0) this.tellFeed({ type: "feed.met", instruments: fresh });
        this.changed.emit(this.status);
      },
      onFeedLost: ({ worker }) => this.feed.joinFold(worker),
      onHole: ({ key }, afterRx) => this.resends.want(key, afterRx),
      onWant: (event) => this.history.want(event),
      onReplaced: () => options.onSources?.(),
    });
    this.feed = this.supervise("feed-worker", {
      start: () => this.startFeed(),
      onPort: (port) => this.joinFeed(port),
      onDown: () => this.feedIsDown(),
    });
    const { feed, store, resends } = this;
    this.end = new SessionEnd({ feed, store, closeAt: (rx, whole) => this.closeStore(rx, whole), fetch: (rx) => resends.want("store", rx) });
  }

  get status(): LiveDeskStatus {
    return { feed: this.feedTotals.status, books: this.shares.statuses("book-worker"), analytics: this.shares.statuses("analytics-worker") };
  }

  /** Where the views of the desk come from: each process by a name of its own, with the halves of the watchlist's rows that it holds. */
  get viewSources(): readonly LiveViewSource[] {
    return this.shares.viewSources;
  }

  /** All that the desk knows of itself at this moment. */
  report(): DeskReport {
    const { feedTotals, store, shares, lastRx, tape } = this;
    const processes = this.processes.report([...this.source.workers, this.feed, store.worker, ...shares.workers]);
    return deskReport({ venue: this.options.venue, tape, lastRx, feedTotals, store, shares, processes, quarantined: this.quarantine.entries });
  }

  onStatus(listener: (status: LiveDeskStatus) => void): Undo {
    return this.changed.on(listener);
  }

  /** Resolves when every worker is ready and the feed knows what to watch; rejects where one cannot be started. */
  async start(): Promise<void> {
    try {
      await this.store.worker.start();
      await this.shares.start();
      await this.feed.start();
    } catch (error) {
      // There is no session that could be ended: whoever asks for its end is told so at once.
      this.failed.emit(error instanceof Error ? error.message : String(error));
      throw error;
    }
    await new Promise<void>((resolve) => this.feedReady.on(() => resolve()));
    // A second of work for a whole core: not before the first numbers are on their way.
    void this.instruments.load();
  }

  /** The instruments to watch from now on, by the exchange's own ids. */
  watch(symbols: readonly string[]): void {
    this.symbols = symbols;
    if (this.end.isRunning) this.tellFeed({ type: "feed.watch", symbols: [...symbols] });
    this.instruments.watch(this.options.venue, symbols);
  }

  /** Takes more or less of the machine, while all goes on; resolves when it does. Rejects where workers cannot be started: the others stay. */
  async resize(size: DeskSize): Promise<void> {
    if (!this.end.isRunning) return;
    this.size = size;
    this.tellFeed(feedBound(size));
    await this.shares.resize(sharesOf(size));
  }

  /** Ends the recording as the user asked; resolves when the file is sealed, with its last frame. Rejects where the store is lost, or a worker could not be started. */
  async close(): Promise<number> {
    this.end.begin(this.lastRx);
    void this.shares.abandon();
    // One that is down is told as soon as it is ready.
    this.tellFeed({ type: "feed.stop" });
    const rx = await new Promise<number>((resolve, reject) => {
      this.closed.on(resolve);
      this.failed.on((message) => reject(new Error(message)));
    });
    await this.shares.report(rx);
    return rx;
  }

  async stop(): Promise<void> {
    await Promise.all(
      [this.directory, this.source, this.history, this.feed, this.store.worker, ...this.shares.workers].map((worker) => worker.stop()),
    );
    this.quarantine.stop();
  }

  private supervise(name: WorkerName, join: WorkerJoin, as: string = name): SupervisedWorker {
    const { clock, schedule = afterTimeout } = this.options;
    const onTrouble = (message: string, fatal: boolean): void => this.trouble(name, message, fatal);
    return new SupervisedWorker({ name: as, clock, schedule, onTrouble, onState: (worker) => this.states.emit(worker), ...join });
  }

  private trouble(worker: WorkerName, message: string, fatal: boolean): void {
    this.troubles.emit({ worker, message, fatal });
    if (!fatal) return;
    if (worker === "store-worker") this.failed.emit(message);
    else if (worker === "feed-worker") this.end.feedIsDone(this.lastRx);
    this.shares.changed();
  }

  /**
   * A feed takes the session up where the log ends: frames that died with the feed before it and had not reached the log never were,
   * and a worker that had applied some of them is built again. What the store was sent is waited for, so that it cannot be lost any
   * more: no later feed could send it.
   */
  private async startFeed() {
    const { host, venue } = this.options;
    await this.end.untilFeedNeeded();
    const rx = await this.store.position.settled();
    this.shares.logEnds(rx);
    this.lastRx = rx;
    this.roll.logEnds(rx);
    this.resends.forget();
    return host.startWorker("feed-worker", [venue, await this.source.address(), String(rx), ...this.feedTotals.next()]);
  }

  private joinFeed(port: Port): void {
    this.shares.follow(this.feed);
    port.onMessage((message) => {
      if (typeof message !== "string") return this.record(message);
      const event = feedEventSchema.parse(JSON.parse(message));
      if (event.type === "worker.usage") this.processes.note(this.feed, event);
      else if (event.type === "feed.ready") this.feedIsReady();
      else if (event.type === "feed.status") this.feedTotals.note(event);
      else if (event.type === "history.found") this.history.found(event);
      else if (event.type === "feed.quarantined") this.quarantine.written(event);
      else if (event.type === "feed.refused")
        this.troubles.emit({ worker: "feed-worker", message: `${event.symbol}: ${event.message}`, fatal: false, refused: event.symbol });
      else this.end.feedIsDone(this.lastRx);
      this.changed.emit(this.status);
    });
  }

  private feedIsDown(): void {
    this.feedTotals.feedGone();
    this.roll.feedGone();
    this.quarantine.feedGone();
    this.end.feedIsDown(this.lastRx);
    this.changed.emit(this.status);
  }

  private feedIsReady(): void {
    this.tellFeed(feedBound(this.size));
    this.quarantine.feedIsReady();
    this.tellFeed({ type: "feed.met", instruments: [...this.instruments.met] });
    this.tellFeed(this.end.isRunning ? { type: "feed.watch", symbols: [...this.symbols] } : { type: "feed.stop" });
    this.feedReady.emit(null);
  }

  /** Frames go to the log; the fold workers have them from the feed itself. */
  private record(message: ArrayBuffer): void {
    const { firstRx, lastRx, isMark } = framesSpan(message);
    if (lastRx <= this.lastRx) this.resends.passed(firstRx, lastRx);
    this.lastRx = Math.max(this.lastRx, lastRx);
    this.store.position.sent(firstRx, lastRx);
    if (isMark && !this.end.isRunning) this.end.mark = message;
    this.store.worker.post(message);
    if (isMark && this.end.isRunning) this.roll.marked(message, lastRx);
  }

  private storeIsReady(rx: number): void {
    this.instruments.listAll(false);
    this.roll.storeReady(rx, this.feed.state === "ready");
    this.resends.forget("store");
    if (rx < this.lastRx) this.resends.want("store", rx);
    this.end.storeIsReady(rx, this.lastRx);
  }

  private closeStore(rx: number, whole: boolean): void {
    this.instruments.listAll(true);
    this.store.tell({ type: "store.close", rx: (this.lastRx = rx), whole });
  }

  private shareIsReady(share: Share, afterRx: number): void {
    this.resends.forget(share.key);
    this.feed.joinFold(share.worker);
    this.end.shareIsReady(share.worker, afterRx, this.lastRx);
  }

  private moved(tape: string): void {
    this.shares.logMoved((this.tape = tape));
    this.instruments.listAll(false);
    this.options.onMoved?.(tape);
  }

  private tellFeed(command: FeedCommand): void {
    this.feed.post(JSON.stringify(command));
  }
}
