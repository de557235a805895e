import { blockSpan } from "../../core/contract/frame-block.ts";
import { decodeFrames, type FeedCommand, feedEventSchema, type FeedStatus } from "../../core/contract/live.ts";
import {
  type FoldCommand,
  type FoldEvent,
  foldEventSchema,
  type FoldStatus,
  type StoreCommand,
  storeEventSchema,
} from "../../core/contract/live-fold.ts";
import { Emitter, Once } from "../../core/contract/port-events.ts";
import type { Port, PortMessage, Undo } from "../../core/contract/port.ts";
import type { Part } from "../../core/session/mark.ts";
import { instrumentId } from "../../core/market/instrument.ts";
import type { Host } from "../compose.ts";
import { MarketDirectory } from "./market-directory.ts";
import { SupervisedWorker } from "../supervisor/supervised-worker.ts";

export interface LiveDeskOptions {
  readonly host: Host;
  readonly venue: string;
  /** `http://host:port` instead of the venue's own addresses; sockets at `ws://host:port`. */
  readonly endpoint: string | null;
  readonly symbols: readonly string[];
  /** The session file to record to; it must not exist. */
  readonly tape: string;
  readonly bookWorkers: number;
  readonly analyticsWorkers: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

const RESEND_MS = 200;
const INSTRUMENTS_IN_MESSAGE = 200;

/** What the desk knows of itself; statuses are the workers' latest. */
export interface LiveDeskStatus {
  readonly feed: FeedStatus | null;
  readonly books: readonly (FoldStatus | null)[];
  readonly analytics: readonly (FoldStatus | null)[];
}

/** A process that shows views, see {@link LiveDesk.viewSources}. */
export interface LiveViewSource {
  readonly name: string;
  readonly parts: Part[];
  readonly attach: (page: Port) => void;
}

/** A line for a person; `fatal` where the desk cannot go on. */
export interface Trouble {
  readonly message: string;
  readonly fatal: boolean;
}

/**
 * The live desk: one feed, a store and the fold workers, joined. It passes frames on and computes nothing; the log in the session
 * file decides what a restarted worker knows.
 */
export class LiveDesk {
  readonly troubles = new Emitter<Trouble>();
  /** The venue's markets; loaded beside the recording, which does not wait for them. */
  readonly directory: MarketDirectory;
  private readonly options: LiveDeskOptions;
  private readonly changed = new Emitter<LiveDeskStatus>();
  private readonly feedReady = new Once<null>();
  private readonly feedStopped = new Once<null>();
  private readonly closed = new Once<number>();
  private readonly feed: SupervisedWorker;
  private readonly store: SupervisedWorker;
  private readonly books: readonly SupervisedWorker[];
  private readonly analytics: readonly SupervisedWorker[];
  private readonly bookStatus: (FoldStatus | null)[];
  private readonly analyticsStatus: (FoldStatus | null)[];
  private symbols: string[];
  private feedStatus: FeedStatus | null = null;
  private resentMs = Number.NEGATIVE_INFINITY;
  private lastRx = 0;
  /** The last frame that the store has taken; the promise is kept, and `storeIsUp` null, while it is there to take more. */
  private storeRx = 0;
  private storeUp: Promise<void> = Promise.resolve();
  private storeIsUp: (() => void) | null = null;

  constructor(options: LiveDeskOptions) {
    const { host, venue, endpoint, tape, bookWorkers, analyticsWorkers } = options;
    this.options = options;
    this.symbols = [...options.symbols];
    this.directory = new MarketDirectory({ host, venue, endpoint, onTrouble: (message) => this.troubles.emit({ message, fatal: false }) });
    this.bookStatus = Array.from({ length: bookWorkers }, () => null);
    this.analyticsStatus = Array.from({ length: analyticsWorkers }, () => null);
    this.store = this.supervise("store-worker", () => host.startWorker("store-worker", [tape, venue]), (port) => this.joinStore(port)); // prettier-ignore
    const shares = (name: "book-worker" | "analytics-worker", count: number, status: (FoldStatus | null)[]): SupervisedWorker[] =>
      Array.from({ length: count }, (_, index) =>
        this.supervise(
          name,
          () => host.startWorker(name, [venue, String(index), String(count), tape]),
          (port) => this.joinShare(port, status, index),
        ),
      );
    this.books = shares("book-worker", bookWorkers, this.bookStatus);
    this.analytics = shares("analytics-worker", analyticsWorkers, this.analyticsStatus);
    this.feed = this.supervise(
      "feed-worker",
      async () => {
        await this.logDecides();
        return host.startWorker("feed-worker", [venue, endpoint ?? "", String(this.lastRx), JSON.stringify(this.connections())]);
      },
      (port) => this.joinFeed(port),
    );
  }

