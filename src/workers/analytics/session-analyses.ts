import type { BacktestRow, ScreenRow, TypedCondition } from "../../core/contract/screening.ts";
import type { Backtest } from "../../core/screen/backtest.ts";
import { type BacktestSummary, summarise } from "../../core/screen/backtest-summary.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { SessionReader } from "../store/session-reader.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import type { SessionShare } from "./analysis-task.ts";
import { rowOf } from "./live-screen.ts";

export interface SessionAnalysisOptions {
  readonly typed: TypedCondition;
  /** The same, read. */
  readonly condition: Condition;
  readonly pool: AnalysisPool;
  /** Threads that a file is spread over at most. */
  readonly workers: number;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** A session file is read by as many threads as have instruments of it to work on. Throws a SessionFileError. */
function sessionShares(tape: string, workers: number): SessionShare[] {
  const reader = SessionReader.open(tape);
  const count = Math.max(1, Math.min(workers, reader.instruments.length));
  reader.close();
  return Array.from({ length: count }, (_, index) => ({ tape, index, count }));
}

/** A screen of a session file's instruments as they stood after frame `rx`, or at its end, by id. */
export async function sessionScreen(options: SessionAnalysisOptions, tape: string, rx: number | null): Promise<ScreenRow[]> {
  const { typed, condition, pool, workers, signal } = options;
  const shares = sessionShares(tape, workers);
  const note = progressOf(shares.length, options.onProgress);
  const parts = await Promise.all(
    shares.map((share, at) =>
      pool.run(
        { kind: "screen-session", condition: typed, share, ...(rx !== null && { untilRx: rx }) },
        { signal, onProgress: (done, total) => note(at, done / total) },
      ),
    ),
  );
  const rows = parts.flat().map(({ instrument, eventMs, result }) => rowOf(condition, instrument, eventMs, result, ""));
  return rows.sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}

/**
 * A backtest over session files, side by side. `onRows` receives the rows of each file as soon as it is through; resolves with the sum of
 * all. A file that cannot be read fails the whole: a sum without it would say something else than what was asked.
 */
export async function sessionBacktest(
  options: SessionAnalysisOptions & { readonly bars: number },
  sessions: readonly { readonly name: string; readonly path: string }[],
  onRows: (rows: readonly BacktestRow[]) => void,
): Promise<BacktestSummary> {
  const { typed, pool, workers, signal, bars } = options;
  const files = sessions.map(({ name, path }) => ({ name, shares: sessionShares(path, workers) }));
  const note = progressOf(files.reduce((sum, { shares }) => sum + shares.length, 0), options.onProgress); // prettier-ignore
  let before = 0;
  const found = await Promise.all(
    files.map(async ({ name, shares }) => {
      const first = before;
      before += shares.length;
      const parts = await Promise.all(
        shares.map(async (share, at) => {
          const onProgress = (done: number, total: number): void => note(first + at, done / total);
          const results = await pool.run({ kind: "backtest-session", condition: typed, share, bars }, { signal, onProgress });
          note(first + at, 1);
          return results;
        }),
      );
      const symbols = parts.flat().sort(([a], [b]) => (a < b ? -1 : 1));
      onRows(symbols.map(([instrument, result]) => ({ session: name, instrument, summary: { ...summarise([result]) } })));
      return symbols.map(([, result]): Backtest => result);
    }),
  );
  return summarise(found.flat());
}

/** Puts together how far each of several parts is. */
function progressOf(parts: number, onProgress: (share: number) => void): (part: number, share: number) => void {
  const done = Array.from({ length: parts }, () => 0);
  return (part, share) => {
    done[part] = share;
    onProgress(done.reduce((sum, each) => sum + each, 0) / parts);
  };
}
