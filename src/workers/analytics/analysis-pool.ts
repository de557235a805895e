import { Worker } from "node:worker_threads";
import { type SessionFileReason, SessionFileError } from "../store/session-file-error.ts";
import type { AnalysisTask, Progress, ResultOf } from "./analysis-task.ts";

export interface AnalysisRequest {
  readonly id: number;
  readonly task: AnalysisTask;
}

export type AnalysisAnswer =
  | { readonly id: number; readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly id: number; readonly kind: "done"; readonly result: unknown }
  | { readonly id: number; readonly kind: "failed"; readonly message: string }
  | { readonly id: number; readonly kind: "refused"; readonly reason: SessionFileReason; readonly path: string; readonly problem: string };

export interface AnalysisPoolOptions {
  /** Path of the threads' entry. */
  readonly entry: string | URL;
  /** Threads at most, 1 or more; they are started when there is work for them, and kept. */
  readonly workers: number;
  /** Pieces of work that may wait; more are refused and counted. */
  readonly queue: number;
}

export interface RunOptions {
  /** What has more is begun first: work for what is on screen before the rest of a list. 0 where left out. */
  readonly priority?: number;
  /** Takes the work back: out of the queue, or by ending its thread, which another replaces. */
  readonly signal?: AbortSignal;
  readonly onProgress?: Progress;
}

/** The work was not done: it was taken back, the queue was full, or the pool was closed. */
export class AnalysisCancelled extends Error {
  override readonly name = "AnalysisCancelled";
}

interface Job extends AnalysisRequest {
  readonly priority: number;
  readonly options: RunOptions;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | null;
}

/**
 * Threads that do pieces of work side by side, each piece by one thread: computation over history that must not hold up the live fold.
 * A piece that fails fails alone.
 */
export class AnalysisPool {
  /** The most that ever waited, and how many pieces were refused because the queue was full. */
  highWater = 0;
  refused = 0;
  private readonly entry: string | URL;
  private limits: { workers: number; queue: number };
  private readonly waiting: Job[] = [];
  private readonly threads = new Set<Thread>();
  /** Threads that are being ended. */
  private readonly ending = new Set<Promise<unknown>>();
  private lastId = 0;
  private closed = false;

  constructor({ entry, workers, queue }: AnalysisPoolOptions) {
    this.entry = entry;
    this.limits = { workers, queue };
  }

  get queued(): number {
    return this.waiting.length;
  }

  get running(): number {
    return [...this.threads].filter(({ job }) => job !== null).length;
  }

  /** Changes the numbers of threads and of waiting pieces while work goes on; threads too many end with their piece. */
  resize(workers: number, queue: number): void {
    this.limits = { workers, queue };
    for (const thread of this.threads) if (thread.job === null && this.threads.size > workers) this.end(thread);
    this.pump();
  }

  /** Does a piece of work. Rejects with an {@link AnalysisCancelled}, a SessionFileError, or an Error with what went wrong in it. */
  run<T extends AnalysisTask>(task: T, options: RunOptions = {}): Promise<ResultOf<T>> {
    if (this.closed) return Promise.reject(new AnalysisCancelled("the pool is closed"));
    if (options.signal?.aborted === true) return Promise.reject(new AnalysisCancelled("cancelled"));
    if (this.waiting.length >= this.limits.queue) {
      this.refused++;
      const problem = `${this.waiting.length} pieces of work wait, which is the most: choose a larger profile, or raise TAPEDECK_ANALYSIS_QUEUE`;
      return Promise.reject(new AnalysisCancelled(problem));
    }
    return new Promise((resolve, reject) => {
      const { priority = 0, signal } = options;
      const settle =
        <A>(settled: (value: A) => void) =>
        (value: A): void => {
          signal?.removeEventListener("abort", takeBack);
          settled(value);
        };
      const job: Job = { id: ++this.lastId, task, priority, options, resolve: settle(resolve as (result: unknown) => void), reject: settle(reject) };
      const takeBack = (): void => this.cancel(job);
      signal?.addEventListener("abort", takeBack);
      // Behind all of its priority: what was asked for first is done first.
      const at = this.waiting.findIndex((other) => other.priority < priority);
      this.waiting.splice(at < 0 ? this.waiting.length : at, 0, job);
      this.highWater = Math.max(this.highWater, this.waiting.length);
      this.pump();
    });
  }

  /** Takes all work back and ends the threads; resolves when the last of them is gone. */
  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.waiting.splice(0)) job.reject(new AnalysisCancelled("the pool is closed"));
    for (const thread of this.threads) {
      thread.job?.reject(new AnalysisCancelled("the pool is closed"));
      this.end(thread);
    }
    await Promise.all(this.ending);
  }

  private pump(): void {
    while (this.waiting.length > 0) {
      const idle = [...this.threads].find(({ job }) => job === null) ?? (this.threads.size < this.limits.workers ? this.start() : undefined);
      if (idle === undefined) return;
      const job = this.waiting.shift() as Job;
      idle.job = job;
      const { id, task } = job;
      idle.worker.postMessage({ id, task } satisfies AnalysisRequest, transferred(task));
    }
  }

  private start(): Thread {
    const thread: Thread = { worker: new Worker(this.entry, { name: "analysis" }), job: null };
    this.threads.add(thread);
    thread.worker.on("message", (answer: AnalysisAnswer) => this.answered(thread, answer));
    thread.worker.on("error", (error: Error) => this.lost(thread, error));
    thread.worker.on("exit", (code) => this.lost(thread, new Error(`an analysis thread ended early with code ${code}`)));
    return thread;
  }

  private answered(thread: Thread, answer: AnalysisAnswer): void {
    const { job } = thread;
    if (job === null || job.id !== answer.id) return; // of a piece that was taken back
    if (answer.kind === "progress") {
      job.options.onProgress?.(answer.done, answer.total);
      return;
    }
    thread.job = null;
    if (answer.kind === "done") job.resolve(answer.result);
    else if (answer.kind === "refused") job.reject(new SessionFileError(answer.reason, answer.path, answer.problem));
    else job.reject(new Error(answer.message));
    if (this.threads.size > this.limits.workers) this.end(thread);
    this.pump();
  }

  private cancel(job: Job): void {
    const at = this.waiting.indexOf(job);
    if (at >= 0) this.waiting.splice(at, 1);
    const thread = [...this.threads].find((one) => one.job === job);
    // A thread that computes hears nothing: the only way to stop it is to end it.
    if (thread !== undefined) this.end(thread);
    job.reject(new AnalysisCancelled("cancelled"));
    this.pump();
  }

  private end(thread: Thread): void {
    this.threads.delete(thread);
    thread.job = null;
    const gone: Promise<unknown> = thread.worker.terminate().finally(() => this.ending.delete(gone));
    this.ending.add(gone);
  }

  private lost(thread: Thread, error: Error): void {
    if (!this.threads.delete(thread)) return;
    thread.job?.reject(error);
    this.pump();
  }
}

/** What leaves this thread with a piece of work, instead of being copied. */
function transferred(task: AnalysisTask): ArrayBuffer[] {
  return task.kind === "screen-live" ? task.history.flatMap((found) => ("body" in found ? [found.body.buffer] : [])) : [];
}
