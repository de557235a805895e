import type { ReplayStatus } from "../../core/contract/desk.ts";
import { Emitter } from "../../core/contract/port-events.ts";
import type { Undo } from "../../core/contract/port.ts";

/** Beyond this since the desk last spoke the clock stands still: what it does not hear it does not invent. In wall ms. */
const MAX_SILENCE_MS = 500;

/** How often the live desk's clock, which shows seconds, is looked at. */
const LIVE_TICK_MS = 250;

export interface ReplayClockOptions {
  /** Monotonic milliseconds of the page. */
  readonly nowMs: () => number;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** Runs a task with the next animation frame. */
  readonly frame: (task: () => void) => void;
}

/**
 * The time of the desk that is shown. A replay's own time runs on between the desk's messages at the replay's speed, and stands while it
 * is paused; the live desk's is this machine's.
 */
export class ReplayClock {
  private readonly options: ReplayClockOptions;
  private readonly ticks = new Emitter<number>();
  private status: ReplayStatus | null = null;
  private statusMs = 0;
  private heardMs = 0;
  private shownMs = 0;
  private running = false;
  private liveTick: Undo | null = null;
  private readonly advance = (): void => this.step();

  constructor(options: ReplayClockOptions) {
    this.options = options;
  }

  /** Unix ms; 0 before the desk spoke, or has begun to be shown. */
  get nowMs(): number {
    return this.shownMs;
  }

  /** Called with the time each animation frame while it runs, and once when it is set. */
  onTick(listener: (nowMs: number) => void): Undo {
    return this.ticks.on(listener);
  }

  set(status: ReplayStatus): void {
    this.endLive();
    // Only a replay that began again goes back: a message that was slow to come must not make the clock jump.
    const again = status.rx < (this.status?.rx ?? 0);
    this.status = status;
    this.statusMs = Number(BigInt(status.rxNs) / 1_000n) / 1e3;
    this.heardMs = this.options.nowMs();
    const steady = status.playing && status.speed !== "max" && !again;
    this.shownMs = steady ? Math.max(this.shownMs, this.statusMs) : this.statusMs;
    this.ticks.emit(this.shownMs);
    if (status.playing) this.run();
  }

  /** The live desk is shown: the time is what this machine says. */
  runLive(): void {
    this.stop();
    const tick = (): void => {
      this.shownMs = this.options.wallMs();
      this.ticks.emit(this.shownMs);
      this.liveTick = this.options.schedule(tick, LIVE_TICK_MS);
    };
    tick();
  }

  /** The desk is out of reach: the time is not known to go on. */
  stop(): void {
    this.status = null;
    this.endLive();
  }

  /** Another desk is shown, and has not said yet what time it is. */
  reset(): void {
    this.stop();
    this.shownMs = 0;
    this.ticks.emit(0);
  }

  private endLive(): void {
    this.liveTick?.();
    this.liveTick = null;
  }

  private run(): void {
    if (this.running) return;
    this.running = true;
    this.options.frame(this.advance);
  }

  private step(): void {
    this.running = false;
    const { status } = this;
    if (status === null || !status.playing) return;
    if (status.speed !== "max") {
      const silentMs = Math.min(MAX_SILENCE_MS, this.options.nowMs() - this.heardMs);
      this.shownMs = Math.max(this.shownMs, this.statusMs + silentMs * status.speed);
      this.ticks.emit(this.shownMs);
    }
    this.run();
  }
}
