import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, rescale, shortestScale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Side, Trade } from "../market/trade.ts";
import { IdRanges } from "./id-ranges.ts";
import { RecentIds } from "./recent-ids.ts";

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
  private recentIds = new RecentIds();
  /** The frame whose trades without ids are of the time before it, and up to when the trades before it went. */
  private historyRx = 0;
  private historyAfterMs = Number.NEGATIVE_INFINITY;
  /** Whether any trade came without a running number, and the earliest time of those that did. */
  private unnumbered = false;
  private firstMs = Number.POSITIVE_INFINITY;
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

  /**
   * The number that stands for the last admitted trade where the venue's ids are none: odd, so that no two follow each other, and in order
   * of arrival, so that of trades at one time the later is the last.
   */
  get arrivalNumber(): number {
    return this.count * 2 - 1;
  }

  admitTrade(trade: Trade): Admission {
    if (trade.lastId < 0) return this.admitUnnumbered(trade);
    const { firstId, lastId } = trade;
    if (firstId < lastId) {
      // Several trades in one message that are shown nowhere else: OKX joins those of one taker order at one price.
      if (this.tradeIds.overlaps(firstId, lastId)) return "duplicate";
      this.tradeIds.add(firstId, lastId);
    } else if (!this.tradeIds.insert(lastId)) return "duplicate";
    this.count += lastId - firstId + 1;
    if (trade.eventMs > this.lastMs || (trade.eventMs === this.lastMs && trade.lastId > this.lastId)) this.remember(trade);
    if (firstId === lastId) return this.accountedIds.insert(lastId) ? "fresh" : "silent";
    if (this.accountedIds.overlaps(firstId, lastId)) return "silent";
    this.accountedIds.add(firstId, lastId);
    return "fresh";
  }

  /** Whether a trade lies before every trade seen, by id where it has a running number, else by time; so does any where none was seen. */
  precedesAll({ lastId, eventMs }: Trade): boolean {
    return lastId >= 0 ? !this.accountedIds.reaches(lastId) : eventMs < this.firstMs;
  }

  private admitUnnumbered(trade: Trade): Admission {
    const { uid = "" } = trade;
    if (uid === "" ? this.isKnownHistory(trade) : !this.recentIds.insert(uid)) return "duplicate";
    this.unnumbered = true;
    this.firstMs = Math.min(this.firstMs, trade.eventMs);
    this.count++;
    if (trade.eventMs >= this.lastMs) this.remember({ ...trade, lastId: this.arrivalNumber });
    return "fresh";
  }

  /** Whether a trade that a subscription tells of the time before it was shown already: without ids only its time can say. */
  private isKnownHistory({ historyRx = 0, eventMs }: Trade): boolean {
    if (historyRx === 0) return false;
    if (historyRx !== this.historyRx) this.historyAfterMs = this.lastMs;
    this.historyRx = historyRx;
    return eventMs <= this.historyAfterMs;
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
    w.u8((this.lastSide === "buy" ? 1 : 0) + (this.unnumbered ? 2 : 0));
    writeShortest(w, this.lastPrice, this.lastPriceScale);
    writeShortest(w, this.lastQty, this.lastQtyScale);
    if (!this.unnumbered) return;
    w.int(this.firstMs);
    this.recentIds.write(w);
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
    const flags = r.u8();
    register.lastSide = (flags & 1) === 1 ? "buy" : "sell";
    register.lastPriceScale = r.uint();
    register.lastPrice = r.int();
    register.lastQtyScale = r.uint();
    register.lastQty = r.int();
    register.unnumbered = (flags & 2) === 2;
    if (!register.unnumbered) return register;
    register.firstMs = Number(r.int());
    register.recentIds = RecentIds.read(r);
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
