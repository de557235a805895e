import type { CandleColumns } from "../indicators/candle-columns.ts";
import { columnsOf } from "../indicators/candle-columns.ts";
import type { CandleRow } from "./candle-row.ts";
import { fillEmpty } from "./empty-intervals.ts";
import { indicatorCandle } from "./indicator-candle.ts";
import type { Interval } from "./interval.ts";

/**
 * The history that indicators, screens and backtests run along: the final candles in order of time, with a flat one in every interval
 * without a trade (as in exchanges' own klines), also after the last candle up to `watermarkMs`. It begins with the first candle that is
 * whole: of the one before it the recording holds only the end.
 */
export function closedColumns(rows: readonly CandleRow[], interval: Interval, watermarkMs: number): CandleColumns {
  const begin = rows.findIndex(({ unbroken }) => unbroken);
  const whole = begin < 0 ? [] : rows.slice(begin);
  const closed = fillEmpty(whole, interval, watermarkMs).filter(({ final }) => final);
  return columnsOf(closed.map(indicatorCandle));
}
