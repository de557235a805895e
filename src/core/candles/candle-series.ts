import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { CandleRow } from "./candle-row.ts";
import { Bar } from "./bar.ts";
import { type Interval, ONE_MINUTE, openTimeOf } from "./interval.ts";
import type { Watermark } from "./watermark.ts";

/** What a trade did to its candle: entered while it was open, corrected a final one, or came when it was closed for good. */
export type Placement = "entered" | "corrected" | "tooLate";

/**
 * The candles of one interval and one instrument that can still change, in event time, straight from trades.
 *
 * A candle is provisional until the watermark passes its end, then final; a trade that comes within the allowed lateness after that
 * corrects it, with a revision; after that it is closed, and what still comes for it is counted as too late.
 *
 * A closed candle leaves as soon as a later one has a trade behind the watermark: only then is it known whether trades between are
 * missing. So the last candle before a long silence waits for the next trade, and disorder within the bound never shows in what left.
 *
 * Rows are given out also for times in which trades came but none counted (`trades` is 0): no candle, yet whether they are complete
 * matters to the larger candle around them.
 */
export class CandleSeries {
  private readonly interval: Interval;
  private readonly bars: Bar[] = [];
  /** Greatest trade id in any candle that has left: all that the completeness of later ones needs of them. */
  private departedId = Number.NEGATIVE_INFINITY;
  /** The last candle that has left, to be used again. */
  private spare: Bar | null = null;
  private late = 0;
  private tooLate = 0;

  constructor(interval: Interval = ONE_MINUTE) {
    this.interval = interval;
  }

  /** Counting trades that corrected a final candle. */
  get lateTrades(): number {
    return this.late;
  }

  /** Counting trades that came when their candle was closed: they are in no candle. */
  get tooLateTrades(): number {
    return this.tooLate;
  }

  /** Takes a trade once; `price`, `qty` and their product `quote` are at the scale of the series. The watermark knows the trade already. */
  add(trade: Trade, price: Int, qty: Int, quote: Int, watermark: Watermark): Placement {
    const openTime = openTimeOf(this.interval, trade.eventMs);
    const endMs = openTime + this.interval.ms;
    if (watermark.isClosed(endMs)) {
      this.noteTooLate(trade, openTime);
      return "tooLate";
    }
    const bar = this.barAt(openTime);
    bar.witness(trade);
    if (!trade.counts) return "entered";
    bar.add(trade, price, qty, quote);
    if (!watermark.isFinal(endMs)) return "entered";
    bar.revision++;
    this.late++;
    return "corrected";
  }

  /** Whether {@link evict} has something to do. */
  canEvict(watermark: Watermark): boolean {
    return this.leaves(0, watermark);
  }

  /** Lets go of the closed candles, and returns their rows as they stand for ever. */
  evict(watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow[] {
    let count = 0;
    while (this.leaves(count, watermark)) count++;
    const rows = this.rowsOf(count, watermark, scale, ids);
    for (const bar of this.bars.splice(0, count)) {
      this.departedId = Math.max(this.departedId, bar.greatestId);
      this.spare = bar;
    }
    return rows;
  }

  /** The rows of the candles held from `fromMs` on, in order of time. `ids`: every id that is accounted for. */
  rows(watermark: Watermark, scale: Scale, ids: IdRanges, fromMs = Number.NEGATIVE_INFINITY): CandleRow[] {
    return this.rowsOf(this.bars.length, watermark, scale, ids, fromMs);
  }

  /** The candles held that have a counting trade, after `openTime`, in order of time. */
  after(openTime: number): Bar[] {
    // Asked for each candle that leaves, when nearly all that are held were taken already: a walk from the end.
    let from = this.bars.length;
    while (from > 0 && (this.bars[from - 1] as Bar).openTime > openTime) from--;
    return this.bars.slice(from).filter((bar) => bar.trades > 0);
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
    if (pricePlaces === 0 && qtyPlaces === 0) return;
    for (const bar of this.bars) bar.grow(pricePlaces, qtyPlaces);
  }

  show(canonical: CanonicalScale): void {
    for (const bar of this.bars) bar.show(canonical);
  }

  write(w: ByteWriter, reduce: ScaleReducer): void {
    w.uint(this.late);
    w.uint(this.tooLate);
    w.int(Math.max(this.departedId, -1));
    w.uint(this.bars.length);
    for (const bar of this.bars) bar.write(w, reduce);
  }

  static read(r: ByteReader): CandleSeries {
    const series = new CandleSeries();
    series.late = r.uint();
    series.tooLate = r.uint();
    const departed = Number(r.int());
    if (departed >= 0) series.departedId = departed;
    const count = r.uint();
    for (let at = 0; at < count; at++) series.bars.push(Bar.read(r));
    return series;
  }

  private leaves(at: number, watermark: Watermark): boolean {
    const bar = this.bars[at];
    const next = this.bars[at + 1];
    return bar !== undefined && next !== undefined && watermark.isClosed(bar.openTime + this.interval.ms) && next.firstMs <= watermark.ms;
  }

  private noteTooLate(trade: Trade, openTime: number): void {
    if (trade.counts) this.tooLate++;
    const oldest = this.bars[0];
    if (oldest === undefined || openTime < oldest.openTime) {
      this.departedId = Math.max(this.departedId, trade.lastId);
      return;
    }
    // A closed candle still waits here. It must learn of this trade, but the trade's volume stays out of it.
    const bar = this.barAt(openTime);
    bar.witness(trade);
    if (trade.counts) bar.short = true;
  }

  private barAt(openTime: number): Bar {
    // At most an hour of candles is held and nearly every trade belongs to the last: a walk from the end beats a search.
    let at = this.bars.length;
    while (at > 0 && (this.bars[at - 1] as Bar).openTime > openTime) at--;
    const found = this.bars[at - 1];
    if (found !== undefined && found.openTime === openTime) return found;
    const bar = this.spare?.renew(openTime) ?? new Bar(openTime);
    this.spare = null;
    this.bars.splice(at, 0, bar);
    return bar;
  }

  /**
   * Rows of the first `count` candles. One is complete where all ids are accounted for from the greatest of those before it
   * to the least of those after it: its own lie between, and a hole at either edge could hide a trade of it.
   */
  private rowsOf(count: number, watermark: Watermark, scale: Scale, ids: IdRanges, fromMs = Number.NEGATIVE_INFINITY): CandleRow[] {
    const { bars } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let at = bars.length - 1; at >= count; at--) least = Math.min(least, (bars[at] as Bar).leastId);
    // Of the candles asked for only, from the last on: one leaves at a time, while sixty are held.
    const leastAfter: number[] = [];
    for (let at = count - 1; at >= 0; at--) {
      leastAfter.push(least);
      least = Math.min(least, (bars[at] as Bar).leastId);
    }
    const rows: CandleRow[] = [];
    let before = this.departedId;
    for (let at = 0; at < count; at++) {
      const bar = bars[at] as Bar;
      const next = leastAfter[count - 1 - at] as number;
      const followed = Number.isFinite(next);
      const known = before;
      before = Math.max(before, bar.greatestId);
      if (bar.openTime < fromMs) continue;
      const first = Math.min(known, bar.leastId);
      const unbroken = Number.isFinite(known) && !bar.short && ids.proves(first, Math.max(followed ? next : bar.greatestId, bar.greatestId));
      const final = watermark.isFinal(bar.openTime + this.interval.ms);
      rows.push(bar.row(scale, final, unbroken && followed, unbroken));
    }
    return rows;
  }
}
