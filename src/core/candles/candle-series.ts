import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { Int } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { CanonicalScale, ScaleReducer } from "../tape/canonical-scale.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { CandleRow } from "./candle-row.ts";
import { MinuteBar } from "./minute-bar.ts";
import { minuteOf, type Watermark } from "./watermark.ts";

/** What a trade did to its minute: entered while it was open, corrected a final one, or came when it was closed for good. */
export type Placement = "entered" | "corrected" | "tooLate";

/**
 * The 1 m candles of one instrument that can still change, in event time.
 *
 * A minute is provisional until the watermark passes its end, then final; a trade that comes within the allowed lateness after that
 * corrects it, with a revision; after that it is closed, and what still comes for it is counted as too late.
 *
 * A closed minute leaves as soon as a later minute has a trade behind the watermark: only then is it known whether trades between are
 * missing. So the last minute before a long silence waits for the next trade, and disorder within the bound never shows in what left.
 */
export class CandleSeries {
  private readonly bars: MinuteBar[] = [];
  /** Greatest trade id in any minute that has left: all that the completeness of later minutes needs of them. */
  private departedId = Number.NEGATIVE_INFINITY;
  private late = 0;
  private tooLate = 0;

  /** Counting trades that corrected a final candle. */
  get lateTrades(): number {
    return this.late;
  }

  /** Counting trades that came when their minute was closed: they are in no candle. */
  get tooLateTrades(): number {
    return this.tooLate;
  }

  /** Takes a trade once; `price`, `qty` and their product `quote` are at the scale of the series. The watermark knows the trade already. */
  add(trade: Trade, price: Int, qty: Int, quote: Int, watermark: Watermark): Placement {
    const openTime = minuteOf(trade.eventMs);
    if (watermark.isClosed(openTime)) {
      this.noteTooLate(trade, openTime);
      return "tooLate";
    }
    const bar = this.barAt(openTime);
    bar.witness(trade);
    if (!trade.counts) return "entered";
    bar.add(trade, price, qty, quote);
    if (!watermark.isFinal(openTime)) return "entered";
    bar.revision++;
    this.late++;
    return "corrected";
  }

  /** Whether {@link evict} has something to do. */
  canEvict(watermark: Watermark): boolean {
    return this.leaves(0, watermark);
  }

  /** Lets go of the closed minutes, and returns their rows as they stand for ever. */
  evict(watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow[] {
    let count = 0;
    while (this.leaves(count, watermark)) count++;
    const rows = this.rowsOf(count, watermark, scale, ids);
    for (const bar of this.bars.splice(0, count)) this.departedId = Math.max(this.departedId, bar.greatestId);
    return rows;
  }

  /** The rows of all minutes held that have a counting trade, in order of time. `ids`: every id that is accounted for. */
  rows(watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow[] {
    return this.rowsOf(this.bars.length, watermark, scale, ids);
  }

  /** The minutes held that have a counting trade, after `openTime`, in order of time. */
  after(openTime: number): MinuteBar[] {
    return this.bars.filter((bar) => bar.trades > 0 && bar.openTime > openTime);
  }

  grow(pricePlaces: number, qtyPlaces: number): void {
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
    for (let at = 0; at < count; at++) series.bars.push(MinuteBar.read(r));
    return series;
  }

  private leaves(at: number, watermark: Watermark): boolean {
    const bar = this.bars[at];
    const next = this.bars[at + 1];
    return bar !== undefined && next !== undefined && watermark.isClosed(bar.openTime) && next.firstMs <= watermark.ms;
  }

  private noteTooLate(trade: Trade, openTime: number): void {
    if (trade.counts) this.tooLate++;
    const oldest = this.bars[0];
    if (oldest === undefined || openTime < oldest.openTime) {
      this.departedId = Math.max(this.departedId, trade.lastId);
      return;
    }
    // A closed minute still waits here. It must learn of this trade, but the trade's volume stays out of it.
    const bar = this.barAt(openTime);
    bar.witness(trade);
    if (trade.counts) bar.short = true;
  }

  private barAt(openTime: number): MinuteBar {
    // At most an hour of minutes is held and nearly every trade belongs to the last: a walk from the end beats a search.
    let at = this.bars.length;
    while (at > 0 && (this.bars[at - 1] as MinuteBar).openTime > openTime) at--;
    const found = this.bars[at - 1];
    if (found !== undefined && found.openTime === openTime) return found;
    const bar = new MinuteBar(openTime);
    this.bars.splice(at, 0, bar);
    return bar;
  }

  /**
   * Rows of the first `count` minutes. A minute is complete where all ids are accounted for from the greatest of the minutes before it
   * to the least of the minutes after it: its own lie between, and a hole at either edge could hide a trade of it.
   */
  private rowsOf(count: number, watermark: Watermark, scale: Scale, ids: IdRanges): CandleRow[] {
    const leastAfter = new Float64Array(this.bars.length + 1).fill(Number.POSITIVE_INFINITY);
    for (let at = this.bars.length - 1; at >= 0; at--) {
      leastAfter[at] = Math.min(leastAfter[at + 1] as number, (this.bars[at] as MinuteBar).leastId);
    }
    const rows: CandleRow[] = [];
    let before = this.departedId;
    for (let at = 0; at < count; at++) {
      const bar = this.bars[at] as MinuteBar;
      const next = leastAfter[at + 1] as number;
      const enclosed = Number.isFinite(before) && Number.isFinite(next);
      const complete = enclosed && !bar.short && ids.proves(Math.min(before, bar.leastId), Math.max(next, bar.greatestId));
      if (bar.trades > 0) rows.push(bar.row(scale, watermark.isFinal(bar.openTime), complete));
      before = Math.max(before, bar.greatestId);
    }
    return rows;
  }
}
