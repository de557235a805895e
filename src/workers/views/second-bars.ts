import { DerivedCandles } from "../../core/candles/derived-candles.ts";
import type { InstrumentAnalytics } from "../../core/candles/instrument-analytics.ts";
import { type Interval, openTimeOf } from "../../core/candles/interval.ts";
import { SecondCandles } from "../../core/candles/second-candles.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { ChartBar } from "../../core/contract/chart-view.ts";
import { ChartSeries } from "./chart-series.ts";

/**
 * Candles of less than a minute for a chart. Thousands of them may still be corrected by a late trade, so those that are over are done
 * with as soon as a later one is over too, and only what a late trade changed is made again.
 */
export class SecondBars {
  readonly observers: readonly TradeObserver[];
  private readonly interval: Interval;
  private readonly series = new ChartSeries();
  private readonly derived: DerivedCandles;
  private readonly seconds: SecondCandles;
  /** The exchange's own candles that have not found their place yet, by open time, oldest first. */
  private readonly before: Map<number, CandleRow>;

  /** `before`: the exchange's own candles of this interval, which stand before the recorded ones, and in the place of those that lack trades. */
  constructor(interval: Interval, before: readonly CandleRow[] = []) {
    this.interval = interval;
    this.before = new Map(before.filter(({ final }) => final).map((row) => [row.openTime, row]));
    this.derived = new DerivedCandles(interval, (row) => {
      if (row.openTime > this.series.closedUntil) this.close(row);
    });
    this.seconds = new SecondCandles({
      corrected: (openTime, watermark) => {
        this.derived.corrected(openTime, watermark);
        this.series.rewind(openTimeOf(interval, openTime));
      },
      tooLate: (trade) => this.derived.tooLate(trade),
      left: (row) => this.derived.left(row),
    });
    this.observers = [this.seconds];
  }

  bars({ watermark, accounted }: InstrumentAnalytics, fromMs: number): ChartBar[] {
    const { series } = this;
    const nextMs = series.closedUntil + this.interval.ms;
    const rows = this.derived.rows(this.seconds.rows(watermark, accounted, nextMs), watermark).filter(({ openTime }) => openTime >= nextMs);
    let over = 0;
    while (rows[over]?.final === true && rows[over + 1]?.final === true) this.close(rows[over++] as CandleRow);
    this.leadUpTo(rows[over]?.openTime ?? Number.POSITIVE_INFINITY);
    return series.bars(rows.slice(over), fromMs);
  }

  private close(row: CandleRow): void {
    this.leadUpTo(row.openTime);
    const theirs = row.unbroken ? undefined : this.before.get(row.openTime);
    this.series.close(theirs === undefined ? row : { ...theirs, venue: true });
  }

  /** The exchange's own that were traded in, before this time. */
  private leadUpTo(openTime: number): void {
    for (const row of this.before.values()) {
      if (row.openTime >= openTime) break;
      this.before.delete(row.openTime);
      if (Number(row.volume) > 0 && row.openTime > this.series.closedUntil) this.series.close({ ...row, venue: true });
    }
  }
}
