import type { Int } from "../base/decimal.ts";
import { MINUTE_MS } from "../candles/interval.ts";
import type { TradeObserver } from "../candles/trade-observer.ts";
import type { Watermark } from "../candles/watermark.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { TradesBetween } from "./window-figures.ts";

/** The counting trades of the last minutes, which the edges of short windows are read from. */
export class RecentTrades implements TradeObserver {
  private readonly keepMs: number;
  private trades: Trade[] = [];
  private startedMs = Number.POSITIVE_INFINITY;
  private trimmedMs = Number.NEGATIVE_INFINITY;

  /** `keepMs`: how far back from the greatest event time trades are kept. */
  constructor(keepMs: number) {
    this.keepMs = keepMs;
  }

  enter(trade: Trade, _price: Int, _qty: Int, _quote: Int, _scale: Scale, { greatestEventMs }: Watermark): void {
    if (trade.eventMs < this.startedMs) this.startedMs = trade.eventMs;
    if (trade.counts && trade.eventMs >= this.trimmedMs) this.trades.push({ ...trade });
    const due = greatestEventMs - this.keepMs;
    // A minute at a time: what leaves is found by one walk over all.
    if (due < this.trimmedMs + MINUTE_MS) return;
    this.trimmedMs = due;
    this.trades = this.trades.filter(({ eventMs }) => eventMs >= due);
  }

  /** See {@link TradesBetween}; null where some of them are not kept any more. What came before the first trade is known to be nothing. */
  readonly between: TradesBetween = (fromMs, toMs) => {
    if (fromMs < this.trimmedMs && toMs > this.startedMs) return null;
    return this.trades.filter(({ eventMs }) => eventMs >= fromMs && eventMs < toMs);
  };
}
