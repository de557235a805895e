import { type ByteReader, type ByteWriter, BytesError } from "../base/bytes.ts";
import { add, type Int, multiply, pow10 } from "../base/decimal.ts";
import { ExactSum } from "../base/exact-sum.ts";
import { MINUTE_MS } from "../candles/interval.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";

/** Length of the window, in minutes. */
export const WINDOW_MINUTES = 1_440;
/** So long may an instrument have been silent when the window began, and the window still counts as filled. */
const SILENT_MINUTES = 60;

/** The figures of the window: integers at the scale of the instrument, `quoteVolume` at its price and quantity scales together. */
export interface TickerFigures {
  /** First and last price by trade time, then id; null where the window holds no trade. */
  readonly open: Int | null;
  readonly high: Int | null;
  readonly low: Int | null;
  readonly last: Int | null;
  readonly volume: Int;
  readonly quoteVolume: Int;
  /** Number of trade ids. */
  readonly trades: number;
}

/**
 * Rolling 24 h figures of one instrument: a ring of the last 1,440 minutes of event time, the newest still filling.
 *
 * Its grain is the minute: the window is the minute of the greatest event time and the 1,439 before it, so it spans between 23 h 59 min
 * and 24 h. Sums are exact, so that what leaves leaves nothing behind, and the order of arrival does not matter.
 */
export class RollingTicker {
  /** The newest minute of the window, counted from the epoch. */
  private newest = Number.NEGATIVE_INFINITY;
  // The ring, by column; a slot without trades is empty whatever else it holds. Allocated with the first trade.
  private trades = new Float64Array(0);
  private openMs = new Float64Array(0);
  private openId = new Float64Array(0);
  private open: Int[] = [];
  private high: Int[] = [];
  private low: Int[] = [];
  private volume: Int[] = [];
  private quoteVolume: Int[] = [];
  private totalTrades = 0;
  private readonly totalVolume = new ExactSum();
  private readonly totalQuote = new ExactSum();
  private lastPrice: Int = 0;
  private lastMs = Number.NEGATIVE_INFINITY;
  private lastId = -1;
  /** Derived, found again by a scan when a minute that took part in it leaves. */
  private extremes: { oldest: number; high: Int; low: Int } | null = null;

  /** Whether trades fill the window, but for an hour at its beginning: they were recorded for some 24 h. */
  get isFilled(): boolean {
    return this.totalTrades > 0 && this.newest - this.scan().oldest >= WINDOW_MINUTES - SILENT_MINUTES;
  }

  /** Moves the window on so that its newest minute is the one of this event time. It never moves back. */
  moveTo(eventMs: number): void {
    const newest = Math.floor(eventMs / MINUTE_MS);
    if (newest <= this.newest) return;
    if (this.totalTrades > 0) {
      const from = Math.max(this.newest, newest - WINDOW_MINUTES);
      for (let minute = from + 1; minute <= newest; minute++) this.clear(slotOf(minute));
    }
    this.newest = newest;
  }

  /** Adds a counting trade once; the window was moved to its time before. A trade older than the window does not enter. */
  add(trade: Trade, price: Int, qty: Int, quote: Int): void {
    const { eventMs, firstId, lastId } = trade;
    const minute = Math.floor(eventMs / MINUTE_MS);
    if (minute <= this.newest - WINDOW_MINUTES) return;
    if (this.trades.length === 0) this.allocate();
    this.enter(minute, lastId - firstId + 1, eventMs, firstId, price, price, price, qty, quote);
    if (eventMs > this.lastMs || (eventMs === this.lastMs && lastId > this.lastId)) {
      this.lastPrice = price;
      this.lastMs = eventMs;
      this.lastId = lastId;
    }
  }

  figures(): TickerFigures {
    const sums = { volume: this.totalVolume.value(), quoteVolume: this.totalQuote.value(), trades: this.totalTrades };
    if (this.totalTrades === 0) return { open: null, high: null, low: null, last: null, ...sums };
    const { oldest, high, low } = this.scan();
    return { open: this.open[slotOf(oldest)] as Int, high, low, last: this.lastPrice, ...sums };
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
    const priceFactor = pow10(pricePlaces);
    const qtyFactor = pow10(qtyPlaces);
    const quoteFactor = pow10(pricePlaces + qtyPlaces);
    for (const column of [this.open, this.high, this.low]) scaleUp(column, priceFactor);
    scaleUp(this.volume, qtyFactor);
    scaleUp(this.quoteVolume, quoteFactor);
    this.lastPrice = multiply(this.lastPrice, priceFactor);
    this.totalVolume.shift(qtyPlaces);
    this.totalQuote.shift(pricePlaces + qtyPlaces);
    this.extremes = null;
  }

  show(canonical: CanonicalScale): void {
    if (this.totalTrades === 0) return;
    canonical.seePrice(this.lastPrice);
    for (const minute of this.minutes()) {
      const slot = slotOf(minute);
      canonical.seePrice(this.open[slot] as Int);
      canonical.seePrice(this.high[slot] as Int);
      canonical.seePrice(this.low[slot] as Int);
      canonical.seeQty(this.volume[slot] as Int);
      canonical.seeQuote(this.quoteVolume[slot] as Int);
    }
  }

