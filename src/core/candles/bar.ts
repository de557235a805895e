import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { formatDecimal, type Int, multiply, pow10, toNumber } from "../base/decimal.ts";
import { ExactSum } from "../base/exact-sum.ts";
import type { IndicatorCandle } from "../indicators/indicator.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";
import type { CandleRow } from "./candle-row.ts";

/**
 * One candle of one instrument while it can still change: its exact sums, and the ids of all trades in it
 * (also of those that are no volume). Prices, quantities and sums are integers at the scale its owner holds.
 */
export class Bar {
  openTime: number;
  /** Least and greatest trade id seen in it, counting or not. */
  leastId = Number.POSITIVE_INFINITY;
  greatestId = Number.NEGATIVE_INFINITY;
  /** Least event time seen in it, Unix ms. */
  firstMs = Number.POSITIVE_INFINITY;
  /** Whether a trade of its time came too late to enter: it can never be complete. */
  short = false;
  /** Ids that are volume; 0: there is no candle. */
  trades = 0;
  revision = 0;
  private open: Int = 0;
  private openMs = 0;
  private openId = 0;
  private close: Int = 0;
  private closeMs = 0;
  private closeId = 0;
  private high: Int = 0;
  private low: Int = 0;
  private readonly volume = new ExactSum();
  private readonly quoteVolume = new ExactSum();
  private readonly takerBase = new ExactSum();
  private readonly takerQuote = new ExactSum();

  constructor(openTime: number) {
    this.openTime = openTime;
  }

  /** Becomes the empty candle at another time, as though it were new. Candles come and go by the minute, so one that has left is used again. */
  renew(openTime: number): this {
    this.openTime = openTime;
    this.leastId = Number.POSITIVE_INFINITY;
    this.greatestId = Number.NEGATIVE_INFINITY;
    this.firstMs = Number.POSITIVE_INFINITY;
    this.short = false;
    this.trades = this.revision = 0;
    this.open = this.openMs = this.openId = 0;
    this.close = this.closeMs = this.closeId = 0;
    this.high = this.low = 0;
    this.volume.clear();
    this.quoteVolume.clear();
    this.takerBase.clear();
    this.takerQuote.clear();
    return this;
  }

  /** Notes that the recording holds these ids in its time. */
  witness(trade: Trade): void {
    const { firstId, lastId, eventMs } = trade;
    if (eventMs < this.firstMs) this.firstMs = eventMs;
    if (firstId < this.leastId) this.leastId = firstId;
    if (lastId > this.greatestId) this.greatestId = lastId;
  }

  /** Adds a counting trade whose ids were witnessed; `quote` is price * qty. */
  add(trade: Trade, price: Int, qty: Int, quote: Int): void {
    const { eventMs, firstId, lastId } = trade;
    const first = this.trades === 0;
    if (first || eventMs < this.openMs || (eventMs === this.openMs && firstId < this.openId)) {
      this.open = price;
      this.openMs = eventMs;
      this.openId = firstId;
    }
    if (first || eventMs > this.closeMs || (eventMs === this.closeMs && lastId > this.closeId)) {
      this.close = price;
      this.closeMs = eventMs;
      this.closeId = lastId;
    }
    if (first || price > this.high) this.high = price;
    if (first || price < this.low) this.low = price;
    this.trades += lastId - firstId + 1;
    this.volume.add(qty);
    this.quoteVolume.add(quote);
    if (trade.side !== "buy") return;
    this.takerBase.add(qty);
    this.takerQuote.add(quote);
  }

  /** Highest and lowest price, event time of the last counting trade, and the sums so far. */
  get highest(): Int {
    return this.high;
  }

  get lowest(): Int {
    return this.low;
  }

  get closedMs(): number {
    return this.closeMs;
  }

  get volumeSum(): Int {
    return this.volume.value();
  }

  get quoteSum(): Int {
    return this.quoteVolume.value();
  }

  clone(): Bar {
    const other = new Bar(this.openTime);
    const { volume, quoteVolume, takerBase, takerQuote } = other;
    Object.assign(other, this, { volume, quoteVolume, takerBase, takerQuote });
    volume.addSum(this.volume);
    quoteVolume.addSum(this.quoteVolume);
    takerBase.addSum(this.takerBase);
    takerQuote.addSum(this.takerQuote);
    return other;
  }

