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
  /** The least trade id of each of them: all are asked for whenever one leaves, and the bars themselves lie far apart. */
  private readonly leastIds: number[] = [];
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
    const bar = this.witness(trade, openTime);
    if (!trade.counts) return "entered";
    bar.add(trade, price, qty, quote);
    if (!watermark.isFinal(endMs)) return "entered";
    bar.correct();
    this.late++;
    return "corrected";
  }

  /** Whether {@link evict} has something to do. */
  canEvict(watermark: Watermark): boolean {
    const { bars } = this;
    if (bars.length < 2 || !watermark.isClosed((bars[0] as Bar).openTime + this.interval.ms)) return false;
    return (bars[1] as Bar).firstMs <= watermark.ms;
  }

  /** Lets go of the closed candles, and returns their rows as they stand for ever. */
  evict(watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow[] {
    const rows: CandleRow[] = [];
    const { bars, leastIds } = this;
    while (this.canEvict(watermark)) {
      const bar = bars[0] as Bar;
      rows.push(this.rowAt(0, this.departedId, this.leastFrom(1), watermark, scale, ids));
      bars.shift();
      leastIds.shift();
      this.departedId = Math.max(this.departedId, bar.greatestId);
      this.spare = bar;
    }
    return rows;
  }

  /** The rows of the candles held from `fromMs` on, in order of time. `ids`: every id that is accounted for. */
  rows(watermark: Watermark, scale: Scale, ids: IdRanges, fromMs = Number.NEGATIVE_INFINITY): CandleRow[] {
    let least = Number.POSITIVE_INFINITY;
    const leastAfter = new Float64Array(this.leastIds.length);
    for (let at = leastAfter.length - 1; at >= 0; at--) {
      leastAfter[at] = least;
      least = Math.min(least, this.leastIds[at] as number);
    }
    const rows: CandleRow[] = [];
    let before = this.departedId;
    this.bars.forEach((bar, at) => {
      if (bar.openTime >= fromMs) rows.push(this.rowAt(at, before, leastAfter[at] as number, watermark, scale, ids));
      before = Math.max(before, bar.greatestId);
    });
    return rows;
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
    for (let at = 0; at < count; at++) {
      const bar = Bar.read(r);
      series.bars.push(bar);
      series.leastIds.push(bar.leastId);
    }
    return series;
  }

  private noteTooLate(trade: Trade, openTime: number): void {
    if (trade.counts) this.tooLate++;
    const oldest = this.bars[0];
    if (oldest === undefined || openTime < oldest.openTime) {
      this.departedId = Math.max(this.departedId, trade.lastId);
      return;
    }
    // A closed candle still waits here. It must learn of this trade, but the trade's volume stays out of it.
    const bar = this.witness(trade, openTime);
    if (trade.counts) bar.short = true;
  }

  /** The candle of that time, made where there is none, which then knows of the trade. */
  private witness(trade: Trade, openTime: number): Bar {
    const { bars } = this;
    // At most an hour of candles is held and nearly every trade belongs to the last: a walk from the end beats a search.
    let at = bars.length - 1;
    while (at >= 0 && (bars[at] as Bar).openTime > openTime) at--;
    let bar = bars[at];
    if (bar === undefined || bar.openTime !== openTime) bar = this.begin(openTime, ++at);
    bar.witness(trade);
    this.leastIds[at] = bar.leastId;
    return bar;
  }

  private begin(openTime: number, at: number): Bar {
    const bar = this.spare?.renew(openTime) ?? new Bar(openTime);
    this.spare = null;
    if (at === this.bars.length) {
      this.bars.push(bar);
      this.leastIds.push(bar.leastId);
    } else {
      this.bars.splice(at, 0, bar);
      this.leastIds.splice(at, 0, bar.leastId);
    }
    return bar;
  }

  /** The least trade id in the candles from the one at `from` on. */
  private leastFrom(from: number): number {
    const { leastIds } = this;
    let least = Number.POSITIVE_INFINITY;
    for (let at = leastIds.length - 1; at >= from; at--) if ((leastIds[at] as number) < least) least = leastIds[at] as number;
    return least;
  }

  /**
   * The row of a candle. It is complete where all ids are accounted for from the greatest of those `before` it to the least of those
   * `after` it: its own lie between, and a hole at either edge could hide a trade of it.
   */
  private rowAt(at: number, before: number, after: number, watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow {
    const bar = this.bars[at] as Bar;
    const followed = Number.isFinite(after);
    const first = Math.min(before, bar.leastId);
    const unbroken = Number.isFinite(before) && !bar.short && ids.proves(first, Math.max(followed ? after : bar.greatestId, bar.greatestId));
    return bar.row(scale, watermark.isFinal(bar.openTime + this.interval.ms), unbroken && followed, unbroken);
  }
}
