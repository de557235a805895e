import type { ScreenRow, TypedCondition } from "../../core/contract/screening.ts";
import type { Condition } from "../../core/screen/expression.ts";
import type { ScreenResult } from "../../core/screen/screen-symbol.ts";
import type { Term } from "../../core/screen/term.ts";
import { intervalsOf } from "../../core/screen/term-series.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import type { FoundCandles } from "./analysis-task.ts";
import type { SymbolReader } from "./symbol-reader.ts";
import type { Asking, CandleSource } from "./venue-candles.ts";

export interface LiveScreenOptions {
  readonly typed: TypedCondition;
  /** The same, read. */
  readonly condition: Condition;
  /** In the order in which they are to be computed; the first `urgent` of them are on screen. */
  readonly instruments: readonly string[];
  readonly urgent: number;
  readonly pool: AnalysisPool;
  readonly source: Pick<CandleSource, "tellsTurnover">;
  /** Ends with the screen. */
  readonly asking: Asking;
  readonly reader: SymbolReader;
  readonly signal: AbortSignal;
  readonly onRow: (row: ScreenRow) => void;
}

/**
 * A screen of the live desk's instruments. Of each, what the exchange has of the intervals asked for is fetched, all concurrently within
 * its limits and what is on screen first; then what is recorded by now is read from the fold, and a thread joins and evaluates the two.
 * Rejects where it is cancelled, or none of it can be done; what fails of one instrument fails of it alone, and its row says so.
 */
export async function liveScreen(options: LiveScreenOptions): Promise<void> {
  const { condition, instruments, asking, reader, signal } = options;
  const stop = (): void => {
    asking.stop();
    reader.close();
  };
  signal.addEventListener("abort", stop);
  try {
    const intervals = intervalsOf(condition).map(({ name }) => name);
    await Promise.all(
      instruments.map(async (instrument, at) => {
        const history = await Promise.all(intervals.map((interval) => asking.candles(instrument, interval)));
        await screenOne(options, instrument, at < options.urgent ? 1 : 0, history);
      }),
    );
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

async function screenOne(options: LiveScreenOptions, instrument: string, priority: number, asked: readonly (FoundCandles | string)[]): Promise<void> {
  const { typed, condition, pool, source, reader, signal, onRow } = options;
  signal.throwIfAborted();
  const reading = await reader.read(instrument, wantsTicker(condition));
  signal.throwIfAborted();
  const history = asked.filter((found) => typeof found !== "string");
  const missing = asked.filter((found) => typeof found === "string");
  const untold = source.tellsTurnover || history.length === 0 ? null : turnoverTerm(condition);
  const blank = { instrument, match: null, values: condition.terms.map(() => null), reasons: condition.terms.map(() => "") };
  const eventMs = reading?.eventMs ?? null;
  if (untold !== null) {
    onRow({ ...blank, eventMs, note: `${untold} needs turnover or the aggressor's part, which the candles of this exchange do not tell` });
    return;
  }
  try {
    const result = await pool.run({ kind: "screen-live", condition: typed, history, reading }, { priority, signal });
    onRow(rowOf(condition, instrument, eventMs, result, missing[0] ?? ""));
  } catch (error) {
    signal.throwIfAborted();
    onRow({ ...blank, eventMs, note: error instanceof Error ? error.message : String(error) });
  }
}

/** A result as the page is told it, its terms in the order of the condition. */
export function rowOf(condition: Condition, instrument: string, eventMs: number | null, result: ScreenResult, note: string): ScreenRow {
  return {
    instrument,
    eventMs,
    match: result.match,
    values: condition.terms.map(({ label }) => result.values[label] ?? null),
    reasons: condition.terms.map(({ label }) => result.unknown[label]?.detail ?? ""),
    note,
  };
}

function wantsTicker({ terms }: Condition): boolean {
  return terms.some(({ kind }) => kind === "ticker" || kind === "last");
}

const TURNOVER = ["quoteVolume", "takerVolume"];

function inputsOf(term: Term): readonly string[] {
  if (term.kind === "candle") return [term.field];
  return term.kind === "indicator" ? term.definition.inputs : [];
}

/** The first term that asks for what ccxt's candles leave out; null where none does. */
function turnoverTerm({ terms }: Condition): string | null {
  const found = terms.find((term) => inputsOf(term).some((input) => TURNOVER.includes(input)));
  return found?.label ?? null;
}
