import type { Resources } from "../../core/contract/resources.ts";
import type { Opener, Port, Undo } from "../../core/contract/port.ts";
import { type AnalysisCommand, type ScreeningEvent, screeningEventSchema } from "../../core/contract/screening.ts";
import type { Host, Worker } from "../compose.ts";
import { afterTimeout } from "../supervisor/after-timeout.ts";

/** A process that nobody has asked anything for so long is ended: an idle desk holds no threads. */
const IDLE_MS = 60_000;

type Started = Extract<AnalysisCommand, { condition: unknown }>;
type Unnumbered<T> = T extends unknown ? Omit<T, "request" | "sources"> : never;

/** A screen or a backtest as it is asked for here: the number and the ports to read from are given on the way. */
export type AnalysisAsked = Unnumbered<Started>;

/** What screens of the live desk need of it. */
export interface LiveSide {
  readonly venue: string;
  readonly endpoint: string | null;
  /** The analytics workers, each of which takes a port and answers what it holds of an instrument. */
  readonly readers: () => readonly ((port: Port, opener: Opener) => void)[];
}

export interface AnalysesOptions {
  readonly host: Pick<Host, "startWorker">;
  /** What of the machine they may take now; null where that is not known yet: then little. */
  readonly resources: () => Pick<Resources, "analysisThreads" | "analysisQueue"> | null;
  /** Null where there is no live desk, or it is not open yet. */
  readonly live: () => LiveSide | null;
  /** Runs a task once after `ms`; `setTimeout` unless given. */
  readonly schedule?: (task: () => void, ms: number) => Undo;
}

interface Job {
  readonly asked: AnalysisAsked;
  readonly tell: (event: ScreeningEvent) => void;
}

/**
 * Screens and backtests for pages: in one process of their own, with threads of its own, so that neither a book nor the window waits. It is
 * started with the first of them, and ended with the last that is cancelled, or some time after the last that is done.
 */
export class Analyses {
  private readonly options: AnalysesOptions;
  private readonly jobs = new Map<number, Job>();
  private worker: Worker | null = null;
  private port: Port | null = null;
  /** Processes that are being ended: one that hangs takes its time. */
  private readonly ending = new Set<Promise<void>>();
  private idle: Undo = () => {};
  private last = 0;

  constructor(options: AnalysesOptions) {
    this.options = options;
  }

  /** Begins; events name the request by `request`, and `analysis.ended` is the last. The undo takes it back: nothing is told after it. */
  run(asked: AnalysisAsked, request: number, tell: (event: ScreeningEvent) => void): Undo {
    const number = ++this.last;
    this.jobs.set(number, { asked, tell: (event) => tell({ ...event, request }) });
    this.idle();
    if (this.worker === null) this.start();
    else if (this.port !== null) this.ask(this.port, number, asked);
    return () => this.cancel(number);
  }

  /** The profile has changed. */
  resize(): void {
    this.port?.post(JSON.stringify({ type: "pool.resize", ...this.size() } satisfies AnalysisCommand));
  }

  /** Takes everything back; resolves when no process of screens is left. */
  async stop(): Promise<void> {
    this.jobs.clear();
    this.end();
    await Promise.all(this.ending);
  }

  private end(): void {
    this.idle();
    const { worker } = this;
    this.worker = null;
    this.port = null;
    if (worker === null) return;
    const gone: Promise<void> = worker.stop().finally(() => this.ending.delete(gone));
    this.ending.add(gone);
  }

  private size(): { workers: number; queue: number } {
    const { analysisThreads: workers = 1, analysisQueue: queue = 1_000 } = this.options.resources() ?? {};
    return { workers, queue };
  }

  private start(): void {
    const { host, live } = this.options;
    const { workers, queue } = this.size();
    const side = live();
    const worker = host.startWorker("screen-worker", [String(workers), String(queue), ...(side === null ? [] : [side.venue, side.endpoint ?? ""])]);
    this.worker = worker;
    worker.onDeath((message) => this.died(worker, message));
    worker.ready.then(
      () => {
        if (this.worker !== worker) return;
        const port = worker.openPort();
        this.port = port;
        port.onMessage((message) => this.hear(typeof message === "string" ? message : ""));
        for (const [number, { asked }] of this.jobs) this.ask(port, number, asked);
      },
      (error: unknown) => this.died(worker, error instanceof Error ? error.message : String(error)),
    );
  }

  private ask(port: Port, request: number, asked: AnalysisAsked): void {
    if (asked.type !== "screen.live") {
      port.post(JSON.stringify({ ...asked, request } satisfies AnalysisCommand));
      return;
    }
    const readers = this.options.live()?.readers() ?? [];
    port.post(JSON.stringify({ ...asked, request, sources: readers.length } satisfies AnalysisCommand));
    for (const attach of readers) {
      const source = this.worker?.openPort();
      source?.post(JSON.stringify({ type: "source.opened", request } satisfies AnalysisCommand));
      if (source !== undefined) attach(source, "reader");
    }
  }

  private hear(message: string): void {
    const event = screeningEventSchema.parse(JSON.parse(message));
    const job = this.jobs.get(event.request);
    if (job === undefined) return; // it was taken back meanwhile
    if (event.type === "analysis.ended") this.jobs.delete(event.request);
    job.tell(event);
    const { schedule = afterTimeout } = this.options;
    if (this.jobs.size === 0) this.idle = schedule(() => this.end(), IDLE_MS);
  }

  /** The last one takes the process with it: what it had begun, in threads or on the network, ends at once. */
  private cancel(number: number): void {
    if (!this.jobs.delete(number)) return;
    if (this.jobs.size === 0) this.end();
    else this.port?.post(JSON.stringify({ type: "analysis.cancel", request: number } satisfies AnalysisCommand));
  }

  private died(worker: Worker, message: string): void {
    if (this.worker !== worker) return;
    this.worker = null;
    this.port = null;
    const jobs = [...this.jobs.entries()];
    this.jobs.clear();
    for (const [request, { tell }] of jobs) tell({ type: "analysis.ended", request, outcome: "failed", message: `${message}; run it again` });
  }
}
