import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { CandleRow } from "./candle-row.ts";
import { CandleSeries } from "./candle-series.ts";
import { ONE_SECOND, openTimeOf } from "./interval.ts";
import type { TradeObserver } from "./trade-observer.ts";
import type { Watermark } from "./watermark.ts";

/** Told of what happens to base candles; see {@link TradeObserver}. */
export type BaseCandleSink = Required<Pick<TradeObserver, "corrected" | "tooLate" | "left">>;

/** The 1 s candles of one instrument, beside the fold: the base of all intervals that a minute is too coarse for. */
export class SecondCandles implements TradeObserver {
  private readonly series = new CandleSeries(ONE_SECOND);
  private readonly sink: BaseCandleSink;
  private scale: Scale = { price: 0, qty: 0 };

  constructor(sink: BaseCandleSink) {
    this.sink = sink;
  }

  get lateTrades(): number {
    return this.series.lateTrades;
  }

  get tooLateTrades(): number {
    return this.series.tooLateTrades;
  }

  enter(trade: Trade, price: Int, qty: Int, quote: Int, scale: Scale, watermark: Watermark): void {
    this.series.grow(scale.price - this.scale.price, scale.qty - this.scale.qty);
    this.scale = scale;
    const placement = this.series.add(trade, price, qty, quote, watermark);
    if (placement === "corrected") this.sink.corrected(openTimeOf(ONE_SECOND, trade.eventMs), watermark);
    if (placement === "tooLate") this.sink.tooLate(trade);
  }

  settle(watermark: Watermark, ids: IdRanges): void {
    if (!this.series.canEvict(watermark)) return;
    for (const row of this.series.evict(watermark, this.scale, ids)) this.sink.left(row);
  }

  /** The candles that may still change from `fromMs` on, those without a counting trade too. */
  rows(watermark: Watermark, ids: IdRanges, fromMs?: number): CandleRow[] {
    return this.series.rows(watermark, this.scale, ids, fromMs);
  }
}
