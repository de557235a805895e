import type { ProfileName, ResourceWarning } from "../../core/contract/resources.ts";
import type { QueueReport } from "../feeds/desk-queues.ts";
import { PROFILE_VARIABLE, RESOURCE_VARIABLES } from "../settings/resources.ts";

/** More of the machine than this, for so long, is too much; it is over when it was less for so long. */
const BUSY = 0.7;
const BUSY_MS = 60_000;
const CALM_MS = 10_000;
/** A queue fuller than this is worth a word, once until it has emptied so far. */
const FULL = 0.5;
const EASED = 0.4;

/** What a desk takes at one moment. */
export interface Load {
  /** Of all its processes together; 100 is one core. */
  readonly cpuPercent: number;
  readonly queues: readonly Pick<QueueReport, "name" | "size" | "bound" | "setting">[];
}

export interface ResourceWatchOptions {
  /** What the machine runs at once. */
  readonly cores: number;
  readonly profile: () => ProfileName;
}

/** Says when a desk takes too much of the machine or a queue fills, and which setting helps. Time and what is taken are told to it. */
export class ResourceWatch {
  private readonly options: ResourceWatchOptions;
  private readonly full = new Set<string>();
  private busySinceMs: number | null = null;
  private calmSinceMs: number | null = null;
  private isBusy = false;

  constructor(options: ResourceWatchOptions) {
    this.options = options;
  }

  /** What is to be warned of at `nowMs` (monotonic). */
  note({ cpuPercent, queues }: Load, nowMs: number): ResourceWarning[] {
    this.noteProcessor(cpuPercent / (100 * this.options.cores), nowMs);
    const filled = queues.filter((queue) => this.isFull(queue));
    return [...(this.isBusy ? [this.busy()] : []), ...filled.map(fullQueue)];
  }

  private noteProcessor(share: number, nowMs: number): void {
    if (share > BUSY) {
      this.calmSinceMs = null;
      this.busySinceMs ??= nowMs;
      if (nowMs - this.busySinceMs >= BUSY_MS) this.isBusy = true;
    } else {
      this.busySinceMs = null;
      this.calmSinceMs ??= nowMs;
      if (nowMs - this.calmSinceMs >= CALM_MS) this.isBusy = false;
    }
  }

  private isFull({ name, size, bound }: Load["queues"][number]): boolean {
    // Before it is known.
    if (bound === 0) return false;
    if (size > bound * FULL) this.full.add(name);
    else if (size <= bound * EASED) this.full.delete(name);
    return this.full.has(name);
  }

  private busy(): ResourceWarning {
    const profile = this.options.profile();
    const help =
      profile === "battery"
        ? "It has the smallest profile already: watch fewer symbols, or set fewer workers."
        : `A smaller profile helps (it is ${profile}; ${PROFILE_VARIABLE}), or fewer symbols.`;
    return { id: "cpu", message: `The desk has taken more than 70 % of this machine's processor for a minute. ${help}`, setting: "profile" };
  }
}

function fullQueue({ name, setting }: Load["queues"][number]): ResourceWarning {
  const help = `${setting} helps (${RESOURCE_VARIABLES[setting]}), or a larger profile.`;
  return { id: `queue: ${name}`, message: `The queue "${name}" is more than half full. ${help}`, setting };
}
