import { type Decimal, type Int, multiply, rescale, subtract } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import { Bar } from "./bar.ts";
import type { CandleRow } from "./candle-row.ts";
import type { TradeObserver } from "./trade-observer.ts";
import type { Watermark } from "./watermark.ts";

/** What ends a bar that goes by activity and not by time: so many trades, so much volume or turnover, or so wide a range of prices. */
export interface Activity {
  readonly measure: "tick" | "volume" | "dollar" | "range";
  /** Trades (a whole number); base quantity; quote turnover; price units. Above 0. */
  readonly size: Decimal;
}

/** A bar by activity; `openTime` is the event time of its first trade and `closeTime` that of its last, Unix ms. */
export interface ActivityRow extends CandleRow {
  readonly closeTime: number;
}

/** A trade that waits for its turn, at its own scale. */
type Waiting = Pick<Trade, "firstId" | "lastId" | "eventMs" | "price" | "qty" | "scale" | "side" | "counts">;

/**
 * Bars by activity: trades are put in order of event time, then id, and each enters once the watermark has passed it. So any order of
 * arrival within the watermark's bound gives the same bars. A trade that comes later than that cannot move all bars after it: it is counted,
 * enters none, and the bar open at that moment is never called complete.
 *
 * A trade (or an aggregate) is never split: the one that reaches the size ends a tick, volume or dollar bar and belongs to it; the one that
 * would stretch a range bar beyond its size begins the next.
 */
export class ActivityCandles implements TradeObserver {
  private readonly activity: Activity;
  private readonly onClosed: (row: ActivityRow) => void;
  private readonly waiting: Waiting[] = [];
  private scale: Scale;
  private size: Int;
  private current: Bar | null = null;
  /** A bar that has reached its size and waits for the next trade, which shows whether it is complete. */
  private full: Bar | null = null;
  private departedId = Number.NEGATIVE_INFINITY;
  private late = 0;

  constructor(activity: Activity, onClosed: (row: ActivityRow) => void) {
    this.activity = activity;
    this.onClosed = onClosed;
    const { measure, size } = activity;
    this.scale = { price: measure === "dollar" || measure === "range" ? size.scale : 0, qty: measure === "volume" ? size.scale : 0 };
    this.size = size.mantissa;
  }

  /** Counting trades that came behind the watermark, and are in no bar. */
  get tooLateTrades(): number {
    return this.late;
  }

  enter(trade: Trade, _price: Int, _qty: Int, _quote: Int, _scale: Scale, watermark: Watermark): void {
    if (trade.eventMs < watermark.ms) {
      if (trade.counts) this.late++;
      const open = this.current ?? this.full;
      if (open !== null) open.short = true;
      return;
    }
    const { firstId, lastId, eventMs, price, qty, scale, side, counts } = trade;
    let at = this.waiting.length;
    while (at > 0 && isAfter(this.waiting[at - 1] as Waiting, trade)) at--;
    this.waiting.splice(at, 0, { firstId, lastId, eventMs, price, qty, scale, side, counts });
  }

  settle(watermark: Watermark, ids: IdRanges): void {
    let due = 0;
    while (due < this.waiting.length && (this.waiting[due] as Waiting).eventMs < watermark.ms) due++;
    for (const trade of this.waiting.splice(0, due)) this.take(trade, ids, this.onClosed);
  }

  /** The bars that may still change: those of trades that wait for their turn too. */
  rows(_watermark: Watermark, ids: IdRanges): ActivityRow[] {
    const ahead = this.fork();
    const rows: ActivityRow[] = [];
    const settled = this.full === null ? 0 : 1;
    for (const trade of this.waiting) ahead.take(trade, ids, (row) => rows.push(row));
    for (const open of [ahead.full, ahead.current])
      if (open !== null && open.trades > 0) rows.push(ahead.row(open, false, ahead.isUnbroken(open, open.greatestId, ids)));
    // A full bar whose trades have all settled is final, whatever comes: only whether it is complete is open.
    return rows.map((row, at) => ({ ...row, final: at < settled }));
  }

  private fork(): ActivityCandles {
    const other = new ActivityCandles(this.activity, this.onClosed);
    other.scale = this.scale;
    other.size = this.size;
    other.current = this.current?.clone() ?? null;
    other.full = this.full?.clone() ?? null;
    other.departedId = this.departedId;
    return other;
  }

  private take(trade: Waiting, ids: IdRanges, onClosed: (row: ActivityRow) => void): void {
    this.grow(trade.scale);
    const price = rescale(trade.price, trade.scale.price, this.scale.price);
    const qty = rescale(trade.qty, trade.scale.qty, this.scale.qty);
    if (this.current !== null && trade.counts && this.overstretches(this.current, price)) this.fill();
    this.current ??= new Bar(trade.eventMs);
    const open = this.current;
    open.witness(trade);
    if (this.full !== null) this.close(this.full, trade, ids, onClosed);
    if (!trade.counts) return;
    open.add(trade, price, qty, multiply(price, qty));
    if (this.isFull(open)) this.fill();
  }

  private fill(): void {
    this.full = this.current;
    this.current = null;
  }

  /** The bar is over and `next` is the first trade after it. */
  private close(bar: Bar, next: Waiting, ids: IdRanges, onClosed: (row: ActivityRow) => void): void {
    const complete = this.isUnbroken(bar, next.firstId, ids);
    this.full = null;
    this.departedId = Math.max(this.departedId, bar.greatestId);
    onClosed(this.row(bar, complete, complete));
  }

  /** Whether every trade from the one before the bar to that of id `toId` is accounted for. */
  private isUnbroken({ short, leastId, greatestId }: Bar, toId: number, ids: IdRanges): boolean {
    return Number.isFinite(this.departedId) && !short && ids.proves(Math.min(this.departedId, leastId), Math.max(toId, greatestId));
  }

  private row(bar: Bar, complete: boolean, unbroken: boolean): ActivityRow {
    return { ...bar.row(this.scale, true, complete, unbroken), closeTime: bar.closedMs };
  }

  private overstretches(bar: Bar, price: Int): boolean {
    if (this.activity.measure !== "range" || bar.trades === 0) return false;
    const top = price > bar.highest ? price : bar.highest;
    const bottom = price < bar.lowest ? price : bar.lowest;
    return subtract(top, bottom) > this.size;
  }

  private isFull(bar: Bar): boolean {
    const { measure } = this.activity;
    if (measure === "tick") return bar.trades >= this.size;
    if (measure === "volume") return bar.volumeSum >= this.size;
    return measure === "dollar" && bar.quoteSum >= this.size;
  }

  private grow(scale: Scale): void {
    const price = Math.max(this.scale.price, scale.price);
    const qty = Math.max(this.scale.qty, scale.qty);
    const pricePlaces = price - this.scale.price;
    const qtyPlaces = qty - this.scale.qty;
    if (pricePlaces === 0 && qtyPlaces === 0) return;
    for (const bar of [this.current, this.full]) bar?.grow(pricePlaces, qtyPlaces);
    this.scale = { price, qty };
    const { measure, size } = this.activity;
    if (measure === "volume") this.size = rescale(size.mantissa, size.scale, qty);
    if (measure === "range") this.size = rescale(size.mantissa, size.scale, price);
    if (measure === "dollar") this.size = rescale(size.mantissa, size.scale, price + qty);
  }
}

function isAfter(waiting: Waiting, trade: Trade): boolean {
  return waiting.eventMs > trade.eventMs || (waiting.eventMs === trade.eventMs && waiting.firstId > trade.firstId);
}
