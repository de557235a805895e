import type { ChartBar } from "../../core/contract/chart-view.ts";

/** A longer hole is drawn as one of this many intervals: a night without a recording must not push the rest out of sight. */
const MAX_HOLE = 120;

/** Open times of the intervals of `lengthMs` between two bars that have no candle, so that a hole is seen as one: Unix ms. Bars by activity (null) have no holes. */
export function holeBetween(beforeMs: number, afterMs: number, lengthMs: number | null): number[] {
  if (lengthMs === null) return [];
  const missing = Math.max(0, Math.round((afterMs - beforeMs) / lengthMs) - 1);
  return Array.from({ length: Math.min(missing, MAX_HOLE) }, (_, n) => beforeMs + (n + 1) * lengthMs);
}

/** The bars in order of time, with the intervals between them that have none. */
export function timeSlots(bars: readonly ChartBar[], lengthMs: number | null): (ChartBar | number)[] {
  const slots: (ChartBar | number)[] = [];
  let before: ChartBar | null = null;
  for (const bar of bars) {
    if (before !== null) slots.push(...holeBetween(before.openTime, bar.openTime, lengthMs));
    slots.push(bar);
    before = bar;
  }
  return slots;
}
