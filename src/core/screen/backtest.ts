import type { CandleColumns } from "../indicators/candle-columns.ts";
import { holds } from "./evaluate.ts";
import type { Condition } from "./expression.ts";
import { type History, stepOf, type TermSeries, termSeries, valueAt } from "./term-series.ts";

/** One time the condition came to hold, and what followed. Times are Unix ms, prices doubles. */
export interface Entry {
  /** The close of the candle at which the condition came to hold. */
  readonly signalMs: number;
  /** Start of the candle whose open is the entry's price. */
  readonly entryMs: number;
  readonly entryPrice: number;
  /** Close of the last candle held, and its price. */
  readonly exitMs: number;
  readonly exitPrice: number;
  /** `exitPrice / entryPrice - 1`. */
  readonly forwardReturn: number;
  /** Greatest fall from a high (or the entry) to a later low while held, as a share of that high. */
  readonly drawdown: number;
}

/** What a backtest of one symbol found. */
export interface Backtest {
  /** Closed candles stepped along, and those of them at which the condition was unknown. */
  readonly candles: number;
  readonly unknown: number;
  readonly entries: readonly Entry[];
  /** Entries that are not judged: the history ends before they were held long enough, or a hole lies in what they were held through. */
  readonly unfinished: number;
  readonly broken: number;
}

/** The first term that belongs to the present alone and cannot be stepped back to; undefined where there is none. */
export function presentOnly({ terms }: Condition): string | undefined {
  return terms.find(({ kind }) => kind === "ticker" || kind === "last")?.label;
}

/**
 * Steps a condition along a history and enters at the next candle's open whenever it comes to hold, to hold for `bars` candles.
 * Nothing is looked up ahead of its time: at the close of a step only candles that have closed by then are seen, of any interval, and the price of an
 * entry is one that came later. A candle without volume has no price of its own: an entry waits for the next that has.
 */
export function backtest(condition: Condition, history: History, bars: number): Backtest {
  const step = stepOf(condition);
  const columns = history(step);
  const candles = columns.openTime.length;
  const series = condition.terms.map((term) => new SteppedSeries(termSeries(term, history)));
  const entries: Entry[] = [];
  let [unknown, unfinished, broken] = [0, 0, 0];
  let before: boolean | null = null;
  for (let at = 0; at < candles; at++) {
    const closeMs = (columns.openTime[at] as number) + step.ms;
    for (const one of series) one.stepTo(closeMs);
    const now = holds(condition, (term, back) => (series[term] as SteppedSeries).value(back));
    if (now === null) unknown++;
    if (now === true && before !== true) {
      const held = hold(columns, at, bars, step.ms);
      if (held === "unfinished") unfinished++;
      else if (held === "broken") broken++;
      else entries.push(held);
    }
    before = now;
  }
  return { candles, unknown, entries, unfinished, broken };
}

/** One term's values, seen from a moment that moves on. */
class SteppedSeries {
  private readonly series: TermSeries | null;
  private at = -1;

  constructor(series: TermSeries | null) {
    this.series = series;
  }

  /** Moves on to the last candle that has closed by then. */
  stepTo(closeMs: number): void {
    if (this.series === null) return;
    const { openTime, intervalMs } = this.series;
    while (this.at + 1 < openTime.length && (openTime[this.at + 1] as number) + intervalMs <= closeMs) this.at++;
  }

  value(back: number): number {
    return this.series === null ? Number.NaN : valueAt(this.series, this.at - back);
  }
}

function hold(columns: CandleColumns, signal: number, bars: number, stepMs: number): Entry | "unfinished" | "broken" {
  const { openTime, open, high, low, close, volume, hole } = columns;
  let first = signal + 1;
  while (first < openTime.length && volume[first] === 0) first++;
  const last = first + bars - 1;
  if (last >= openTime.length) return "unfinished";
  for (let at = signal + 1; at <= last; at++) if (hole[at] !== 0) return "broken";
  const entryPrice = open[first] as number;
  let peak = entryPrice;
  let drawdown = 0;
  for (let at = first; at <= last; at++) {
    // Whether a candle's high or low came first is not known: its low is held against what was reached before it.
    drawdown = Math.max(drawdown, (peak - (low[at] as number)) / peak);
    peak = Math.max(peak, high[at] as number);
  }
  const exitPrice = close[last] as number;
  return {
    signalMs: (openTime[signal] as number) + stepMs,
    entryMs: openTime[first] as number,
    entryPrice,
    exitMs: (openTime[last] as number) + stepMs,
    exitPrice,
    forwardReturn: exitPrice / entryPrice - 1,
    drawdown,
  };
}
