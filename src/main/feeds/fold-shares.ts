import { type FoldCommand, type FoldEvent, foldEventSchema, type FoldStatus } from "../../core/contract/live-fold.ts";
import type { Port } from "../../core/contract/port.ts";
import type { WorkerUsage } from "../../core/contract/worker-usage.ts";
import type { Worker, WorkerName } from "../compose.ts";
import type { SupervisedWorker, WorkerJoin } from "../supervisor/supervised-worker.ts";
import type { DeskReport } from "./desk-report.ts";
import type { DeskSize, LiveViewSource } from "./live-desk-options.ts";

const SHARE_NAMES = ["book-worker", "analytics-worker"] as const satisfies readonly WorkerName[];

export type ShareName = (typeof SHARE_NAMES)[number];

/** How many workers there are of each. */
export type ShareCounts = Readonly<Record<ShareName, number>>;

/**
 * One fold worker, and what it last said of itself; `aimRx` is the last frame that had been sent when it did, `readyRx` the last one when
 * it was ready: one that has come so far has left the log behind, and folds what is sent.
 */
export interface Share {
  readonly key: string;
  readonly name: ShareName;
  readonly index: number;
  readonly worker: SupervisedWorker;
  status: FoldStatus | null;
  aimRx: number;
  readyRx: number;
}

export interface FoldSharesOptions {
  readonly counts: ShareCounts;
  /** Bytes of frames that each worker keeps behind a hole. */
  readonly queueBytes: number;
  readonly supervise: (name: ShareName, join: WorkerJoin, as: string) => SupervisedWorker;
  /** Starts the process of a worker; `place` says which of how many it is, `key` is that of its share. */
  readonly start: (name: ShareName, place: readonly [index: string, count: string], key: string) => Worker;
  /** The worker died, or was stuck. */
  readonly onFault: (share: Share) => void;
  /** The last frame that was sent to the workers. */
  readonly lastRx: () => number;
  readonly onKeyframe: (message: ArrayBuffer) => void;
  readonly onUsage: (worker: SupervisedWorker, usage: WorkerUsage) => void;
  readonly onReady: (share: Share, afterRx: number) => void;
  /** Frames of the feed do not reach the worker any more. */
  readonly onFeedLost: (share: Share) => void;
  readonly onStatus: (met: readonly string[]) => void;
  /** The worker lacks the frames after `afterRx`. */
  readonly onHole: (share: Share, afterRx: number) => void;
  /** A book wants a snapshot, or a chart the exchange's own candles. */
  readonly onWant: (event: Extract<FoldEvent, { type: "snapshot.want" | "history.want" }>) => void;
  /** Other workers have taken the place of some, which end now. */
  readonly onReplaced: () => void;
}

/** The fold workers of a live desk: books and aggregates, each spread over a few processes by instrument. */
export class FoldShares {
  private readonly options: FoldSharesOptions;
  /** Those that work. */
  private shares: readonly Share[];
  /** Those that are to take the place of some of them. */
  private coming: readonly Share[] = [];
  private queueBytes: number;
  /** Shares made so far. */
  private made = 0;
  /** The file in which the log went on last. */
  private tape: string | null = null;
  private readonly waiting: (() => void)[] = [];

  constructor(options: FoldSharesOptions) {
    this.options = options;
    this.queueBytes = options.queueBytes;
    this.shares = SHARE_NAMES.flatMap((name) => this.sharesOf(name, options.counts[name]));
  }

  /** Every worker, those to come too. */
  get workers(): readonly SupervisedWorker[] {
    return this.all.map(({ worker }) => worker);
  }

  /** Each worker by a name of its own, and what it last said. */
  get named(): readonly { readonly name: string; readonly status: FoldStatus | null }[] {
    return this.shares.map(({ worker, status }) => ({ name: worker.name, status }));
  }

  sums(): Pick<DeskReport, "books" | "gaps" | "merged"> {
    const add = (of: (status: FoldStatus) => number, name: ShareName | null = null): number =>
      this.shares.reduce((sum, share) => sum + (share.status !== null && (name ?? share.name) === share.name ? of(share.status) : 0), 0);
    return {
      books: { live: add(({ live }) => live), instruments: add(({ instruments }) => instruments, "book-worker") },
      gaps: add(({ gaps }) => gaps),
      merged: add(({ merged }) => merged),
    };
  }

  statuses(of: ShareName): (FoldStatus | null)[] {
    return this.shares.filter(({ name }) => name === of).map(({ status }) => status);
  }

  get viewSources(): readonly LiveViewSource[] {
    return this.shares.map(({ name, index, worker }) => ({
      name: `${name === "book-worker" ? "books" : "analytics"}-${index}`,
      parts: [name === "book-worker" ? "book" : "analytics"],
      attach: (page, opener) => worker.attach(page, opener),
    }));
  }

