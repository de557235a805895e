/** Buckets grow by 4 %: a percentile is right to within that. */
const GROWTH = Math.log(1.04);
const LEAST_MS = 0.001;
/** The last bucket takes everything from about 1.5 minutes up. */
const BUCKETS = 470;

/** Counts by bucket, sparse, so that histograms of several workers and seconds can be added up. */
export type LatencyCounts = [bucket: number, count: number][];

/** Latencies in milliseconds, counted in buckets of equal relative width. */
export class LatencyHistogram {
  private readonly counts = new Float64Array(BUCKETS);
  private total = 0;

  get frames(): number {
    return this.total;
  }

  note(ms: number, frames: number): void {
    const bucket = ms <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / LEAST_MS) / GROWTH));
    this.counts[bucket] = (this.counts[bucket] as number) + frames;
    this.total += frames;
  }

  add(counts: LatencyCounts): void {
    for (const [bucket, count] of counts) {
      if (!(bucket >= 0 && bucket < BUCKETS)) throw new RangeError(`there is no latency bucket ${bucket}`);
      this.counts[bucket] = (this.counts[bucket] as number) + count;
      this.total += count;
    }
  }

  /** The latency that a share (0 to 1) of the frames did not exceed, in ms; null where nothing was noted. */
  percentile(share: number): number | null {
    if (this.total === 0) return null;
    let left = Math.ceil(this.total * share);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.counts[bucket] as number;
      if (left <= 0) return LEAST_MS * Math.exp(bucket * GROWTH);
    }
    return LEAST_MS * Math.exp((BUCKETS - 1) * GROWTH);
  }

  /** What was counted since the last call. */
  take(): LatencyCounts {
    const counts: [number, number][] = [];
    this.counts.forEach((count, bucket) => {
      if (count > 0) counts.push([bucket, count]);
    });
    this.counts.fill(0);
    this.total = 0;
    return counts;
  }
}
