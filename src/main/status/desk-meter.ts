import { availableParallelism } from "node:os";
import type { ProfileName, ResourceWarning } from "../../core/contract/resources.ts";
import { Emitter } from "../../core/contract/port-events.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { DeskReport } from "../feeds/desk-report.ts";
import { afterTimeout } from "../supervisor/after-timeout.ts";
import { type OwnUsage, OwnUsageMeter } from "./own-usage.ts";
import { ResourceWatch } from "./resource-watch.ts";

const EVERY_MS = 1_000;

/** A desk at one moment: what it knows of itself, what its shell's own process takes, and what is too much. */
export interface Measured {
  readonly report: DeskReport;
  readonly own: OwnUsage;
  readonly warnings: readonly ResourceWarning[];
}

export interface DeskMeterOptions {
  readonly desk: { report(): DeskReport };
  readonly profile: () => ProfileName;
  /** What the machine runs at once; as the operating system says unless given. */
  readonly cores?: number;
  /** What this process takes since the last call. */
  readonly own?: () => OwnUsage;
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
  readonly schedule?: (task: () => void, ms: number) => Undo;
}

/** Measures each second what a desk takes, and warns where that is too much, until it is over. */
export class DeskMeter {
  readonly measured = new Emitter<Measured>();
  readonly warned = new Emitter<ResourceWarning>();
  /** A warning is over. */
  readonly eased = new Emitter<ResourceWarning>();
  warnings: readonly ResourceWarning[] = [];
  private readonly measure: () => Measured;
  private cancel: Undo;

  constructor(options: DeskMeterOptions) {
    const { desk, profile, cores = availableParallelism(), clock = () => performance.now(), schedule = afterTimeout } = options;
    const usage = new OwnUsageMeter();
    const own = options.own ?? (() => usage.take());
    const watch = new ResourceWatch({ cores, profile });
    this.measure = () => {
      const [report, taken] = [desk.report(), own()];
      const cpuPercent = report.processes.reduce((sum, process) => sum + process.cpuPercent, taken.cpuPercent);
      return { report, own: taken, warnings: watch.note({ cpuPercent, queues: report.queues }, clock()) };
    };
    const look = (): void => {
      this.look();
      this.cancel = schedule(look, EVERY_MS);
    };
    this.cancel = schedule(look, EVERY_MS);
  }

  stop(): void {
    this.cancel();
  }

  private look(): void {
    const measured = this.measure();
    const before = this.warnings;
    this.warnings = measured.warnings;
    for (const warning of measured.warnings) if (!before.some(({ id }) => id === warning.id)) this.warned.emit(warning);
    for (const warning of before) if (!measured.warnings.some(({ id }) => id === warning.id)) this.eased.emit(warning);
    this.measured.emit(measured);
  }
}