  async start(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.start()));
  }

  /**
   * Other numbers of workers from now on. The new ones are built from the log beside those that work, and take their place when they
   * have come as far: nothing stands still meanwhile. Rejects where they cannot be started, or were abandoned; then their numbers are as they were.
   */
  async resize({ counts, queueBytes }: Pick<FoldSharesOptions, "counts" | "queueBytes">): Promise<void> {
    await this.abandon();
    this.queueBytes = queueBytes;
    for (const { worker } of this.shares) tell(worker, { type: "fold.bound", bytes: queueBytes });
    const names = SHARE_NAMES.filter((name) => counts[name] !== this.shares.filter((share) => share.name === name).length);
    if (names.length === 0) return;
    const coming = (this.coming = names.flatMap((name) => this.sharesOf(name, counts[name])));
    try {
      await Promise.all(coming.map(({ worker }) => worker.start()));
      while (!coming.every(isLevel)) {
        if (coming !== this.coming) throw new Error("their number was changed again meanwhile, or the session ended");
        const failed = coming.find(({ worker }) => worker.state === "failed");
        if (failed !== undefined) throw new Error(`the ${failed.worker.name} cannot be started`);
        await this.untilChanged();
      }
    } catch (error) {
      if (coming === this.coming) this.coming = [];
      await Promise.all(coming.map(({ worker }) => worker.stop()));
      throw error;
    }
    const leaving = this.shares.filter(({ name }) => names.includes(name));
    this.coming = [];
    this.shares = SHARE_NAMES.flatMap((name) =>
      [...this.shares.filter((one) => !leaving.includes(one)), ...coming].filter((one) => one.name === name),
    );
    this.options.onReplaced();
    await Promise.all(leaving.map(({ worker }) => worker.stop()));
  }

  /** Ends the workers that were to take the place of others. */
  async abandon(): Promise<void> {
    const { coming } = this;
    this.coming = [];
    this.changed();
    await Promise.all(coming.map(({ worker }) => worker.stop()));
  }

  /** Joins every worker that takes frames to the feed. */
  follow(feed: SupervisedWorker): void {
    for (const { worker, readyRx } of this.all) if (readyRx < Number.POSITIVE_INFINITY) feed.joinFold(worker);
  }

  /** Candles of an instrument go to whoever holds its aggregates. */
  adopt(command: Extract<FoldCommand, { type: "history.adopt" }>): void {
    for (const { name, worker } of this.shares) if (name === "analytics-worker") tell(worker, command);
  }

  /** The log goes on in another file. */
  logMoved(tape: string): void {
    this.tape = tape;
    for (const { worker } of this.all) tell(worker, { type: "log.moved", tape });
  }

  /** The feed died, and the log ends with frame `rx`. */
  logEnds(rx: number): void {
    for (const { worker } of this.all) tell(worker, { type: "log.ends", rx });
  }

  /** Builds every worker again from the log. */
  rebuild(): void {
    for (const { worker } of this.all) worker.restart();
  }

  /** Resolves once every worker that still lives has said where it stands after frame `rx`. */
  async report(rx: number): Promise<void> {
    for (const { worker } of this.shares) tell(worker, { type: "fold.report", rx });
    while (!this.shares.every(({ worker, status }) => worker.state === "failed" || (status?.rx ?? -1) >= rx)) {
      await this.untilChanged();
    }
  }

  /** A worker was given up, or said something: whoever waits looks again. */
  changed(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private get all(): readonly Share[] {
    return [...this.shares, ...this.coming];
  }

  private untilChanged(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private sharesOf(name: ShareName, count: number): Share[] {
    return Array.from({ length: count }, (_, index) => this.share(name, index, count));
  }

  private share(name: ShareName, index: number, count: number): Share {
    const key = `${name} ${index}, ${++this.made}`;
    const share: Share = {
      key,
      name,
      index,
      worker: this.options.supervise(
        name,
        {
          start: () => this.options.start(name, [String(index), String(count)], key),
          onPort: (port) => this.join(port, share),
          onDown: () => {
            share.status = null;
            share.readyRx = Number.POSITIVE_INFINITY;
          },
          onFault: () => this.options.onFault(share),
        },
        count === 1 ? name : `${name} ${index + 1}`,
      ),
      status: null,
      aimRx: 0,
      readyRx: Number.POSITIVE_INFINITY,
    };
    return share;
  }

  private join(port: Port, share: Share): void {
    const { onKeyframe, onUsage, onReady, onFeedLost, onHole, onWant } = this.options;
    port.onMessage((message) => {
      if (typeof message !== "string") return onKeyframe(message);
      const event = foldEventSchema.parse(JSON.parse(message));
      if (event.type === "worker.usage") onUsage(share.worker, event);
      else if (event.type === "fold.status") this.note(share, event);
      else if (event.type === "fold.ready") {
        share.aimRx = 0;
        share.readyRx = this.options.lastRx();
        tell(share.worker, { type: "fold.bound", bytes: this.queueBytes });
        // It may have been starting when the log moved.
        if (this.tape !== null) tell(share.worker, { type: "log.moved", tape: this.tape });
        onReady(share, event.afterRx);
      } else if (event.type === "frames.resend") onHole(share, event.afterRx);
      else if (event.type === "feed.lost") onFeedLost(share);
      else if (event.type === "fold.ahead") share.worker.restart();
      else onWant(event);
    });
  }

  private note(share: Share, status: FoldStatus): void {
    const { lastRx, onHole, onStatus } = this.options;
    share.status = status;
    // It does not come on by itself, and perhaps no batch comes any more that would show it its hole.
    const isBehind = status.rx < share.aimRx;
    share.aimRx = isBehind ? 0 : lastRx();
    if (isBehind) {
      onHole(share, status.rx);
      tell(share.worker, { type: "fold.catchup" });
    }
    onStatus(status.met);
    this.changed();
  }
}

/** What of a desk's size concerns its fold workers. */
export function sharesOf({ bookWorkers, analyticsWorkers, foldQueueMiB }: DeskSize): Pick<FoldSharesOptions, "counts" | "queueBytes"> {
  return { counts: { "book-worker": bookWorkers, "analytics-worker": analyticsWorkers }, queueBytes: foldQueueMiB * 1024 * 1024 };
}

function isLevel({ status, readyRx }: Share): boolean {
  return status !== null && status.rx >= readyRx;
}

function tell(worker: SupervisedWorker, command: FoldCommand): void {
  worker.post(JSON.stringify(command));
}