  /** Takes over a larger scale: the values stay, their integers grow by this many digits. */
  grow(pricePlaces: number, qtyPlaces: number): void {
    const factor = pow10(pricePlaces);
    this.open = multiply(this.open, factor);
    this.close = multiply(this.close, factor);
    this.high = multiply(this.high, factor);
    this.low = multiply(this.low, factor);
    this.volume.shift(qtyPlaces);
    this.takerBase.shift(qtyPlaces);
    this.quoteVolume.shift(pricePlaces + qtyPlaces);
    this.takerQuote.shift(pricePlaces + qtyPlaces);
  }

  row(scale: Scale, final: boolean, complete: boolean, unbroken = complete): CandleRow {
    const quotePlaces = scale.price + scale.qty;
    return {
      openTime: this.openTime,
      open: formatDecimal(this.open, scale.price),
      high: formatDecimal(this.high, scale.price),
      low: formatDecimal(this.low, scale.price),
      close: formatDecimal(this.close, scale.price),
      volume: formatDecimal(this.volume.value(), scale.qty),
      quoteVolume: formatDecimal(this.quoteVolume.value(), quotePlaces),
      trades: this.trades,
      takerBase: formatDecimal(this.takerBase.value(), scale.qty),
      takerQuote: formatDecimal(this.takerQuote.value(), quotePlaces),
      revision: this.revision,
      final,
      complete,
      unbroken,
    };
  }

  /** The candle in doubles, each the one nearest to the exact value. */
  indicatorCandle(scale: Scale): IndicatorCandle {
    return {
      openTime: this.openTime,
      open: toNumber(this.open, scale.price),
      high: toNumber(this.high, scale.price),
      low: toNumber(this.low, scale.price),
      close: toNumber(this.close, scale.price),
      volume: toNumber(this.volume.value(), scale.qty),
      quoteVolume: toNumber(this.quoteVolume.value(), scale.price + scale.qty),
      takerVolume: toNumber(this.takerBase.value(), scale.qty),
    };
  }

  show(canonical: CanonicalScale): void {
    for (const price of [this.open, this.close, this.high, this.low]) canonical.seePrice(price);
    for (const sum of [this.volume, this.takerBase]) canonical.seeQty(sum.value());
    for (const sum of [this.quoteVolume, this.takerQuote]) canonical.seeQuote(sum.value());
  }

  write(w: ByteWriter, reduce: ScaleReducer): void {
    w.int(this.openTime);
    w.uint(this.leastId);
    w.uint(this.greatestId - this.leastId);
    w.uint(this.firstMs - this.openTime);
    w.bool(this.short);
    w.uint(this.trades);
    if (this.trades === 0) return;
    w.uint(this.revision);
    w.uint(this.openMs - this.openTime);
    w.uint(this.openId - this.leastId);
    w.uint(this.closeMs - this.openTime);
    w.uint(this.closeId - this.leastId);
    for (const price of [this.open, this.close, this.high, this.low]) w.int(reduce.price(price));
    for (const sum of [this.volume, this.takerBase]) w.int(reduce.qty(sum.value()));
    for (const sum of [this.quoteVolume, this.takerQuote]) w.int(reduce.quote(sum.value()));
  }

  static read(r: ByteReader): Bar {
    const bar = new Bar(Number(r.int()));
    bar.leastId = r.uint();
    bar.greatestId = bar.leastId + r.uint();
    bar.firstMs = bar.openTime + r.uint();
    bar.short = r.bool();
    bar.trades = r.uint();
    if (bar.trades === 0) return bar;
    bar.revision = r.uint();
    bar.openMs = bar.openTime + r.uint();
    bar.openId = bar.leastId + r.uint();
    bar.closeMs = bar.openTime + r.uint();
    bar.closeId = bar.leastId + r.uint();
    bar.open = r.int();
    bar.close = r.int();
    bar.high = r.int();
    bar.low = r.int();
    for (const sum of [bar.volume, bar.takerBase, bar.quoteVolume, bar.takerQuote]) sum.add(r.int());
    return bar;
  }
}
