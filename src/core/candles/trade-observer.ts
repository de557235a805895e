import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { CandleRow } from "./candle-row.ts";
import type { Watermark } from "./watermark.ts";

/**
 * Aggregates that stand beside the fold's own and are no part of its digest: candles of other intervals, windows, whatever a user happens
 * to look at. They are told what the fold is told, in the same order, after admission: each trade once.
 */
export interface TradeObserver {
  /**
   * A trade that is entered for the first time, whether or not it is volume; the watermark knows it already.
   * `price`, `qty` and their product `quote` are at `scale`, which only grows.
   */
  enter?(trade: Trade, price: Int, qty: Int, quote: Int, scale: Scale, watermark: Watermark): void;
  /** A trade id, or a whole aggregate of them, that was seen before: it enters nothing. */
  repeated?(trade: Trade): void;
  /** The watermark has moved, or a trade was entered. `ids`: every trade id that is accounted for. */
  settle?(watermark: Watermark, ids: IdRanges): void;
  /** A late trade has changed the final 1 m candle at `openTime` (Unix ms). */
  corrected?(openTime: number, watermark: Watermark): void;
  /** A trade, volume or not, came when its 1 m candle could no longer change: it is in no candle. */
  tooLate?(trade: Trade): void;
  /** A 1 m candle can no longer change; `trades` 0: its trades are no volume, there is no candle. Once each, in order of time. */
  left?(row: CandleRow): void;
}
