import type { DeskHealth } from "../../core/contract/desk.ts";
import type { Undo } from "../../core/contract/port.ts";

const INTERVAL_MS = 1_000;

/** What the operating system counts of this process. */
export interface ProcessUsage {
  /** Processor time used since it began, user and system. */
  readonly cpuMs: number;
  /** Resident memory. */
  readonly memoryBytes: number;
}

/** What is measured. */
export type Health = Pick<DeskHealth, "framesPerSecond" | "cpuPercent" | "memoryBytes">;

export interface HealthMeterOptions {
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  readonly usage: () => ProcessUsage;
  readonly onHealth: (health: Health) => void;
}

/** Measures, each second while it runs, how busy this process is. */
export class HealthMeter {
  /** Frames applied so far; whoever applies them counts. */
  applied = 0;
  private readonly options: HealthMeterOptions;
  private cancel: Undo | null = null;
  private before = { ms: 0, cpuMs: 0, applied: 0 };

  constructor(options: HealthMeterOptions) {
    this.options = options;
  }

  run(): void {
    if (this.cancel !== null) return;
    this.note();
    this.arm();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private measure(): void {
    const { before } = this;
    const { memoryBytes } = this.note();
    const seconds = (this.before.ms - before.ms) / 1_000;
    this.arm();
    if (seconds <= 0) return;
    this.options.onHealth({
      framesPerSecond: (this.before.applied - before.applied) / seconds,
      cpuPercent: Math.max(0, (this.before.cpuMs - before.cpuMs) / seconds / 10),
      memoryBytes,
    });
  }

  private note(): ProcessUsage {
    const usage = this.options.usage();
    this.before = { ms: this.options.clock(), cpuMs: usage.cpuMs, applied: this.applied };
    return usage;
  }

  private arm(): void {
    this.cancel = this.options.schedule(() => this.measure(), INTERVAL_MS);
  }
}
