import { type ByteReader, type ByteWriter, BytesError } from "../base/bytes.ts";
import { add, type Int } from "../base/decimal.ts";
import { ExactSum } from "../base/exact-sum.ts";
import { MINUTE_MS } from "../candles/interval.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";
import { type MinuteFigures, MinuteRing } from "./minute-ring.ts";

/** Length of the window, in minutes. */
export const WINDOW_MINUTES = 1_440;

/** So long a silence at the window's beginning does not mean that nothing was recorded there. */
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
 * Rolling 24 h figures of one instrument: the last 1,440 minutes of event time, the newest still filling.
 *
 * Its grain is the minute: the window is the minute of the greatest event time and the 1,439 before it, so it spans between 23 h 59 min
 * and 24 h; a true window of 24 h, or a shorter one, is this and the trades of the one minute that is leaving (see windowFigures).
 * Sums are exact, so that what leaves leaves nothing behind, and the order of arrival does not matter.
 */
export class RollingTicker {
  private readonly ring = new MinuteRing(WINDOW_MINUTES);
  /** The newest minute of the window, counted from the epoch. */
  private newest = Number.NEGATIVE_INFINITY;
  private totalTrades = 0;
  private readonly totalVolume = new ExactSum();
  private readonly totalQuote = new ExactSum();
  /** Derived, found again by a scan when a minute that took part in it leaves. */
  private extremes: { oldest: number; youngest: number; high: Int; low: Int } | null = null;

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
      for (let minute = from + 1; minute <= newest; minute++) this.clear(minute);
    }
    this.newest = newest;
  }

  /** Adds a counting trade once; the window was moved to its time before. A trade older than the window does not enter. */
  add(trade: Trade, price: Int, qty: Int, quote: Int): void {
    const { eventMs, firstId, lastId } = trade;
    const minute = Math.floor(eventMs / MINUTE_MS);
    if (minute <= this.newest - WINDOW_MINUTES) return;
    this.ring.trade(minute, firstId, lastId, eventMs, price, qty, quote, trade.side === "buy");
    this.count(minute, lastId - firstId + 1, qty, quote, price, price);
  }

  figures(): TickerFigures {
    const sums = { volume: this.totalVolume.value(), quoteVolume: this.totalQuote.value(), trades: this.totalTrades };
    if (this.totalTrades === 0) return { open: null, high: null, low: null, last: null, ...sums };
    const { oldest, youngest, high, low } = this.scan();
    return { open: this.ring.get(oldest).open, high, low, last: this.ring.close(youngest), ...sums };
  }

  /** What each minute from `first` (counted from the epoch) on holds, in order of time; minutes without a trade are left out. */
  since(first: number): { minute: number; figures: MinuteFigures }[] {
    return this.minutes(first).map((minute) => ({ minute, figures: this.ring.get(minute) }));
  }

  /** The newest minute of the window, and the oldest that a trade came in; null where it holds none. */
  get span(): { readonly oldest: number; readonly newest: number } | null {
    return this.totalTrades === 0 ? null : { oldest: this.scan().oldest, newest: this.newest };
  }

  /** Time of the first trade in the window, Unix ms; null where it holds none. */
  get firstMs(): number | null {
    return this.totalTrades === 0 ? null : this.ring.get(this.scan().oldest).openMs;
  }

  /** Last prices of the stretches of `step` minutes from `first` on, up to the newest minute; null where no trade came. */
  closes(first: number, step: number): (Int | null)[] {
    const closes: (Int | null)[] = [];
    for (let minute = first; minute <= this.newest; minute++) {
      const at = Math.floor((minute - first) / step);
      if (this.tradesIn(minute) > 0) closes[at] = this.ring.close(minute);
      else closes[at] ??= null;
    }
    return closes;
  }

  /** Number of trade ids in that minute; 0 where it is not in the window. */
  tradesIn(minute: number): number {
    return this.holds(minute) ? this.ring.count(minute) : 0;
  }

  /** Whether the window has reached to that minute and not left it. */
  holds(minute: number): boolean {
    return minute > this.newest - WINDOW_MINUTES && minute <= this.newest;
  }

  /** Whether the window has reached back to that minute, and no trade came in it. */
  knowsEmpty(minute: number): boolean {
    return minute > this.newest - WINDOW_MINUTES && this.ring.count(minute) === 0;
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
    this.ring.grow(pricePlaces, qtyPlaces);
    this.totalVolume.shift(qtyPlaces);
    this.totalQuote.shift(pricePlaces + qtyPlaces);
    this.extremes = null;
  }

  show(canonical: CanonicalScale): void {
    for (const { figures } of this.since(Number.NEGATIVE_INFINITY)) {
      for (const price of [figures.open, figures.close, figures.high, figures.low]) canonical.seePrice(price);
      for (const qty of [figures.volume, figures.takerBase]) canonical.seeQty(qty);
      for (const quote of [figures.quoteVolume, figures.takerQuote]) canonical.seeQuote(quote);
    }
  }

  /** Minutes in order of time; times, ids and prices as differences, which are short. */
  write(w: ByteWriter, reduce: ScaleReducer): void {
    const minutes = this.since(Number.NEGATIVE_INFINITY);
    w.uint(minutes.length);
    let minuteBefore = 0;
    let idBefore = 0;
    for (const { minute, figures } of minutes) {
      const open = reduce.price(figures.open);
      w.int(minute - minuteBefore);
      w.uint(figures.trades);
      w.uint(figures.openMs - minute * MINUTE_MS);
      w.int(figures.openId - idBefore);
      w.int(open);
      w.uint(figures.closeMs - figures.openMs);
      w.int(figures.closeId - figures.openId);
      w.int(add(reduce.price(figures.close), -open));
      w.int(add(reduce.price(figures.high), -open));
      w.int(add(open, -reduce.price(figures.low)));
      w.int(reduce.qty(figures.volume));
      w.int(reduce.quote(figures.quoteVolume));
      w.int(reduce.qty(figures.takerBase));
      w.int(reduce.quote(figures.takerQuote));
      minuteBefore = minute;
      idBefore = figures.openId;
    }
  }

  /** Reads what {@link write} wrote; the window stands at the minute of `eventMs`. */
  static read(r: ByteReader, eventMs: number): RollingTicker {
    const ticker = new RollingTicker();
    ticker.moveTo(eventMs);
    let minute = 0;
    let idBefore = 0;
    for (let left = r.uint(); left > 0; left--) {
      minute += Number(r.int());
      if (minute > ticker.newest || minute <= ticker.newest - WINDOW_MINUTES) throw new BytesError(`minute ${minute} is not in the window`);
      const trades = r.uint();
      const openMs = minute * MINUTE_MS + r.uint();
      const openId = idBefore + Number(r.int());
      const open = r.int();
      const closeMs = openMs + r.uint();
      const closeId = openId + Number(r.int());
      const close = add(open, r.int());
      const high = add(open, r.int());
      const low = add(open, -r.int());
      const sums = { volume: r.int(), quoteVolume: r.int(), takerBase: r.int(), takerQuote: r.int() };
      ticker.ring.enter(minute, { trades, openMs, openId, open, closeMs, closeId, close, high, low, ...sums });
      ticker.count(minute, trades, sums.volume, sums.quoteVolume, high, low);
      idBefore = openId;
    }
    return ticker;
  }

  /** Adds what has entered a minute to the totals and the extremes. */
  private count(minute: number, trades: number, volume: Int, quoteVolume: Int, high: Int, low: Int): void {
    this.totalTrades += trades;
    this.totalVolume.add(volume);
    this.totalQuote.add(quoteVolume);
    const { extremes } = this;
    if (extremes === null) return;
    if (minute < extremes.oldest) extremes.oldest = minute;
    if (minute > extremes.youngest) extremes.youngest = minute;
    if (high > extremes.high) extremes.high = high;
    if (low < extremes.low) extremes.low = low;
  }

  /** Empties the slot that `minute` is to use, of the minute a window's length before it. */
  private clear(minute: number): void {
    if (this.ring.count(minute) === 0) return;
    const { trades, volume, quoteVolume } = this.ring.get(minute);
    this.ring.clear(minute);
    this.totalTrades -= trades;
    this.totalVolume.add(-volume);
    this.totalQuote.add(-quoteVolume);
    // The slot that leaves is the oldest, so `oldest` at least has to be found again.
    this.extremes = null;
  }

  private scan() {
    if (this.extremes !== null) return this.extremes;
    const minutes = this.since(Number.NEGATIVE_INFINITY);
    const [first] = minutes as [(typeof minutes)[number]];
    let { high, low } = first.figures;
    for (const { figures } of minutes) {
      if (figures.high > high) high = figures.high;
      if (figures.low < low) low = figures.low;
    }
    this.extremes = { oldest: first.minute, youngest: (minutes.at(-1) ?? first).minute, high, low };
    return this.extremes;
  }

  /** The minutes from `first` on that hold a trade, in order of time. */
  private minutes(first: number): number[] {
    const minutes: number[] = [];
    if (this.totalTrades === 0) return minutes;
    for (let minute = Math.max(first, this.newest - WINDOW_MINUTES + 1); minute <= this.newest; minute++) {
      if (this.ring.count(minute) > 0) minutes.push(minute);
    }
    return minutes;
  }
}
