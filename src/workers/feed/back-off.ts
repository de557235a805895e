/** Waits between attempts. */
export interface BackOffBounds {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * How long to wait before trying again: at once, then by chance up to a bound that doubles to the cap ("full jitter": many clients that
 * failed together do not come back together).
 */
export class BackOff {
  private readonly bounds: BackOffBounds;
  private readonly random: () => number;
  private failures = 0;

  constructor(bounds: BackOffBounds, random: () => number) {
    this.bounds = bounds;
    this.random = random;
  }

  /** The wait after one more failure, in ms. */
  next(): number {
    const { baseMs, capMs } = this.bounds;
    const doublings = this.failures++ - 1;
    return doublings < 0 ? 0 : this.random() * Math.min(capMs, baseMs * 2 ** Math.min(doublings, 30));
  }

  reset(): void {
    this.failures = 0;
  }
}
