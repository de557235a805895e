import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import { Watermark } from "../../core/candles/watermark.ts";
import type { Trade } from "../../core/market/trade.ts";

/** Of the latest so many a candle of a longer interval can still tell that it was corrected. */
const MOST = 2_000;

/** A trade that came late for the 1 m candle at `openTime` (Unix ms) corrected it, when the watermark stood there; or came too late for any. */
export type LateTrade =
  | { readonly kind: "corrected"; readonly openTime: number; readonly watermark: Watermark }
  | { readonly kind: "tooLate"; readonly trade: Trade };

/** Remembers the late trades of one instrument: a 1 m candle itself forgets for which longer candles around it they came late. */
export class LateTrades implements TradeObserver {
  readonly list: LateTrade[] = [];
  private readonly listener: (late: LateTrade) => void;

  constructor(listener: (late: LateTrade) => void) {
    this.listener = listener;
  }

  corrected(openTime: number, { greatestEventMs }: Watermark): void {
    const watermark = new Watermark();
    watermark.advance(greatestEventMs);
    this.add({ kind: "corrected", openTime, watermark });
  }

  tooLate(trade: Trade): void {
    this.add({ kind: "tooLate", trade: { ...trade } });
  }

  private add(late: LateTrade): void {
    this.list.push(late);
    if (this.list.length > MOST) this.list.shift();
    this.listener(late);
  }
}
