import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { add, formatDecimal, type Int, multiply, pow10, toNumber } from "../base/decimal.ts";
import type { IndicatorCandle } from "../indicators/indicator.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";
import type { CandleRow } from "./candle-row.ts";

/** Places of a candle's figures; those up to {@link AMOUNTS} are prices and sums, exact integers. */
const OPEN = 0;
const CLOSE = 1;
const HIGH = 2;
const LOW = 3;
const VOLUME = 4;
const TAKER_BASE = 5;
const QUOTE_VOLUME = 6;
const TAKER_QUOTE = 7;
const AMOUNTS = 8;
const OPEN_MS = 8;
const OPEN_ID = 9;
const CLOSE_MS = 10;
const CLOSE_ID = 11;
const LEAST_ID = 12;
const GREATEST_ID = 13;
const FIRST_MS = 14;
const TRADES = 15;
const REVISION = 16;
const OPEN_TIME = 17;

/** The figures of an empty candle: no trade is less than its least, and none greater than its greatest. */
const EMPTY: readonly number[] = Array.from({ length: OPEN_TIME + 1 }, (_, place) => {
  if (place === GREATEST_ID) return Number.NEGATIVE_INFINITY;
  return place === LEAST_ID || place === FIRST_MS ? Number.POSITIVE_INFINITY : 0;
});

/**
 * One candle of one instrument while it can still change: its exact sums, and the ids of all trades in it
 * (also of those that are no volume). Prices, quantities and sums are integers at the scale its owner holds.
 *
 * Its figures lie in one array of doubles: thousands of candles are held, each is met again a minute later, and as fields they would lie
 * in twenty places of memory.
 */
export class Bar {
  /** Whether a trade of its time came too late to enter: it can never be complete. */
  short = false;
  private figures: number[] = EMPTY.slice();
  /** The amounts, where one of them is past 2^53: those among the figures then mean nothing. */
  private wide: Int[] | null = null;

  constructor(openTime: number) {
    this.figures[OPEN_TIME] = openTime;
  }

  /** Becomes the empty candle at another time, as though it were new. Candles come and go by the minute, so one that has left is used again. */
  renew(openTime: number): this {
    const { figures } = this;
    for (let at = 0; at < OPEN_TIME; at++) figures[at] = EMPTY[at] as number;
    figures[OPEN_TIME] = openTime;
    this.short = false;
    this.wide = null;
    return this;
  }

  get openTime(): number {
    return this.figures[OPEN_TIME] as number;
  }

  /** Least and greatest trade id seen in it, counting or not. */
  get leastId(): number {
    return this.figures[LEAST_ID] as number;
  }

  get greatestId(): number {
    return this.figures[GREATEST_ID] as number;
  }

  /** Least event time seen in it, Unix ms. */
  get firstMs(): number {
    return this.figures[FIRST_MS] as number;
  }

  /** Ids that are volume; 0: there is no candle. */
  get trades(): number {
    return this.figures[TRADES] as number;
  }

  /** Highest and lowest price, event time of the last counting trade, and the sums so far. */
  get highest(): Int {
    return this.amount(HIGH);
  }

  get lowest(): Int {
    return this.amount(LOW);
  }

  get closedMs(): number {
    return this.figures[CLOSE_MS] as number;
  }

  get volumeSum(): Int {
    return this.amount(VOLUME);
  }

  get quoteSum(): Int {
    return this.amount(QUOTE_VOLUME);
  }

  /** Notes that the recording holds these ids in its time. */
  witness({ firstId, lastId, eventMs }: Trade): void {
    const { figures } = this;
    if (eventMs < (figures[FIRST_MS] as number)) figures[FIRST_MS] = eventMs;
    if (firstId < (figures[LEAST_ID] as number)) figures[LEAST_ID] = firstId;
    if (lastId > (figures[GREATEST_ID] as number)) figures[GREATEST_ID] = lastId;
  }

