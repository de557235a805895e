import { type Interval, ONE_MINUTE } from "../candles/interval.ts";
import type { CandleColumns } from "../indicators/candle-columns.ts";
import { holeMarks } from "../indicators/hole-marks.ts";
import type { Condition } from "./expression.ts";
import type { Term } from "./term.ts";

/** Why a term has no value. */
export interface Unknown {
  readonly reason: "warm-up" | "hole" | "no value" | "no trades" | "not covered";
  /** What is there and what would be needed, for a person. */
  readonly detail: string;
}

/** The values of one term along the candles of its interval. */
export interface TermSeries {
  /** Start of each candle, Unix ms, and its length. */
  readonly openTime: Float64Array;
  readonly intervalMs: number;
  /** NaN where there is none. */
  readonly values: Float64Array;
  /** 1 where the value rests on candles of which trades may be missing. */
  readonly marked: Uint8Array;
  /** Candles needed before the first value. */
  readonly warmUp: number;
}

/** The closed candles of one symbol, by interval. */
export type History = (interval: Interval) => CandleColumns;

/** The intervals a condition's candles and indicators are in, each once. */
export function intervalsOf({ terms }: Condition): Interval[] {
  const intervals = new Map(terms.flatMap((term) => ("interval" in term ? [[term.interval.name, term.interval] as const] : [])));
  return [...intervals.values()];
}

/** The shortest of them: that in which a backtest steps; a minute where only the ticker is asked for. */
export function stepOf(condition: Condition): Interval {
  return intervalsOf(condition).toSorted((a, b) => a.ms - b.ms)[0] ?? ONE_MINUTE;
}

/** A term along its candles; null where it is a figure of the ticker, which has no candles. */
export function termSeries(term: Term, history: History): TermSeries | null {
  if (term.kind === "ticker" || term.kind === "last") return null;
  const columns = history(term.interval);
  const { openTime, hole } = columns;
  const common = { openTime, intervalMs: term.interval.ms };
  if (term.kind === "candle") return { ...common, values: columns[term.field], marked: hole, warmUp: 1 };
  const { definition, parameters, output } = term;
  const { warmUp, reach } = definition.create(parameters);
  const values = definition.batch(columns, parameters)[output] as Float64Array;
  return { ...common, values, marked: holeMarks(columns, reach), warmUp };
}

/** The value at candle `at`; NaN where it is not known, and {@link unknownAt} says why. */
export function valueAt({ values, marked }: TermSeries, at: number): number {
  return at < 0 || marked[at] !== 0 ? Number.NaN : (values[at] ?? Number.NaN);
}

/** Why the value at candle `at` is not known; null where it is. */
export function unknownAt(series: TermSeries, at: number): Unknown | null {
  if (!Number.isNaN(valueAt(series, at))) return null;
  const { warmUp, values, marked } = series;
  const candles = Math.max(0, at + 1);
  if (at < 0 || (candles < warmUp && Number.isNaN(values[at]))) {
    return { reason: "warm-up", detail: `needs ${warmUp} closed ${warmUp === 1 ? "candle" : "candles"}, has ${candles}` };
  }
  if (marked[at] !== 0) return { reason: "hole", detail: "spans a gap: trades may be missing from its candles" };
  return { reason: "no value", detail: "has no value here" };
}
