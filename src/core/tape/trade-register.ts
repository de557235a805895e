import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, rescale, shortestScale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Side, Trade } from "../market/trade.ts";
import { IdRanges } from "./id-ranges.ts";

/** The last trade by its own time, then id. `price` and `qty` are integers at the scale that came with it. */
export interface LastTrade {
  readonly id: number;
  readonly price: Int;
  readonly qty: Int;
  readonly side: Side;
  readonly eventMs: number;
}

/**
 * What a trade message is to the aggregates: `fresh` is to be added, `silent` adds nothing (its volume is in already, or it is an
 * aggregate on an instrument that shows single trades), `duplicate` was seen before.
 */
export type Admission = "fresh" | "silent" | "duplicate";

/**
 * Which trades one instrument has shown: their ids, how many single trades, and the last of them.
 *
 * A venue may send the same trade alone and inside an aggregate. Aggregates stand in only while no single trade was seen; from the
 * first single trade on they are silent. A single trade is counted whenever it is first seen as such, but its volume goes in once.
 */
export class TradeRegister {
  private tradeIds = new IdRanges();
  private aggregateIds = new IdRanges();
  /** Ids that are accounted for in candles: added, or known to be no volume. These prove completeness. */
  private accountedIds = new IdRanges();
  private count = 0;
  private lastId = -1;
  private lastMs = Number.NEGATIVE_INFINITY;
  private lastPrice: Int = 0;
  private lastQty: Int = 0;
  private lastPriceScale = 0;
  private lastQtyScale = 0;
  private lastSide: Side = "buy";

  /** Single trades seen, each id once. */
  get tradeCount(): number {
    return this.count;
  }

  get lastTrade(): LastTrade | null {
    if (this.count === 0) return null;
    return { id: this.lastId, price: this.lastPrice, qty: this.lastQty, side: this.lastSide, eventMs: this.lastMs };
  }

  get lastScale(): Scale {
    return { price: this.lastPriceScale, qty: this.lastQtyScale };
  }

  get accounted(): IdRanges {
    return this.accountedIds;
  }

  admitTrade(trade: Trade): Admission {
    if (!this.tradeIds.insert(trade.lastId)) return "duplicate";
    this.count++;
    if (trade.eventMs > this.lastMs || (trade.eventMs === this.lastMs && trade.lastId > this.lastId)) this.remember(trade);
    return this.accountedIds.insert(trade.lastId) ? "fresh" : "silent";
  }

  admitAggregate(trade: Trade): Admission {
    const { firstId, lastId } = trade;
    if (this.aggregateIds.covers(firstId, lastId)) return "duplicate";
    this.aggregateIds.add(firstId, lastId);
    // One sum cannot be split over its ids: an aggregate that is held in part would count twice, so it proves nothing and adds nothing.
    if (this.count > 0 || this.accountedIds.overlaps(firstId, lastId)) return "silent";
    this.accountedIds.add(firstId, lastId);
    return "fresh";
  }

  write(w: ByteWriter): void {
    this.tradeIds.write(w);
    this.aggregateIds.write(w);
    this.accountedIds.write(w);
    w.uint(this.count);
    if (this.count === 0) return;
    w.uint(this.lastId);
    w.int(this.lastMs);
    w.bool(this.lastSide === "buy");
    writeShortest(w, this.lastPrice, this.lastPriceScale);
    writeShortest(w, this.lastQty, this.lastQtyScale);
  }

  static read(r: ByteReader): TradeRegister {
    const register = new TradeRegister();
    register.tradeIds = IdRanges.read(r);
    register.aggregateIds = IdRanges.read(r);
    register.accountedIds = IdRanges.read(r);
    register.count = r.uint();
    if (register.count === 0) return register;
    register.lastId = r.uint();
    register.lastMs = Number(r.int());
    register.lastSide = r.bool() ? "buy" : "sell";
    register.lastPriceScale = r.uint();
    register.lastPrice = r.int();
    register.lastQtyScale = r.uint();
    register.lastQty = r.int();
    return register;
  }

  private remember(trade: Trade): void {
    this.lastId = trade.lastId;
    this.lastMs = trade.eventMs;
    this.lastPrice = trade.price;
    this.lastQty = trade.qty;
    this.lastPriceScale = trade.scale.price;
    this.lastQtyScale = trade.scale.qty;
    this.lastSide = trade.side;
  }
}

function writeShortest(w: ByteWriter, mantissa: Int, scale: number): void {
  const shortest = shortestScale(mantissa, scale);
  w.uint(shortest);
  w.int(rescale(mantissa, scale, shortest));
}
