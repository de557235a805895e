import type { CandleColumns } from "./candle-columns.ts";
import type { Reach } from "./indicator.ts";

/**
 * Which values rest on a hole: 1 where a candle that the value reaches is one (see {@link Reach}), else 0. One mark per candle.
 */
export function holeMarks({ openTime, hole }: Pick<CandleColumns, "openTime" | "hole">, reach: Reach): Uint8Array {
  const follower = new HoleFollower(reach);
  return hole.map((is, at) => (follower.take(openTime[at] as number, is === 1) ? 1 : 0));
}

/** The same, candle by candle. Its state is three numbers. */
export class HoleFollower {
  private readonly reach: Reach;
  /** Candles from the last hole to the last candle, both included; 0: there was none. */
  private since = 0;
  /** Open time of the last hole, and of the last one in a session before its own; minus infinity: none. */
  private lastMs = Number.NEGATIVE_INFINITY;
  private earlierMs = Number.NEGATIVE_INFINITY;

  constructor(reach: Reach) {
    this.reach = reach;
  }

  /** Takes the next final candle; whether the value at it rests on a hole. */
  take(openTime: number, hole: boolean): boolean {
    if (this.since > 0) this.since++;
    if (hole) {
      if (this.sessionOf(openTime) !== this.sessionOf(this.lastMs)) this.earlierMs = this.lastMs;
      this.since = 1;
      this.lastMs = openTime;
    }
    return this.marks(openTime);
  }

  /** Whether the value at a forming candle would; nothing is kept. */
  wouldMark(openTime: number, hole: boolean): boolean {
    const state = this.snapshot();
    const marked = this.take(openTime, hole);
    this.restore(state);
    return marked;
  }

  snapshot(): readonly [since: number, lastMs: number, earlierMs: number] {
    return [this.since, this.lastMs, this.earlierMs];
  }

  restore(state: readonly [since: number, lastMs: number, earlierMs: number]): void {
    [this.since, this.lastMs, this.earlierMs] = state;
  }

  private marks(openTime: number): boolean {
    const { candles, sessionMs, session, sinceMs } = this.reach;
    if (this.since === 0 || this.since > candles || this.lastMs < sinceMs) return false;
    if (sessionMs === 0) return true;
    const own = this.sessionOf(openTime);
    if (session === "own") return this.sessionOf(this.lastMs) === own;
    return this.sessionOf(this.lastMs) === own - 1 || this.sessionOf(this.earlierMs) === own - 1;
  }

  private sessionOf(ms: number): number {
    return Math.floor(ms / this.reach.sessionMs);
  }
}
