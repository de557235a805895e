/**
 * The pace of one stream to one port: at most one view on its way unpainted, and none sooner than an interval after the one before.
 * Counts the changes that a newer one overtook meanwhile.
 */
export class ViewFlow {
  merged = 0;
  private readonly intervalMs: number;
  private seq = 0;
  private painted = 0;
  private sentMs = Number.NEGATIVE_INFINITY;

  /** `intervalMs` 0: as often as the page paints. */
  constructor(intervalMs = 0) {
    this.intervalMs = intervalMs;
  }

  /** In how many ms the next view may go: 0 or less now, infinity while one is on its way. `nowMs` is monotonic. */
  waitMs(nowMs: number): number {
    return this.seq === this.painted ? this.sentMs + this.intervalMs - nowMs : Number.POSITIVE_INFINITY;
  }

  /** Whether a view is on its way that went at `sinceMs` or before. */
  waitsSince(sinceMs: number): boolean {
    return this.seq !== this.painted && this.sentMs <= sinceMs;
  }

  /** Numbers the view that goes now. */
  next(nowMs: number): number {
    this.sentMs = nowMs;
    return ++this.seq;
  }

  /** There was nothing to send after all: it is looked into again after the interval. */
  pass(nowMs: number): void {
    this.sentMs = nowMs;
  }

  /** An acknowledgement of anything but the view on its way is of no consequence. */
  ack(seq: number): void {
    if (seq === this.seq) this.painted = seq;
  }
}