  /** Minutes in order of time; times, ids and prices as differences, which are short. */
  write(w: ByteWriter, reduce: ScaleReducer): void {
    const minutes = this.minutes();
    w.uint(minutes.length);
    if (minutes.length === 0) return;
    w.int(this.lastMs);
    w.uint(this.lastId);
    w.int(reduce.price(this.lastPrice));
    let minuteBefore = 0;
    let idBefore = 0;
    for (const minute of minutes) {
      const slot = slotOf(minute);
      const open = reduce.price(this.open[slot] as Int);
      w.int(minute - minuteBefore);
      w.uint(this.trades[slot] as number);
      w.uint((this.openMs[slot] as number) - minute * MINUTE_MS);
      w.int((this.openId[slot] as number) - idBefore);
      w.int(open);
      w.int(add(reduce.price(this.high[slot] as Int), -open));
      w.int(add(open, -reduce.price(this.low[slot] as Int)));
      w.int(reduce.qty(this.volume[slot] as Int));
      w.int(reduce.quote(this.quoteVolume[slot] as Int));
      minuteBefore = minute;
      idBefore = this.openId[slot] as number;
    }
  }

  /** Reads what {@link write} wrote; the window stands at the minute of `eventMs`. */
  static read(r: ByteReader, eventMs: number): RollingTicker {
    const ticker = new RollingTicker();
    ticker.moveTo(eventMs);
    const count = r.uint();
    if (count === 0) return ticker;
    ticker.allocate();
    ticker.lastMs = Number(r.int());
    ticker.lastId = r.uint();
    ticker.lastPrice = r.int();
    let minute = 0;
    let openId = 0;
    for (let at = 0; at < count; at++) {
      minute += Number(r.int());
      if (minute > ticker.newest || minute <= ticker.newest - WINDOW_MINUTES) throw new BytesError(`minute ${minute} is not in the window`);
      const trades = r.uint();
      const openMs = minute * MINUTE_MS + r.uint();
      openId += Number(r.int());
      const open = r.int();
      const high = add(open, r.int());
      const low = add(open, -r.int());
      ticker.enter(minute, trades, openMs, openId, open, high, low, r.int(), r.int());
    }
    return ticker;
  }

  private allocate(): void {
    this.trades = new Float64Array(WINDOW_MINUTES);
    this.openMs = new Float64Array(WINDOW_MINUTES);
    this.openId = new Float64Array(WINDOW_MINUTES);
    const column = (): Int[] => Array.from({ length: WINDOW_MINUTES }, () => 0);
    this.open = column();
    this.high = column();
    this.low = column();
    this.volume = column();
    this.quoteVolume = column();
  }

  /** Merges a part of a minute into its slot, the totals and the extremes. */
  private enter(minute: number, count: number, openMs: number, openId: number, open: Int, high: Int, low: Int, qty: Int, quote: Int): void {
    const slot = slotOf(minute);
    const held = this.trades[slot] as number;
    if (held === 0) {
      this.openMs[slot] = openMs;
      this.openId[slot] = openId;
      this.open[slot] = open;
      this.high[slot] = high;
      this.low[slot] = low;
      this.volume[slot] = qty;
      this.quoteVolume[slot] = quote;
    } else {
      if (openMs < (this.openMs[slot] as number) || (openMs === this.openMs[slot] && openId < (this.openId[slot] as number))) {
        this.openMs[slot] = openMs;
        this.openId[slot] = openId;
        this.open[slot] = open;
      }
      if (high > (this.high[slot] as Int)) this.high[slot] = high;
      if (low < (this.low[slot] as Int)) this.low[slot] = low;
      this.volume[slot] = add(this.volume[slot] as Int, qty);
      this.quoteVolume[slot] = add(this.quoteVolume[slot] as Int, quote);
    }
    this.trades[slot] = held + count;
    this.totalTrades += count;
    this.totalVolume.add(qty);
    this.totalQuote.add(quote);
    const extremes = this.extremes;
    if (extremes === null) return;
    if (minute < extremes.oldest) extremes.oldest = minute;
    if (high > extremes.high) extremes.high = high;
    if (low < extremes.low) extremes.low = low;
  }

  private clear(slot: number): void {
    const count = this.trades[slot] as number;
    if (count === 0) return;
    this.trades[slot] = 0;
    this.totalTrades -= count;
    this.totalVolume.add(-(this.volume[slot] as Int));
    this.totalQuote.add(-(this.quoteVolume[slot] as Int));
    // The slot that leaves is the oldest, so `oldest` at least has to be found again.
    this.extremes = null;
  }

  private scan(): { oldest: number; high: Int; low: Int } {
    if (this.extremes !== null) return this.extremes;
    const minutes = this.minutes();
    const oldest = minutes[0] as number;
    let high = this.high[slotOf(oldest)] as Int;
    let low = this.low[slotOf(oldest)] as Int;
    for (const minute of minutes) {
      const slot = slotOf(minute);
      if ((this.high[slot] as Int) > high) high = this.high[slot] as Int;
      if ((this.low[slot] as Int) < low) low = this.low[slot] as Int;
    }
    this.extremes = { oldest, high, low };
    return this.extremes;
  }

  /** The minutes that hold a trade, in order of time. */
  private minutes(): number[] {
    const minutes: number[] = [];
    if (this.totalTrades === 0) return minutes;
    for (let minute = this.newest - WINDOW_MINUTES + 1; minute <= this.newest; minute++) {
      if ((this.trades[slotOf(minute)] as number) > 0) minutes.push(minute);
    }
    return minutes;
  }
}

function slotOf(minute: number): number {
  const rest = minute % WINDOW_MINUTES;
  return rest < 0 ? rest + WINDOW_MINUTES : rest;
}

function scaleUp(column: Int[], factor: Int): void {
  for (let at = 0; at < column.length; at++) column[at] = multiply(column[at] as Int, factor);
}
