import type { Random } from "./random.ts";

const LEAST_MS = 5;
const MOST_MS = 40;
const TYPICAL_JITTER_MS = 4;
/** Now and then a message is held up on the way, and all that follow it wait behind it. */
const HOLD_UP_CHANCE = 0.002;
const HOLD_UP_MS = 15;
/** Messages that come in one socket read are stamped so far apart, on average. */
const STAMP_MS = 0.0008;

/**
 * When messages arrive over one connection: 5 to 40 ms after they were sent, in the order in which they were sent. Times are Unix ms
 * with fractions, counted from `startMs` so that they keep their nanoseconds.
 */
export class ReceiveClock {
  private readonly random: Random;
  private readonly startMs: number;
  private sinceStartMs = 0;

  constructor(random: Random, startMs: number) {
    this.random = random;
    this.startMs = startMs;
  }

  /** The arrival (Unix ns) of what was sent at this time; calls must come in order of sending. */
  arrivalNs(sentMs: number): bigint {
    const { random } = this;
    const sent = sentMs - this.startMs;
    const delay = LEAST_MS + random.exponential(TYPICAL_JITTER_MS) + (random.chance(HOLD_UP_CHANCE) ? random.exponential(HOLD_UP_MS) : 0);
    const arrival = Math.max(sent + delay, this.sinceStartMs + random.exponential(STAMP_MS));
    this.sinceStartMs = Math.max(this.sinceStartMs, Math.min(arrival, sent + MOST_MS));
    return BigInt(this.startMs) * 1_000_000n + BigInt(Math.floor(this.sinceStartMs * 1e6));
  }
}
