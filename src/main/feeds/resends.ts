/** A consumer that asks again for the same frames before so long has passed is still being answered. */
const AGAIN_MS = 200;

/**
 * Passes a consumer's request for missing frames on to the feed. A consumer asks with every batch until its hole is filled; the feed
 * answers each request with a limited stretch, so one request counts for each step that the consumer came on.
 */
export class Resends {
  private readonly ask: (afterRx: number) => void;
  private readonly clock: () => number;
  private readonly asked = new Map<string, { readonly afterRx: number; readonly ms: number }>();

  constructor(ask: (afterRx: number) => void, clock: () => number) {
    this.ask = ask;
    this.clock = clock;
  }

  want(consumer: string, afterRx: number): void {
    const nowMs = this.clock();
    const last = this.asked.get(consumer);
    if (last !== undefined && last.afterRx === afterRx && nowMs - last.ms < AGAIN_MS) return;
    this.asked.set(consumer, { afterRx, ms: nowMs });
    this.ask(afterRx);
  }

  /** The consumer or the feed is another now: what was asked is asked anew. */
  forget(consumer?: string): void {
    if (consumer === undefined) this.asked.clear();
    else this.asked.delete(consumer);
  }
}
