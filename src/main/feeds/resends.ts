/** A consumer that has not come on for so long is not being answered: what it was sent is lost. */
const AGAIN_MS = 500;

interface Asked {
  /** How far the consumer has come since it was answered, and when it had. */
  seenRx: number;
  ms: number;
  /** The answer has passed through here up to this frame. */
  passedRx: number;
}

/**
 * Passes a consumer's request for missing frames on to the feed. A consumer asks with every batch until its hole is filled; the feed
 * answers each request with a limited stretch, so it is asked again only for what lies beyond the stretch that is on its way.
 */
export class Resends {
  private readonly ask: (afterRx: number) => void;
  private readonly clock: () => number;
  private readonly asked = new Map<string, Asked>();

  constructor(ask: (afterRx: number) => void, clock: () => number) {
    this.ask = ask;
    this.clock = clock;
  }

  want(consumer: string, afterRx: number): void {
    const nowMs = this.clock();
    const last = this.asked.get(consumer);
    if (last !== undefined && afterRx > last.seenRx && afterRx < last.passedRx) {
      // It works through its answer, however long that takes on a busy machine.
      last.seenRx = afterRx;
      last.ms = nowMs;
      return;
    }
    if (last !== undefined && afterRx === last.seenRx && nowMs - last.ms < AGAIN_MS) return;
    this.asked.set(consumer, { seenRx: afterRx, ms: nowMs, passedRx: afterRx });
    this.ask(afterRx);
  }

  /** Frames that had been sent before were sent again. */
  passed(firstRx: number, lastRx: number): void {
    for (const asked of this.asked.values()) if (firstRx <= asked.passedRx + 1) asked.passedRx = Math.max(asked.passedRx, lastRx);
  }

  /** The consumer or the feed is another now: what was asked is asked anew. */
  forget(consumer?: string): void {
    if (consumer === undefined) this.asked.clear();
    else this.asked.delete(consumer);
  }
}
