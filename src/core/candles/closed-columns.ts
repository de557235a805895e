import type { CandleColumns } from "../indicators/candle-columns.ts";
import { columnsOf } from "../indicators/candle-columns.ts";
import type { CandleRow } from "./candle-row.ts";
import { fillEmpty } from "./empty-intervals.ts";
import { indicatorCandle } from "./indicator-candle.ts";
import type { Interval } from "./interval.ts";

/**
 * The history that indicators, screens and backtests run along: the final candles in order of time, with a flat one in every interval
 * without a trade (as in exchanges' own klines), also after the last candle up to `watermarkMs`. It begins with the first candle that is
 * whole: of the one before it the recording holds only the end. Where holes are accepted (a venue that numbers no trades proves nothing), all
 * candles but the first are taken as they are.
 */
export function closedColumns(rows: readonly CandleRow[], interval: Interval, watermarkMs: number, acceptHoles = false): CandleColumns {
  const begin = rows.findIndex(({ unbroken }, at) => (acceptHoles ? at > 0 : unbroken));
  const taken = begin < 0 ? [] : rows.slice(begin);
  const whole = acceptHoles ? taken.map((row) => ({ ...row, complete: true, unbroken: true })) : taken;
  const closed = fillEmpty(whole, interval, watermarkMs).filter(({ final }) => final);
  return columnsOf(closed.map(indicatorCandle));
}