  get status(): LiveDeskStatus {
    return { feed: this.feedStatus, books: [...this.bookStatus], analytics: [...this.analyticsStatus] };
  }

  /** Where the views of the desk come from: each process by a name of its own, with the halves of the watchlist's rows that it holds. */
  get viewSources(): readonly LiveViewSource[] {
    const sources = (part: Part, name: string, workers: readonly SupervisedWorker[]): LiveViewSource[] =>
      workers.map((worker, index) => ({ name: `${name}-${index}`, parts: [part], attach: (page) => worker.attach(page) }));
    return [...sources("book", "books", this.books), ...sources("analytics", "analytics", this.analytics)];
  }

  /** The instruments to watch from now on, by the exchange's own ids. */
  watch(symbols: readonly string[]): void {
    this.symbols = [...symbols];
    this.tellFeed({ type: "feed.watch", symbols: this.symbols });
    if (this.directory.markets.length > 0) this.listInstruments();
  }

  onStatus(listener: (status: LiveDeskStatus) => void): Undo {
    return this.changed.on(listener);
  }

  /** Resolves when every worker is ready and the feed knows what to watch. */
  async start(): Promise<void> {
    await this.store.start();
    await Promise.all([...this.books, ...this.analytics].map((worker) => worker.start()));
    void this.directory.load().then(() => this.listInstruments());
    await this.feed.start();
    await new Promise<void>((resolve) => this.feedReady.on(() => resolve()));
  }

  /** Ends the recording as the user asked; resolves when the file is sealed, with its last frame. */
  async close(): Promise<number> {
    this.tellFeed({ type: "feed.stop" });
    await new Promise<void>((resolve) => this.feedStopped.on(() => resolve()));
    this.listInstruments();
    this.tellStore({ type: "store.close", rx: this.lastRx });
    const rx = await new Promise<number>((resolve) => this.closed.on(resolve));
    await this.report();
    return rx;
  }

  async stop(): Promise<void> {
    await Promise.all([this.directory, this.feed, this.store, ...this.books, ...this.analytics].map((worker) => worker.stop()));
  }

  /**
   * A feed takes the session up where the log ends: frames that died with the feed before it and had not reached the store never were.
   * A worker that had applied some of them is built again from the log.
   */
  private async logDecides(): Promise<void> {
    await this.storeUp;
    if (this.storeRx >= this.lastRx) return;
    this.lastRx = this.storeRx;
    await Promise.all([...this.books, ...this.analytics].map((worker) => worker.restart()));
  }

  /** The connections of the feed as it last told: a feed that takes over names what they lost. */
  private connections(): { id: string; epoch: number }[] {
    return (this.feedStatus?.connections ?? []).map(({ conn, epoch }) => ({ id: conn, epoch }));
  }

  /** Asks every fold worker where it stands, and resolves once all have applied the last frame and said so. */
  private async report(): Promise<void> {
    const command: FoldCommand = { type: "fold.report" };
    for (const worker of [...this.books, ...this.analytics]) worker.post(JSON.stringify(command));
    const done = (): boolean => [...this.bookStatus, ...this.analyticsStatus].every((status) => status !== null && status.rx >= this.lastRx);
    if (done()) return;
    await new Promise<void>((resolve) => {
      const undo = this.changed.on(() => {
        if (!done()) return;
        undo();
        resolve();
      });
    });
  }

  private supervise(name: string, start: SupervisedWorkerStart, onPort: (port: Port) => void): SupervisedWorker {
    const { clock } = this.options;
    const onTrouble = (message: string, fatal: boolean): void => {
      if (name === "store-worker" && this.storeIsUp === null) this.storeUp = new Promise((resolve) => (this.storeIsUp = resolve));
      this.troubles.emit({ message, fatal });
    };
    return new SupervisedWorker({ name, start, onPort, clock, onTrouble });
  }

