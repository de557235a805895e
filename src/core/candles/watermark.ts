/** How far behind the greatest event time the watermark stays: the disorder that costs no correction. */
export const WATERMARK_BOUND_MS = 1_000;

/** How long after a candle became final a late trade may still correct it. */
export const ALLOWED_LATENESS_MS = 3_600_000;

/**
 * How far event time has come: the greatest seen less {@link WATERMARK_BOUND_MS}, which never goes back.
 * It reads no clock; a quiet instrument is carried on by the venue's event time.
 */
export class Watermark {
  private greatest = Number.NEGATIVE_INFINITY;

  /** Greatest event time so far, in Unix ms; minus infinity before the first. */
  get greatestEventMs(): number {
    return this.greatest;
  }

  get ms(): number {
    return this.greatest - WATERMARK_BOUND_MS;
  }

  /** Takes an event time (Unix ms); whether it moved the watermark. */
  advance(eventMs: number): boolean {
    if (!(eventMs > this.greatest)) return false;
    this.greatest = eventMs;
    return true;
  }

  /** Whether the candle that ends at `endMs` (Unix ms, not in it any more) is over. */
  isFinal(endMs: number): boolean {
    return this.ms >= endMs;
  }

  /** Whether not even a late trade may change that candle any more. */
  isClosed(endMs: number): boolean {
    return this.ms >= endMs + ALLOWED_LATENESS_MS;
  }
}
