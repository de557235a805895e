import type { WorkerUsage } from "../../core/contract/worker-usage.ts";
import type { SupervisedWorker, WorkerState } from "../supervisor/supervised-worker.ts";

/** One worker process as a person sees it. */
export interface ProcessReport {
  readonly name: string;
  /** Null where there is no process now. */
  readonly pid: number | null;
  readonly state: WorkerState;
  readonly restarts: number;
  /** Of one core, over the last second or so. */
  readonly cpuPercent: number;
  /** Resident memory. */
  readonly memoryBytes: number;
}

interface Sample {
  readonly usage: WorkerUsage;
  readonly ms: number;
  readonly cpuPercent: number;
}

/** What the worker processes of a desk cost, from what each says of itself once a second. */
export class ProcessTable {
  private readonly clock: () => number;
  private readonly samples = new WeakMap<SupervisedWorker, Sample>();

  /** `clock` gives monotonic milliseconds. */
  constructor(clock: () => number) {
    this.clock = clock;
  }

  note(worker: SupervisedWorker, usage: WorkerUsage): void {
    const ms = this.clock();
    const last = this.samples.get(worker);
    const since = last?.usage.pid === usage.pid ? { cpuMs: usage.cpuMs - last.usage.cpuMs, ms: ms - last.ms } : null;
    const cpuPercent = since !== null && since.ms > 0 ? (100 * since.cpuMs) / since.ms : 0;
    this.samples.set(worker, { usage, ms, cpuPercent });
  }

  report(workers: readonly SupervisedWorker[]): ProcessReport[] {
    return workers.map((worker) => {
      const { name, state, restarts } = worker;
      const sample = state === "ready" ? this.samples.get(worker) : undefined;
      return {
        name,
        pid: sample?.usage.pid ?? null,
        state,
        restarts,
        cpuPercent: Math.round(sample?.cpuPercent ?? 0),
        memoryBytes: sample?.usage.rssBytes ?? 0,
      };
    });
  }
}
