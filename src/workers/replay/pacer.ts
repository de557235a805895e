import type { RecordedFrame } from "../../core/contract/frame.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { Mark } from "../../core/session/mark.ts";
import type { TapeCursor } from "./tape-cursor.ts";

/** A slice of work ends after this long, so that what the page asks for gets through between two slices. */
const SLICE_MS = 8;
/** Frames between two looks at the clock within a slice. */
const FRAMES_PER_LOOK = 16;
/** The longest sleep: the replay clock goes on through a silence, and the page hears of it. */
const MAX_WAIT_MS = 100;
/** Further behind than this, it goes on from where it is instead of rushing: the machine slept, or cannot hold the speed. */
const MAX_LAG_MS = 1_000;

/** A multiple of the recorded pace, above 0; `max` waits for nothing. */
export type Pace = number | "max";

export interface PacerOptions {
  readonly cursor: TapeCursor;
  readonly speed: Pace;
  /** Where the cursor stands: after which frame, and the replay clock there. Absent: at the very beginning. */
  readonly start?: { readonly rx: number; readonly tapeNs: bigint };
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Runs `task` after `ms` (0: as soon as pending messages were handled). */
  readonly schedule: (task: () => void, ms: number) => Undo;
  readonly onFrame: (frame: RecordedFrame, tapeNs: bigint) => void;
  readonly onMark: (mark: Mark) => void;
  /** After each slice of work, and after each sleep in a silence. */
  readonly onSlice: () => void;
}

/** How far {@link Pacer.run} goes. */
export interface Goal {
  /** Whether the next frame, received at `tapeNs` on the replay clock, is beyond it. */
  isBeyond(rx: number, tapeNs: bigint): boolean;
  /** Whether the frame just played was the last one wanted. */
  isReached?(): boolean;
  /** Where the replay clock is to stand then, as far as a silence lets it: never past a frame that was not played. */
  readonly clockNs?: bigint;
  /** Called after the last slice. */
  readonly onReached: () => void;
}

/**
 * Plays a tape at its recorded pace times the speed. Pace comes from the receive times alone; where they run backwards nothing waits.
 * The fold never depends on it: the same frames and marks come in the same order at any speed.
 */
export class Pacer {
  private readonly options: PacerOptions;
  private cancel: Undo | null = null;
  /** Set while it runs to a goal and not at its pace. */
  private goal: Goal | null = null;
  /** The frame read but not yet due is in the cursor. */
  private waiting = false;
  private ended = false;
  private speed: Pace;
  private rx = 0;
  private firstNs: bigint | null = null;
  /** Tape time in ms since the first frame: of the last frame played, of the one waiting, and where the clock was set going. */
  private playedMs = 0;
  private waitingMs = 0;
  private anchorTapeMs = 0;
  private anchorWallMs = 0;
  private pausedMs = 0;

  constructor(options: PacerOptions) {
    this.options = options;
    this.speed = options.speed;
    this.rx = options.start?.rx ?? 0;
    this.firstNs = options.start?.tapeNs ?? null;
  }

  get state(): { readonly rx: number; readonly tapeNs: bigint; readonly playing: boolean; readonly ended: boolean } {
    const tapeNs = this.toNs(this.positionMs());
    return { rx: this.rx, tapeNs, playing: this.cancel !== null && this.goal === null, ended: this.ended };
  }

  play(): void {
    if (this.cancel !== null || this.ended) return;
    this.anchor(this.pausedMs);
    this.arm(0);
  }

  /** Pauses; a run to a goal is given up, and its goal not reached. */
  pause(): void {
    if (this.cancel === null) return;
    this.pausedMs = this.positionMs();
    this.goal = null;
    this.disarm();
  }

  /** Plays on without waiting for the pace, slice by slice, until the goal is reached or the tape ends; then it stands paused. */
  run(goal: Goal): void {
    this.pause();
    this.goal = goal;
    this.arm(0);
  }

  setSpeed(speed: Pace): void {
    const { playing } = this.state;
    if (playing) this.pause();
    this.speed = speed;
    if (playing) this.play();
  }