  /** Adds a counting trade whose ids were witnessed; `quote` is price * qty. */
  add(trade: Trade, price: Int, qty: Int, quote: Int): void {
    const { figures } = this;
    const { eventMs, firstId, lastId } = trade;
    const first = figures[TRADES] === 0;
    const opens = first || eventMs < (figures[OPEN_MS] as number) || (eventMs === figures[OPEN_MS] && firstId < (figures[OPEN_ID] as number));
    const closes = first || eventMs > (figures[CLOSE_MS] as number) || (eventMs === figures[CLOSE_MS] && lastId > (figures[CLOSE_ID] as number));
    if (opens) {
      figures[OPEN_MS] = eventMs;
      figures[OPEN_ID] = firstId;
    }
    if (closes) {
      figures[CLOSE_MS] = eventMs;
      figures[CLOSE_ID] = lastId;
    }
    figures[TRADES] = (figures[TRADES] as number) + (lastId - firstId + 1);
    const bought = trade.side === "buy";
    // What was bought is a part of the whole, and fits wherever that does.
    if (this.wide !== null || typeof price !== "number" || typeof qty !== "number" || typeof quote !== "number") {
      this.addWide(price, qty, quote, { first, opens, closes, bought });
      return;
    }
    const volume = (figures[VOLUME] as number) + qty;
    const quoteVolume = (figures[QUOTE_VOLUME] as number) + quote;
    if (volume > Number.MAX_SAFE_INTEGER || quoteVolume > Number.MAX_SAFE_INTEGER) {
      this.addWide(price, qty, quote, { first, opens, closes, bought });
      return;
    }
    if (opens) figures[OPEN] = price;
    if (closes) figures[CLOSE] = price;
    if (first || price > (figures[HIGH] as number)) figures[HIGH] = price;
    if (first || price < (figures[LOW] as number)) figures[LOW] = price;
    figures[VOLUME] = volume;
    figures[QUOTE_VOLUME] = quoteVolume;
    if (!bought) return;
    figures[TAKER_BASE] = (figures[TAKER_BASE] as number) + qty;
    figures[TAKER_QUOTE] = (figures[TAKER_QUOTE] as number) + quote;
  }

  /** Notes that a late trade changed it after it was final. */
  correct(): void {
    this.figures[REVISION] = (this.figures[REVISION] as number) + 1;
  }

  clone(): Bar {
    const other = new Bar(this.openTime);
    other.figures = this.figures.slice();
    other.wide = this.wide && [...this.wide];
    other.short = this.short;
    return other;
  }

  /** Takes over a larger scale: the values stay, their integers grow by this many digits. */
  grow(pricePlaces: number, qtyPlaces: number): void {
    const factors = this.byKind(pow10(pricePlaces), pow10(qtyPlaces), pow10(pricePlaces + qtyPlaces));
    this.setAmounts(factors.map((factor, place) => multiply(this.amount(place), factor)));
  }

  row(scale: Scale, final: boolean, complete: boolean, unbroken = complete): CandleRow {
    const { price, qty } = scale;
    return {
      openTime: this.openTime,
      open: formatDecimal(this.amount(OPEN), price),
      high: formatDecimal(this.amount(HIGH), price),
      low: formatDecimal(this.amount(LOW), price),
      close: formatDecimal(this.amount(CLOSE), price),
      volume: formatDecimal(this.amount(VOLUME), qty),
      quoteVolume: formatDecimal(this.amount(QUOTE_VOLUME), price + qty),
      trades: this.trades,
      takerBase: formatDecimal(this.amount(TAKER_BASE), qty),
      takerQuote: formatDecimal(this.amount(TAKER_QUOTE), price + qty),
      revision: this.figures[REVISION] as number,
      final,
      complete,
      unbroken,
    };
  }

  /** The candle in doubles, each the one nearest to the exact value. */
  indicatorCandle(scale: Scale): IndicatorCandle {
    return {
      openTime: this.openTime,
      open: toNumber(this.amount(OPEN), scale.price),
      high: toNumber(this.amount(HIGH), scale.price),
      low: toNumber(this.amount(LOW), scale.price),
      close: toNumber(this.amount(CLOSE), scale.price),
      volume: toNumber(this.amount(VOLUME), scale.qty),
      quoteVolume: toNumber(this.amount(QUOTE_VOLUME), scale.price + scale.qty),
      takerVolume: toNumber(this.amount(TAKER_BASE), scale.qty),
    };
  }

