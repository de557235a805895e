import type { Int } from "../base/decimal.ts";
import type { Scale } from "./instrument.ts";

/** The aggressor's side: who took liquidity. */
export type Side = "buy" | "sell";

/**
 * One trade, or one aggregate of trades with consecutive ids.
 * `price` and `qty` are exact integers at `scale`; `eventMs` is the trade's own time (Unix ms), never the time the message was sent.
 */
export interface Trade {
  /** First and last trade id it stands for, equal for a single trade; -1 where the venue's ids are no running numbers of the instrument. */
  readonly firstId: number;
  readonly lastId: number;
  /** The venue's id where `firstId` is -1, as text; empty or absent where it sends none, and a repeat cannot be known. */
  readonly uid?: string;
  /** Of a trade of the time before its subscription: the frame that told of it; 0 or absent for any other. */
  readonly historyRx?: number;
  readonly eventMs: number;
  readonly price: Int;
  readonly qty: Int;
  readonly scale: Scale;
  readonly side: Side;
  /** Whether it is volume by the venue's own candle convention (on Binance futures only `X == "MARKET"` is). */
  readonly counts: boolean;
}
