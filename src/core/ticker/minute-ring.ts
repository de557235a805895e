import { add, type Int, multiply, pow10 } from "../base/decimal.ts";

/** What came in one minute, or a part of it. Prices, quantities and sums are integers at the scale of the instrument. */
export interface MinuteFigures {
  /** Number of trade ids; the rest means nothing where it is 0. */
  readonly trades: number;
  /** First and last price by trade time (Unix ms), then id, and of which trade. */
  readonly openMs: number;
  readonly openId: number;
  readonly open: Int;
  readonly closeMs: number;
  readonly closeId: number;
  readonly close: Int;
  readonly high: Int;
  readonly low: Int;
  readonly volume: Int;
  readonly quoteVolume: Int;
  /** The part of both whose aggressor bought. */
  readonly takerBase: Int;
  readonly takerQuote: Int;
}

/** One figure of two parts, whichever of them is the earlier: merging is commutative, so the order of arrival leaves no trace. */
export function mergeMinutes(one: MinuteFigures, other: MinuteFigures): MinuteFigures {
  if (one.trades === 0) return other;
  if (other.trades === 0) return one;
  const opens = one.openMs < other.openMs || (one.openMs === other.openMs && one.openId < other.openId) ? one : other;
  const closes = one.closeMs > other.closeMs || (one.closeMs === other.closeMs && one.closeId > other.closeId) ? one : other;
  return {
    trades: one.trades + other.trades,
    openMs: opens.openMs,
    openId: opens.openId,
    open: opens.open,
    closeMs: closes.closeMs,
    closeId: closes.closeId,
    close: closes.close,
    high: one.high > other.high ? one.high : other.high,
    low: one.low < other.low ? one.low : other.low,
    volume: add(one.volume, other.volume),
    quoteVolume: add(one.quoteVolume, other.quoteVolume),
    takerBase: add(one.takerBase, other.takerBase),
    takerQuote: add(one.takerQuote, other.takerQuote),
  };
}

/** The minutes of a window in columns, by minute of event time. The slots are reused as the window moves on; allocated with the first entry. */
export class MinuteRing {
  readonly slots: number;
  // One column a figure: a trade writes its figures without making an object.
  private trades = new Float64Array(0);
  private openMs = new Float64Array(0);
  private openId = new Float64Array(0);
  private closeMs = new Float64Array(0);
  private closeId = new Float64Array(0);
  private open: Int[] = [];
  private closes: Int[] = [];
  private high: Int[] = [];
  private low: Int[] = [];
  private volume: Int[] = [];
  private quoteVolume: Int[] = [];
  private takerBase: Int[] = [];
  private takerQuote: Int[] = [];

  constructor(slots: number) {
    this.slots = slots;
  }

  /** Number of trade ids in that minute, which lies within the window. */
  count(minute: number): number {
    return this.trades[this.slotOf(minute)] ?? 0;
  }

  /** A copy of what that minute holds, which is something. */
  get(minute: number): MinuteFigures {
    const at = this.slotOf(minute);
    return {
      trades: this.trades[at] as number,
      openMs: this.openMs[at] as number,
      openId: this.openId[at] as number,
      open: this.open[at] as Int,
      closeMs: this.closeMs[at] as number,
      closeId: this.closeId[at] as number,
      close: this.closes[at] as Int,
      high: this.high[at] as Int,
      low: this.low[at] as Int,
      volume: this.volume[at] as Int,
      quoteVolume: this.quoteVolume[at] as Int,
      takerBase: this.takerBase[at] as Int,
      takerQuote: this.takerQuote[at] as Int,
    };
  }

  close(minute: number): Int {
    return this.closes[this.slotOf(minute)] as Int;
  }

