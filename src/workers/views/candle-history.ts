import type { ChartBar } from "../../core/contract/chart-view.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { type ChartRow, ChartSeries } from "./chart-series.ts";

/**
 * The candles of every instrument for charts. Where the fold began at a keyframe, those that had left the fold's state before are
 * missing until {@link adopt}; till then what the fold lets go of waits here, and no line is drawn that would begin in the wrong place.
 */
export class CandleHistory {
  private series = new Map<InstrumentId, ChartSeries>();
  private waiting: Map<InstrumentId, ChartRow[]> | null = null;

  /** Whether older candles are to come. */
  get incomplete(): boolean {
    return this.waiting !== null;
  }

  /** Says that candles from before the fold's beginning are missing. */
  awaitOlder(): void {
    this.waiting = new Map();
  }

  /** Takes a candle that can no longer change. */
  close(id: InstrumentId, row: ChartRow): void {
    if (this.waiting === null) this.seriesOf(id).close(row);
    else this.waiting.set(id, [...(this.waiting.get(id) ?? []), row]);
  }

  /** The older candles are here. */
  adopt(older: Map<InstrumentId, ChartSeries>): void {
    const waiting = this.waiting ?? new Map<InstrumentId, ChartRow[]>();
    this.series = older;
    this.waiting = null;
    for (const [id, rows] of waiting) for (const row of rows) this.seriesOf(id).close(row);
  }

  /** The instrument's bars from `fromMs` on, and all of `held`, the candles that may still change. */
  bars(id: InstrumentId, held: readonly ChartRow[], fromMs: number): ChartBar[] {
    if (this.waiting === null) return (this.series.get(id) ?? new ChartSeries()).bars(held, fromMs);
    const rows = [...(this.waiting.get(id) ?? []), ...held];
    return new ChartSeries().bars(rows, fromMs).map((bar) => ({ ...bar, ema: null, vwap: null }));
  }

  private seriesOf(id: InstrumentId): ChartSeries {
    let series = this.series.get(id);
    if (series === undefined) this.series.set(id, (series = new ChartSeries()));
    return series;
  }
}