  show(canonical: CanonicalScale): void {
    for (let place = 0; place < VOLUME; place++) canonical.seePrice(this.amount(place));
    for (let place = VOLUME; place < QUOTE_VOLUME; place++) canonical.seeQty(this.amount(place));
    for (let place = QUOTE_VOLUME; place < AMOUNTS; place++) canonical.seeQuote(this.amount(place));
  }

  write(w: ByteWriter, reduce: ScaleReducer): void {
    const { openTime, leastId, figures } = this;
    w.int(openTime);
    w.uint(leastId);
    w.uint(this.greatestId - leastId);
    w.uint(this.firstMs - openTime);
    w.bool(this.short);
    w.uint(this.trades);
    if (this.trades === 0) return;
    w.uint(figures[REVISION] as number);
    w.uint((figures[OPEN_MS] as number) - openTime);
    w.uint((figures[OPEN_ID] as number) - leastId);
    w.uint((figures[CLOSE_MS] as number) - openTime);
    w.uint((figures[CLOSE_ID] as number) - leastId);
    for (let place = 0; place < VOLUME; place++) w.int(reduce.price(this.amount(place)));
    for (let place = VOLUME; place < QUOTE_VOLUME; place++) w.int(reduce.qty(this.amount(place)));
    for (let place = QUOTE_VOLUME; place < AMOUNTS; place++) w.int(reduce.quote(this.amount(place)));
  }

  static read(r: ByteReader): Bar {
    const bar = new Bar(Number(r.int()));
    const { openTime, figures } = bar;
    const leastId = r.uint();
    figures[LEAST_ID] = leastId;
    figures[GREATEST_ID] = leastId + r.uint();
    figures[FIRST_MS] = openTime + r.uint();
    bar.short = r.bool();
    figures[TRADES] = r.uint();
    if (bar.trades === 0) return bar;
    figures[REVISION] = r.uint();
    figures[OPEN_MS] = openTime + r.uint();
    figures[OPEN_ID] = leastId + r.uint();
    figures[CLOSE_MS] = openTime + r.uint();
    figures[CLOSE_ID] = leastId + r.uint();
    bar.setAmounts(Array.from({ length: AMOUNTS }, () => r.int()));
    return bar;
  }

  private amount(place: number): Int {
    return this.wide === null ? (this.figures[place] as number) : (this.wide[place] as Int);
  }

  private setAmounts(amounts: readonly Int[]): void {
    this.wide = amounts.some((amount) => typeof amount === "bigint") ? [...amounts] : null;
    if (this.wide === null) amounts.forEach((amount, place) => (this.figures[place] = amount as number));
  }

  /** One value for each amount: of prices, quantities and sums of price * qty. */
  private byKind(price: Int, qty: Int, quote: Int): Int[] {
    return [price, price, price, price, qty, qty, quote, quote];
  }

  /** Adds a trade where an amount is past 2^53, or may come to be. */
  private addWide(price: Int, qty: Int, quote: Int, on: { first: boolean; opens: boolean; closes: boolean; bought: boolean }): void {
    const amounts = Array.from({ length: AMOUNTS }, (_, place) => this.amount(place));
    if (on.opens) amounts[OPEN] = price;
    if (on.closes) amounts[CLOSE] = price;
    if (on.first || price > (amounts[HIGH] as Int)) amounts[HIGH] = price;
    if (on.first || price < (amounts[LOW] as Int)) amounts[LOW] = price;
    for (const place of on.bought ? [VOLUME, TAKER_BASE] : [VOLUME]) amounts[place] = add(amounts[place] as Int, qty);
    for (const place of on.bought ? [QUOTE_VOLUME, TAKER_QUOTE] : [QUOTE_VOLUME]) amounts[place] = add(amounts[place] as Int, quote);
    this.setAmounts(amounts);
  }
}