  /** Adds a trade, or an aggregate of them with ids `firstId..lastId`, to its minute. */
  trade(minute: number, firstId: number, lastId: number, eventMs: number, price: Int, qty: Int, quote: Int, taker: boolean): void {
    const at = this.slotOf(minute);
    if (this.trades.length === 0) this.allocate();
    const held = this.trades[at] as number;
    if (held === 0) {
      this.enter(minute, {
        trades: lastId - firstId + 1,
        openMs: eventMs,
        openId: firstId,
        open: price,
        closeMs: eventMs,
        closeId: lastId,
        close: price,
        high: price,
        low: price,
        volume: qty,
        quoteVolume: quote,
        takerBase: taker ? qty : 0,
        takerQuote: taker ? quote : 0,
      });
      return;
    }
    this.trades[at] = held + lastId - firstId + 1;
    const openMs = this.openMs[at] as number;
    if (eventMs < openMs || (eventMs === openMs && firstId < (this.openId[at] as number))) this.setOpen(at, eventMs, firstId, price);
    const closeMs = this.closeMs[at] as number;
    if (eventMs > closeMs || (eventMs === closeMs && lastId > (this.closeId[at] as number))) this.setClose(at, eventMs, lastId, price);
    if (price > (this.high[at] as Int)) this.high[at] = price;
    if (price < (this.low[at] as Int)) this.low[at] = price;
    this.volume[at] = add(this.volume[at] as Int, qty);
    this.quoteVolume[at] = add(this.quoteVolume[at] as Int, quote);
    if (!taker) return;
    this.takerBase[at] = add(this.takerBase[at] as Int, qty);
    this.takerQuote[at] = add(this.takerQuote[at] as Int, quote);
  }

  /** Adds a part of that minute to what it holds. */
  enter(minute: number, part: MinuteFigures): void {
    if (this.trades.length === 0) this.allocate();
    const at = this.slotOf(minute);
    const all = this.trades[at] === 0 ? part : mergeMinutes(this.get(minute), part);
    this.trades[at] = all.trades;
    this.setOpen(at, all.openMs, all.openId, all.open);
    this.setClose(at, all.closeMs, all.closeId, all.close);
    this.high[at] = all.high;
    this.low[at] = all.low;
    this.volume[at] = all.volume;
    this.quoteVolume[at] = all.quoteVolume;
    this.takerBase[at] = all.takerBase;
    this.takerQuote[at] = all.takerQuote;
  }

  clear(minute: number): void {
    if (this.trades.length > 0) this.trades[this.slotOf(minute)] = 0;
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
    for (const column of [this.open, this.closes, this.high, this.low]) scaleUp(column, pow10(pricePlaces));
    for (const column of [this.volume, this.takerBase]) scaleUp(column, pow10(qtyPlaces));
    for (const column of [this.quoteVolume, this.takerQuote]) scaleUp(column, pow10(pricePlaces + qtyPlaces));
  }

  private slotOf(minute: number): number {
    const rest = minute % this.slots;
    return rest < 0 ? rest + this.slots : rest;
  }

  private setOpen(at: number, eventMs: number, id: number, price: Int): void {
    this.openMs[at] = eventMs;
    this.openId[at] = id;
    this.open[at] = price;
  }

  private setClose(at: number, eventMs: number, id: number, price: Int): void {
    this.closeMs[at] = eventMs;
    this.closeId[at] = id;
    this.closes[at] = price;
  }

  private allocate(): void {
    const { slots } = this;
    this.trades = new Float64Array(slots);
    this.openMs = new Float64Array(slots);
    this.openId = new Float64Array(slots);
    this.closeMs = new Float64Array(slots);
    this.closeId = new Float64Array(slots);
    const column = (): Int[] => Array.from({ length: slots }, () => 0);
    this.open = column();
    this.closes = column();
    this.high = column();
    this.low = column();
    this.volume = column();
    this.quoteVolume = column();
    this.takerBase = column();
    this.takerQuote = column();
  }
}

function scaleUp(column: Int[], factor: Int): void {
  for (let at = 0; at < column.length; at++) column[at] = multiply(column[at] as Int, factor);
}
