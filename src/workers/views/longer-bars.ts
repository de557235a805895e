import { DerivedCandles } from "../../core/candles/derived-candles.ts";
import { type Interval, openTimeOf } from "../../core/candles/interval.ts";
import type { Watermark } from "../../core/candles/watermark.ts";
import type { ChartRow } from "./chart-series.ts";
import type { LateTrade } from "./late-trades.ts";

/** Candles of a longer interval for a chart, made from 1 m candles, recorded and the exchange's own; a candle that holds any of the exchange's says so. */
export class LongerBars {
  private readonly interval: Interval;
  private readonly derived: DerivedCandles;
  private readonly withVenue = new Set<number>();

  /** `onClosed` receives each candle once the next one has begun to close, in order of time. */
  constructor(interval: Interval, onClosed: (row: ChartRow) => void) {
    this.interval = interval;
    this.derived = new DerivedCandles(interval, (row) => {
      onClosed({ ...row, venue: this.withVenue.has(row.openTime), exchange: null });
      this.withVenue.delete(row.openTime);
    });
  }

  late(late: LateTrade): void {
    if (late.kind === "corrected") this.derived.corrected(late.openTime, late.watermark);
    else this.derived.tooLate(late.trade);
  }

  /** Takes the next 1 m candle (or one of an interval between) that can no longer change. */
  left(row: ChartRow): void {
    if (row.venue === true) this.withVenue.add(openTimeOf(this.interval, row.openTime));
    this.derived.left(counted(row));
  }

  /** The candles that may still change, in order of time, given the 1 m candles that may. */
  rows(held: readonly ChartRow[], watermark: Watermark): ChartRow[] {
    const venue = new Set(held.filter((row) => row.venue === true).map(({ openTime }) => openTimeOf(this.interval, openTime)));
    return this.derived
      .rows(held.map(counted), watermark)
      .map((row) => ({ ...row, venue: venue.has(row.openTime) || this.withVenue.has(row.openTime), exchange: null }));
  }
}

/** Where the number of trades was not told, a volume shows that there were some. */
function counted(row: ChartRow): ChartRow {
  return row.trades === 0 && row.volume !== "0" ? { ...row, trades: 1 } : row;
}
