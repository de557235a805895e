import type { CandleRow } from "./candle-row.ts";
import { fillEmpty } from "./empty-intervals.ts";
import { type Interval, ONE_MINUTE, openTimeOf } from "./interval.ts";
import { mergeCandles } from "./merge-candles.ts";

/**
 * One history of `interval` out of the exchange's own candles and the recorded 1 m candles, both in order of time, each once. A recorded candle
 * stands where every minute of it is recorded whole; else the exchange's does. What only the recording has, and not whole, is marked as
 * broken. Nothing is final that has not ended by `untilMs` (Unix ms of event time), whatever the exchange's answer said.
 */
export function joinedCandles(exchange: readonly CandleRow[], minutes: readonly CandleRow[], interval: Interval, untilMs: number): CandleRow[] {
  const ended = (row: CandleRow): CandleRow => (row.final && row.openTime + interval.ms > untilMs ? { ...row, final: false } : row);
  if (minutes.length === 0) return exchange.map(ended);
  const rows = new Map(exchange.map((row) => [row.openTime, row]));
  for (const { row, whole } of recorded(minutes, interval, untilMs)) {
    if (whole) rows.set(row.openTime, row);
    else if (!rows.has(row.openTime)) rows.set(row.openTime, { ...row, complete: false, unbroken: false });
  }
  return [...rows.values()].map(ended).sort((a, b) => a.openTime - b.openTime);
}

/** The recorded minutes put together to candles of `interval`, and whether each holds all of its minutes; none below a minute. */
function recorded(minutes: readonly CandleRow[], interval: Interval, untilMs: number): { row: CandleRow; whole: boolean }[] {
  if (interval.ms < ONE_MINUTE.ms) return [];
  const made: { row: CandleRow; whole: boolean; count: number }[] = [];
  for (const minute of fillEmpty(minutes, ONE_MINUTE, untilMs)) {
    const openTime = openTimeOf(interval, minute.openTime);
    const last = made.at(-1);
    if (last?.row.openTime !== openTime) {
      made.push({ row: { ...minute, openTime }, whole: minute.unbroken, count: 1 });
      continue;
    }
    last.row = { ...mergeCandles(last.row, minute), final: minute.final };
    last.whole &&= minute.unbroken;
    last.count++;
  }
  return made.filter(({ row }) => row.trades > 0).map(({ row, whole, count }) => ({ row, whole: whole && count * ONE_MINUTE.ms === interval.ms }));
}
