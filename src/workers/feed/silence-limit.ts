/** A stream that has sent fewer messages has no rhythm one could judge it by. */
const LEAST_MESSAGES = 20;
const LEAST_MS = 5_000;
const TIMES_P99 = 8;
/** Upper edges of the buckets grow by a quarter each, from 1 ms to some months. */
const GROWTH = 1.25;
const BUCKETS = 110;
/** Beyond so many gaps the old ones count half: the rhythm of the night is not that of the day. */
const REMEMBERED = 4_096;

/** Learns how long a stream may be silent: eight times the gap that 99 of 100 of its gaps stay under, at least 5 s. */
export class SilenceLimit {
  private readonly counts = new Float64Array(BUCKETS);
  private gaps = 0;
  private messages = 0;

  /** One message, and the silence before it in ms; null for the first of a connection. */
  note(gapMs: number | null): void {
    this.messages++;
    if (gapMs === null) return;
    const bucket = gapMs <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(gapMs) / Math.log(GROWTH)));
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    if (++this.gaps < REMEMBERED) return;
    this.gaps /= 2;
    for (let at = 0; at < BUCKETS; at++) this.counts[at] = (this.counts[at] as number) / 2;
  }

  /** In ms; infinite where too little is known. */
  get ms(): number {
    if (this.messages < LEAST_MESSAGES || this.gaps === 0) return Number.POSITIVE_INFINITY;
    let above = this.gaps * 0.01;
    for (let bucket = BUCKETS - 1; bucket >= 0; bucket--) {
      above -= this.counts[bucket] as number;
      if (above < 0) return Math.max(LEAST_MS, TIMES_P99 * GROWTH ** bucket);
    }
    return LEAST_MS;
  }
}
