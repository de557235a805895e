import type { Trade } from "../market/trade.ts";
import type { CandleRow } from "./candle-row.ts";
import { type Interval, openTimeOf } from "./interval.ts";
import { mergeCandles } from "./merge-candles.ts";
import type { BaseCandleSink } from "./second-candles.ts";
import type { Watermark } from "./watermark.ts";

/**
 * Candles of a longer interval, made from base candles alone: equal to those made straight from the trades, as long as no trade came too
 * late for its base candle. (What is too late for the base is in no candle of any length: they agree with each other.) Under late trades
 * `complete` may be false where more patience would have proved it, never the other way round.
 *
 * It keeps what the base candles that have left add up to, and how often each of its candles was corrected after it was final.
 */
export class DerivedCandles implements BaseCandleSink {
  private readonly interval: Interval;
  private readonly onClosed: (row: CandleRow) => void;
  private readonly corrections = new Map<number, number>();
  /** Candles that a trade came too late for: they can never be complete. */
  private readonly short = new Set<number>();
  private pending: CandleRow | null = null;
  private oldestOpen = Number.NEGATIVE_INFINITY;

  /** `onClosed` receives each candle that can no longer change, once and in order of time. */
  constructor(interval: Interval, onClosed: (row: CandleRow) => void) {
    this.interval = interval;
    this.onClosed = onClosed;
  }

  /** A late trade changed the final base candle at `baseOpenTime`. Where the longer candle around it is still open, that corrects nothing. */
  corrected(baseOpenTime: number, watermark: Watermark): void {
    const openTime = openTimeOf(this.interval, baseOpenTime);
    if (!watermark.isFinal(openTime + this.interval.ms)) return;
    this.corrections.set(openTime, (this.corrections.get(openTime) ?? 0) + 1);
  }

  /** A trade came too late for its base candle, and so is in no candle. */
  tooLate({ eventMs }: Trade): void {
    const openTime = openTimeOf(this.interval, eventMs);
    if (openTime >= this.oldestOpen) this.short.add(openTime);
  }

  /** Takes the next base candle that can no longer change. */
  left(base: CandleRow): void {
    const openTime = openTimeOf(this.interval, base.openTime);
    if (this.pending !== null && this.pending.openTime !== openTime) {
      if (this.pending.trades > 0) this.onClosed(this.shown(this.pending, true));
      this.corrections.delete(this.pending.openTime);
      this.oldestOpen = openTime;
      for (const past of this.short) if (past < openTime) this.short.delete(past);
      this.pending = null;
    }
    this.pending = this.pending === null ? { ...base, openTime } : mergeCandles(this.pending, base);
  }

  /** The candles that may still change, in order of time, given the base candles that may (those without a counting trade too). */
  rows(held: readonly CandleRow[], watermark: Watermark): CandleRow[] {
    const rows: CandleRow[] = this.pending === null ? [] : [this.pending];
    for (const base of held) {
      const openTime = openTimeOf(this.interval, base.openTime);
      const last = rows.at(-1);
      if (last?.openTime === openTime) rows[rows.length - 1] = mergeCandles(last, base);
      else rows.push({ ...base, openTime });
    }
    return rows.filter((row) => row.trades > 0).map((row) => this.shown(row, watermark.isFinal(row.openTime + this.interval.ms)));
  }

  private shown(row: CandleRow, final: boolean): CandleRow {
    const { openTime, complete, unbroken } = row;
    const short = this.short.has(openTime);
    return { ...row, final, complete: complete && !short, unbroken: unbroken && !short, revision: this.corrections.get(openTime) ?? 0 };
  }
}
