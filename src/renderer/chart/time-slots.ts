import type { ChartBar } from "../../core/contract/chart-view.ts";

/** The chart's one interval, in ms. */
const MINUTE_MS = 60_000;
/** A longer hole is drawn as one of this many minutes: a night without a recording must not push the rest out of sight. */
const MAX_HOLE = 120;

/** Open times of the minutes between two bars that have no candle, so that a hole is seen as one: Unix ms. */
export function holeBetween(beforeMs: number, afterMs: number): number[] {
  const missing = Math.max(0, Math.round((afterMs - beforeMs) / MINUTE_MS) - 1);
  return Array.from({ length: Math.min(missing, MAX_HOLE) }, (_, n) => beforeMs + (n + 1) * MINUTE_MS);
}

/** The bars in order of time, with the minutes between them that have none. */
export function timeSlots(bars: readonly ChartBar[]): (ChartBar | number)[] {
  const slots: (ChartBar | number)[] = [];
  let before: ChartBar | null = null;
  for (const bar of bars) {
    if (before !== null) slots.push(...holeBetween(before.openTime, bar.openTime));
    slots.push(bar);
    before = bar;
  }
  return slots;
}
