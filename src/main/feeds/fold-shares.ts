import { type FoldCommand, type FoldEvent, foldEventSchema, type FoldStatus } from "../../core/contract/live-fold.ts";
import type { Port } from "../../core/contract/port.ts";
import type { WorkerUsage } from "../../core/contract/worker-usage.ts";
import type { WorkerName } from "../compose.ts";
import type { SupervisedWorker } from "../supervisor/supervised-worker.ts";
import type { DeskReport } from "./desk-report.ts";
import type { LiveViewSource } from "./live-desk-options.ts";

export type ShareName = Extract<WorkerName, "book-worker" | "analytics-worker">;

/** One fold worker, and what it last said of itself; `aimRx` is the last frame that had been sent when it did. */
export interface Share {
  readonly key: string;
  readonly name: ShareName;
  readonly index: number;
  readonly worker: SupervisedWorker;
  status: FoldStatus | null;
  aimRx: number;
}

export interface FoldSharesOptions {
  readonly counts: Readonly<Record<ShareName, number>>;
  /** Supervises worker `index` of `count`; `share` says how it is joined. */
  readonly supervise: (name: ShareName, index: number, count: number, join: (port: Port) => void, onDown: () => void) => SupervisedWorker;
  /** The last frame that was sent to the workers. */
  readonly lastRx: () => number;
  readonly onKeyframe: (message: ArrayBuffer) => void;
  readonly onUsage: (worker: SupervisedWorker, usage: WorkerUsage) => void;
  readonly onReady: (share: Share, afterRx: number) => void;
  readonly onStatus: (met: readonly string[]) => void;
  /** The worker lacks the frames after `afterRx`. */
  readonly onHole: (share: Share, afterRx: number) => void;
  /** A book wants a snapshot, or a chart the exchange's own candles. */
  readonly onWant: (event: Extract<FoldEvent, { type: "snapshot.want" | "history.want" }>) => void;
}

/** The fold workers of a live desk: books and aggregates, each spread over a few processes by instrument. */
export class FoldShares {
  private readonly options: FoldSharesOptions;
  private readonly shares: readonly Share[];
  /** The file in which the log went on last. */
  private tape: string | null = null;
  private readonly waiting: (() => void)[] = [];

  constructor(options: FoldSharesOptions) {
    this.options = options;
    this.shares = (["book-worker", "analytics-worker"] as const).flatMap((name) =>
      Array.from({ length: options.counts[name] }, (_, index) => this.share(name, index, options.counts[name])),
    );
  }

  get workers(): readonly SupervisedWorker[] {
    return this.shares.map(({ worker }) => worker);
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
      attach: (page) => worker.attach(page),
    }));
  }

  async start(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.start()));
  }

  post(message: ArrayBuffer): void {
    for (const { worker } of this.shares) worker.post(message);
  }

  /** Candles of an instrument go to whoever holds its aggregates. */
  adopt(command: Extract<FoldCommand, { type: "history.adopt" }>): void {
    for (const { name, worker } of this.shares) if (name === "analytics-worker") tell(worker, command);
  }

  /** The log goes on in another file. */
  logMoved(tape: string): void {
    this.tape = tape;
    for (const { worker } of this.shares) tell(worker, { type: "log.moved", tape });
  }

  /** Builds every worker again from the log. */
  restart(): void {
    for (const { worker } of this.shares) worker.restart();
  }

  /** Resolves once every worker that still lives has said where it stands after frame `rx`. */
  async report(rx: number): Promise<void> {
    for (const { worker } of this.shares) tell(worker, { type: "fold.report" });
    while (!this.shares.every(({ worker, status }) => worker.state === "failed" || (status?.rx ?? -1) >= rx)) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** A worker was given up, or said something: whoever waits looks again. */
  changed(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private share(name: ShareName, index: number, count: number): Share {
    const share: Share = {
      key: `${name} ${index}`,
      name,
      index,
      worker: this.options.supervise(
        name,
        index,
        count,
        (port) => this.join(port, share),
        () => void (share.status = null),
      ),
      status: null,
      aimRx: 0,
    };
    return share;
  }

  private join(port: Port, share: Share): void {
    const { onKeyframe, onUsage, onReady, onHole, onWant } = this.options;
    port.onMessage((message) => {
      if (typeof message !== "string") return onKeyframe(message);
      const event = foldEventSchema.parse(JSON.parse(message));
      if (event.type === "worker.usage") onUsage(share.worker, event);
      else if (event.type === "fold.status") this.note(share, event);
      else if (event.type === "fold.ready") {
        share.aimRx = 0;
        // It may have been starting when the log moved.
        if (this.tape !== null) tell(share.worker, { type: "log.moved", tape: this.tape });
        onReady(share, event.afterRx);
      } else if (event.type === "frames.resend") onHole(share, event.afterRx);
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

function tell(worker: SupervisedWorker, command: FoldCommand): void {
  worker.post(JSON.stringify(command));
}
