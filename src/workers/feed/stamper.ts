import type { RecordedFrame } from "../../core/contract/frame.ts";
import type { FeedClock } from "./world.ts";

/** The wall clock was set, rather than read a little late, where it moved by more than this against the monotonic clock. */
const SET_NS = 5_000_000n;
/** Both clocks were read together where no more than this passed between. */
const TOGETHER_NS = 1_000_000n;

/**
 * Numbers frames and gives them their times. Receive time is the monotonic clock plus an offset, so that between two settings of the
 * wall clock it runs as evenly as the monotonic one.
 */
export class Stamper {
  private readonly clock: FeedClock;
  private offsetNs: bigint;
  private last: number;

  /** `afterRx` is the last number already given, 0 before the first. */
  constructor(clock: FeedClock, afterRx: number) {
    this.clock = clock;
    this.last = afterRx;
    this.offsetNs = clock.wallNs() - clock.monoNs();
  }

  get rx(): number {
    return this.last;
  }

  stamp(frame: RecordedFrame): void {
    const monoNs = this.clock.monoNs();
    frame.rx = ++this.last;
    frame.monoNs = monoNs;
    frame.rxNs = monoNs + this.offsetNs;
  }

  /** Follows the wall clock where it was set. Called between blocks, so that the frames of one socket read keep their distances. */
  followWallClock(): void {
    const before = this.clock.monoNs();
    const wallNs = this.clock.wallNs();
    if (this.clock.monoNs() - before > TOGETHER_NS) return; // the machine was busy between the two readings: next time
    const moved = wallNs - before - this.offsetNs;
    if (moved > SET_NS || moved < -SET_NS) this.offsetNs += moved;
  }
}