  private joinFeed(port: Port): void {
    port.onMessage((message) => {
      if (typeof message !== "string") this.spread(message);
      else {
        const event = feedEventSchema.parse(JSON.parse(message));
        if (event.type === "feed.ready") {
          this.tellFeed({ type: "feed.watch", symbols: this.symbols });
          this.feedReady.emit(null);
        } else if (event.type === "feed.status") this.feedStatus = event;
        else if (event.type === "history.found") {
          const command: FoldCommand = { type: "history.adopt", instrument: event.instrument, rows: event.rows, last: event.last };
          for (const worker of this.analytics) worker.post(JSON.stringify(command));
        } else if (event.type === "feed.refused") this.troubles.emit({ message: `${event.symbol}: ${event.message}`, fatal: false });
        else this.feedStopped.emit(null);
        this.changed.emit(this.status);
      }
    });
  }

  /** Frames go to whoever holds state, and to the log. */
  private spread(message: ArrayBuffer): void {
    const { firstRx, lastRx } = spanOf(message);
    this.lastRx = Math.max(this.lastRx, lastRx);
    if (this.storeIsUp === null && firstRx <= this.storeRx + 1) this.storeRx = Math.max(this.storeRx, lastRx);
    for (const worker of [this.store, ...this.books, ...this.analytics]) worker.post(message);
  }

  private joinStore(port: Port): void {
    port.onMessage((message) => {
      const event = storeEventSchema.parse(JSON.parse(textOf(message)));
      if (event.type === "frames.stored") this.tellFeed(event);
      else if (event.type === "frames.resend") this.resend(event.afterRx);
      else if (event.type === "store.ready") {
        this.storeRx = event.rx;
        this.storeIsUp?.();
        this.storeIsUp = null;
        this.resend(event.rx);
      } else if (event.type === "store.closed") this.closed.emit(event.rx);
      else this.troubles.emit({ message: event.message, fatal: true });
    });
  }

  private joinShare(port: Port, status: (FoldStatus | null)[], index: number): void {
    port.onMessage((message) => {
      if (typeof message !== "string") {
        this.store.post(message);
        return;
      }
      const event: FoldEvent = foldEventSchema.parse(JSON.parse(message));
      if (event.type === "fold.status") {
        status[index] = event;
        this.changed.emit(this.status);
      } else if (event.type === "history.want") this.tellFeed(event);
      else if (event.type === "fold.ready" || event.type === "frames.resend") this.resend(event.afterRx);
      else this.tellFeed(event);
    });
  }

  /** A consumer asks with every batch until its hole is filled: more than a few answers a second would only pile up. */
  private resend(afterRx: number): void {
    const nowMs = this.options.clock();
    if (nowMs - this.resentMs < RESEND_MS) return;
    this.resentMs = nowMs;
    this.tellFeed({ type: "frames.resend", afterRx });
  }

  /** Hands the store what is known of the recorded instruments; what it has written it does not write again. */
  private listInstruments(): void {
    const instruments = this.symbols.map((symbol) => {
      const instrument = instrumentId(this.options.venue, symbol);
      const { tickSize = null, lotSize = null } = this.directory.listing(instrument) ?? {};
      return { instrument, tickSize, lotSize };
    });
    for (let at = 0; at < instruments.length; at += INSTRUMENTS_IN_MESSAGE) {
      this.tellStore({ type: "store.instruments", instruments: instruments.slice(at, at + INSTRUMENTS_IN_MESSAGE) });
    }
  }

  private tellStore(command: StoreCommand): void {
    this.store.post(JSON.stringify(command));
  }

  private tellFeed(command: FeedCommand): void {
    this.feed.post(JSON.stringify(command));
  }
}

type SupervisedWorkerStart = ConstructorParameters<typeof SupervisedWorker>[0]["start"];

function textOf(message: PortMessage): string {
  if (typeof message !== "string") throw new Error("the store sends no data messages");
  return message;
}

/** The frames of a message; where it holds marks alone, those it lies behind. */
function spanOf(message: ArrayBuffer): { firstRx: number; lastRx: number } {
  const { block, marks } = decodeFrames(message);
  const behind = marks.at(-1)?.afterRx ?? 0;
  return block.length === 0 ? { firstRx: behind + 1, lastRx: behind } : blockSpan(block);
}
