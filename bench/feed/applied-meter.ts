import { LatencyHistogram } from "../../src/core/session/latency-histogram.ts";
import type { LiveDesk } from "../../src/main/feeds/live-desk.ts";
import { type MachineNoise, measureNoise } from "./machine-noise.ts";

/** Milliseconds; null where nothing came. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

/** How long frames took from socket read to book applied, and how late an idle thread of the same machine woke meanwhile. */
export class AppliedMeter {
  private readonly applied = new LatencyHistogram();
  private readonly noises: MachineNoise[] = [];

  /**
   * Notes what the book workers of `desk` report from now on, until what is returned is called. The first report of each worker is of a
   * second that began before: `skipped` such reports are passed over.
   */
  begin(desk: LiveDesk, skipped = 0): () => Promise<void> {
    const seen = new Set<unknown>(desk.status.books);
    const reports = new Map<number, number>();
    const undo = desk.onStatus(({ books }) =>
      books.forEach((status, worker) => {
        if (status === null || seen.has(status)) return;
        seen.add(status);
        const nth = reports.get(worker) ?? 0;
        reports.set(worker, nth + 1);
        if (nth >= skipped) this.applied.add(status.applied);
      }),
    );
    const noise = measureNoise();
    return async () => {
      undo();
      this.noises.push(await noise());
    };
  }

  get frames(): number {
    return this.applied.frames;
  }

  get appliedMs(): Percentiles {
    const { applied } = this;
    return { p50: rounded(applied.percentile(0.5)), p99: rounded(applied.percentile(0.99)), p999: rounded(applied.percentile(0.999)) };
  }

  /** Of several stretches the median one. */
  get idleThreadLateMs(): Omit<Percentiles, "p999"> {
    const middle = this.noises.toSorted((a, b) => (a.p99 ?? 0) - (b.p99 ?? 0))[this.noises.length >> 1];
    return { p50: rounded(middle?.p50 ?? null), p99: rounded(middle?.p99 ?? null) };
  }
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1_000) / 1_000;
}
