import type { CandleRow } from "./candle-row.ts";
import { type Interval, openTimeOf } from "./interval.ts";

/** Candles of one interval, in order of time. */
export interface CandleLayer {
  readonly interval: Interval;
  readonly rows: readonly CandleRow[];
}

/** What stands before finer candles, in order of time; of those, the ones before `fromMs` are in it already. */
export interface CoarseCandles {
  readonly rows: CandleRow[];
  readonly fromMs: number;
}

/**
 * The candles of `layers` (shorter intervals first) that lead up to finer ones, so that together they cover each moment once: a
 * longer candle stands where the shorter ones do not reach, also where they begin within it, unless they end within it too: that is the present
 * one, which only the finer ones follow. A longer candle that is not over yet is used nowhere.
 */
export function coarseBefore(layers: readonly CandleLayer[], fine: readonly Pick<CandleRow, "openTime">[]): CoarseCandles {
  const latest = fine.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY;
  let startMs = fine[0]?.openTime ?? Number.POSITIVE_INFINITY;
  let fromMs = Number.NEGATIVE_INFINITY;
  let rows: CandleRow[] = [];
  for (const { interval, rows: all } of layers) {
    const over = all.filter(({ final }) => final);
    const edge = Number.isFinite(startMs) ? openTimeOf(interval, startMs) : startMs;
    const last = rows.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY;
    const reachesIn = edge < startMs && Math.max(latest, last) >= edge + interval.ms && over.some(({ openTime }) => openTime === edge);
    if (reachesIn) {
      startMs = edge + interval.ms;
      fromMs = Math.max(fromMs, startMs);
      rows = rows.filter(({ openTime }) => openTime >= startMs);
    }
    const before = over.filter(({ openTime }) => openTime + interval.ms <= startMs);
    rows = [...before, ...rows];
    startMs = rows[0]?.openTime ?? startMs;
  }
  return { rows, fromMs };
}