  private slice(): void {
    const { goal } = this;
    this.cancel = null;
    if (goal === null) this.pacedSlice();
    else this.goalSlice(goal);
  }

  private goalSlice(goal: Goal): void {
    const { clock, onSlice } = this.options;
    const startMs = clock();
    let reached = false;
    let played = 0;
    do {
      reached = !this.isDue(Number.POSITIVE_INFINITY) || goal.isBeyond(this.options.cursor.frame.rx, this.toNs(this.waitingMs));
      if (reached) break;
      this.playFrame();
      reached = goal.isReached?.() === true;
    } while (!reached && (++played % FRAMES_PER_LOOK !== 0 || clock() - startMs < SLICE_MS));
    if (!reached) {
      this.arm(0);
      onSlice();
      return;
    }
    this.goal = null;
    const wantedMs = goal.clockNs === undefined || this.firstNs === null ? this.playedMs : Number(goal.clockNs - this.firstNs) / 1e6;
    this.pausedMs = Math.max(this.playedMs, Math.min(wantedMs, this.waiting ? this.waitingMs : this.playedMs));
    onSlice();
    goal.onReached();
  }

  private pacedSlice(): void {
    const { clock } = this.options;
    const startMs = clock();
    let dueMs = this.clockMs(startMs);
    if (this.speed !== "max" && this.isDue(dueMs) && (dueMs - this.waitingMs) / this.speed > MAX_LAG_MS) {
      this.anchor(this.waitingMs);
      dueMs = this.waitingMs;
    }
    for (let played = 0; this.isDue(dueMs);) {
      this.playFrame();
      if (++played % FRAMES_PER_LOOK === 0 && clock() - startMs >= SLICE_MS) break;
    }
    if (this.ended) this.pausedMs = this.playedMs;
    else this.arm(this.waiting && this.speed !== "max" ? Math.min(MAX_WAIT_MS, (this.waitingMs - dueMs) / this.speed) : 0);
    this.options.onSlice();
  }

  private playFrame(): void {
    const { frame } = this.options.cursor;
    this.waiting = false;
    this.playedMs = this.waitingMs;
    this.rx = frame.rx;
    this.options.onFrame(frame, this.toNs(this.playedMs));
  }

  /** Whether the next frame is due at tape time `dueMs`; reads it, and plays the marks before it. False at the end of the tape. */
  private isDue(dueMs: number): boolean {
    while (!this.waiting) {
      const next = this.options.cursor.next();
      if (next === null) {
        this.ended = true;
        return false;
      }
      if (next !== "frame") {
        this.options.onMark(next);
        continue;
      }
      const { rxNs } = this.options.cursor.frame;
      this.firstNs ??= rxNs;
      this.waitingMs = Math.max(this.playedMs, Number(rxNs - this.firstNs) / 1e6);
      this.waiting = true;
    }
    return this.waitingMs <= dueMs;
  }

  /** Where the replay clock stands: it moves on through a silence, but never past a frame that has not been played. */
  private positionMs(): number {
    if (this.cancel === null) return this.pausedMs;
    if (this.goal !== null) return this.playedMs;
    if (!this.waiting || this.speed === "max") return this.playedMs;
    return Math.max(this.playedMs, Math.min(this.waitingMs, this.clockMs(this.options.clock())));
  }

  private clockMs(wallMs: number): number {
    return this.speed === "max" ? Number.POSITIVE_INFINITY : this.anchorTapeMs + (wallMs - this.anchorWallMs) * this.speed;
  }

  private anchor(tapeMs: number): void {
    this.anchorTapeMs = tapeMs;
    this.anchorWallMs = this.options.clock();
  }

  private toNs(tapeMs: number): bigint {
    return (this.firstNs ?? 0n) + BigInt(Math.round(tapeMs * 1e6));
  }

  private arm(ms: number): void {
    this.cancel = this.options.schedule(() => this.slice(), ms);
  }

  private disarm(): void {
    this.cancel?.();
    this.cancel = null;
  }
}
