import { LatencyHistogram } from "../../src/core/session/latency-histogram.ts";
import type { LiveDesk } from "../../src/main/feeds/live-desk.ts";
import { measureNoise } from "./machine-noise.ts";

/** Milliseconds; null where nothing came. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

interface Stretch extends Percentiles {
  readonly frames: number;
  readonly noise: { readonly p50: number | null; readonly p99: number | null };
}

/**
 * How long frames took from socket read to book applied, and how late an idle thread of the same machine woke meanwhile. Of several
 * stretches each figure is the median one: what else the machine does in a moment is not the desk's.
 */
export class AppliedMeter {
  private readonly stretches: Stretch[] = [];
  /** What each report said of its second, by itself. */
  private readonly seconds: LatencyHistogram[] = [];

  /**
   * Notes what the book workers of `desk` report from now on, until what is returned is called. The first report of each worker is of a
   * second that began before: `skipped` such reports are passed over.
   */
  begin(desk: LiveDesk, skipped = 0): () => Promise<void> {
    const applied = new LatencyHistogram();
    const seen = new Set<unknown>(desk.status.books);
    const reports = new Map<number, number>();
    const undo = desk.onStatus(({ books }) =>
      books.forEach((status, worker) => {
        if (status === null || seen.has(status)) return;
        seen.add(status);
        const nth = reports.get(worker) ?? 0;
        reports.set(worker, nth + 1);
        if (nth < skipped) return;
        applied.add(status.applied);
        const second = new LatencyHistogram();
        second.add(status.applied);
        this.seconds.push(second);
      }),
    );
    const noise = measureNoise();
    return async () => {
      undo();
      const { frames } = applied;
      const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => applied.percentile(share)) as [number | null, number | null, number | null];
      this.stretches.push({ frames, p50, p99, p999, noise: await noise() });
    };
  }

  get frames(): number {
    return this.stretches.reduce((sum, { frames }) => sum + frames, 0);
  }

  get appliedMs(): Percentiles {
    return { p50: this.median(({ p50 }) => p50), p99: this.median(({ p99 }) => p99), p999: this.median(({ p999 }) => p999) };
  }

  /** Of the second in the middle, by what its frames took: on a shared machine most seconds are disturbed by nobody. */
  get medianSecondMs(): Omit<Percentiles, "p999"> {
    return { p50: median(this.seconds.map((second) => second.percentile(0.5))), p99: median(this.seconds.map((second) => second.percentile(0.99))) };
  }

  get idleThreadLateMs(): Omit<Percentiles, "p999"> {
    return { p50: this.median(({ noise }) => noise.p50), p99: this.median(({ noise }) => noise.p99) };
  }

  private median(of: (stretch: Stretch) => number | null): number | null {
    return median(this.stretches.map(of));
  }
}

function median(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((ms) => ms !== null).toSorted((a, b) => a - b);
  const middle = known[known.length >> 1];
  return middle === undefined ? null : Math.round(middle * 1_000) / 1_000;
}
