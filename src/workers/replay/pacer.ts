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
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Runs `task` after `ms` (0: as soon as pending messages were handled). */
  readonly schedule: (task: () => void, ms: number) => Undo;
  readonly onFrame: (frame: RecordedFrame, tapeNs: bigint) => void;
  readonly onMark: (mark: Mark) => void;
  /** After each slice of work, and after each sleep in a silence. */
  readonly onSlice: () => void;
}

/**
 * Plays a tape at its recorded pace times the speed. Pace comes from the receive times alone; where they run backwards nothing waits.
 * The fold never depends on it: the same frames and marks come in the same order at any speed.
 */
export class Pacer {
  private readonly options: PacerOptions;
  private cancel: Undo | null = null;
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
  }

  get state(): { readonly rx: number; readonly tapeNs: bigint; readonly playing: boolean; readonly ended: boolean } {
    const tapeNs = this.toNs(this.positionMs());
    return { rx: this.rx, tapeNs, playing: this.cancel !== null, ended: this.ended };
  }

  play(): void {
    if (this.cancel !== null || this.ended) return;
    this.anchor(this.pausedMs);
    this.arm(0);
  }

  pause(): void {
    if (this.cancel === null) return;
    this.pausedMs = this.positionMs();
    this.disarm();
  }

  setSpeed(speed: Pace): void {
    const playing = this.cancel !== null;
    this.pause();
    this.speed = speed;
    if (playing) this.play();
  }

  private slice(): void {
    const { clock, onFrame } = this.options;
    const startMs = clock();
    this.cancel = null;
    let dueMs = this.clockMs(startMs);
    if (this.speed !== "max" && this.isDue(dueMs) && (dueMs - this.waitingMs) / this.speed > MAX_LAG_MS) {
      this.anchor(this.waitingMs);
      dueMs = this.waitingMs;
    }
    for (let played = 0; this.isDue(dueMs);) {
      this.waiting = false;
      this.playedMs = this.waitingMs;
      this.rx = this.options.cursor.frame.rx;
      onFrame(this.options.cursor.frame, this.toNs(this.playedMs));
      if (++played % FRAMES_PER_LOOK === 0 && clock() - startMs >= SLICE_MS) break;
    }
    if (this.ended) this.pausedMs = this.playedMs;
    else this.arm(this.waiting && this.speed !== "max" ? Math.min(MAX_WAIT_MS, (this.waitingMs - dueMs) / this.speed) : 0);
    this.options.onSlice();
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
