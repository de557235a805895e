import { basename } from "node:path";
import { type Backtest, presentOnly } from "../../core/screen/backtest.ts";
import { type BacktestSummary, summarise } from "../../core/screen/backtest-summary.ts";
import type { AnalysisPool } from "../../workers/analytics/analysis-pool.ts";
import type { ConditionText } from "../../workers/analytics/analysis-task.ts";
import { SessionReader } from "../../workers/store/session-reader.ts";
import { type AnalysisThreads, threadsOption, WORKERS_HELP, withThreads } from "../analysis-threads.ts";
import { callerPath, type Command, parse, UsageError, wholeNumber } from "../command.ts";
import { CONDITION_HELP, conditionArgument, HOLES_HELP, intervalOption } from "../condition-option.ts";

const MAX_BARS = 100_000;

/** One symbol of one file, and what the backtest found there. */
interface Found {
  readonly source: string;
  readonly instrument: string;
  readonly result: Backtest;
}

export const backtest: Command = {
  name: "backtest",
  summary: "test a condition on history: entries and what followed",
  help: `backtest FILE... "CONDITION" --bars N [--interval 1m] [--accept-holes] [--workers N] [--json]

Steps along the closed candles of session files (X.tape) or kline files of data.binance.vision (X.csv), enters at the next candle's open
whenever the condition comes to hold, and holds for N candles. Prints entries, forward returns, hit rate and drawdown, by symbol and in all.

  --bars N       candles an entry is held, 1 to ${MAX_BARS}
  --interval I   of what names none in the condition (default 1m)
${HOLES_HELP}
${WORKERS_HELP}

${CONDITION_HELP}`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      {
        bars: { type: "string" },
        interval: { type: "string" },
        workers: { type: "string" },
        "accept-holes": { type: "boolean" },
        json: { type: "boolean" },
      },
      { least: 2, most: 10_000, what: 'files and a condition, such as "rsi(14,1h) crosses above 30"' },
    );
    if (values.bars === undefined) throw new UsageError("backtest needs --bars N: the candles an entry is held");
    const bars = wholeNumber("--bars", values.bars, 1);
    if (bars > MAX_BARS) throw new UsageError(`--bars takes at most ${MAX_BARS}`);
    const text = positionals.at(-1) as string;
    const interval = intervalOption(values.interval ?? "1m");
    const condition = conditionArgument(text, interval);
    const present = presentOnly(condition);
    if (present !== undefined) throw new UsageError(`${present} belongs to the present: a backtest goes by candles and indicators`);
    const threads = await threadsOption(values.workers);
    const found = await testAll(
      io,
      positionals.slice(0, -1),
      { text, interval: interval.name, acceptHoles: values["accept-holes"] === true },
      bars,
      threads,
    );
    const all = summarise(found.map(({ result }) => result));
    const symbols = found.map(({ source, instrument, result }) => ({ source, instrument, ...summarise([result]), list: result.entries }));
    io.print(values.json ? `${JSON.stringify({ condition: text, bars, all, symbols })}\n` : describe(symbols, all));
    return 0;
  },
};

async function testAll(
  io: Parameters<Command["run"]>[1],
  files: readonly string[],
  condition: ConditionText,
  bars: number,
  threads: AnalysisThreads,
): Promise<Found[]> {
  let done: number[] = [];
  const progress = (): string => {
    const share = done.reduce((sum, part) => sum + part, 0) / Math.max(1, done.length);
    return `${Math.floor(100 * share)} % of ${files.length} ${files.length === 1 ? "file" : "files"}`;
  };
  const run = async (pool: AnalysisPool, signal: AbortSignal): Promise<Found[]> => {
    const parts = files.flatMap((file) => partsOf(file, threads.workers));
    done = parts.map(() => 0);
    const results = await Promise.all(
      parts.map(async ({ file, index, count }, at) => {
        const note = (share: number): void => {
          done[at] = share;
          io.progress(progress());
        };
        const options = { signal, onProgress: (reached: number, total: number) => note(reached / total) };
        const path = callerPath(file);
        const found: readonly (readonly [string, Backtest])[] = isKlines(file)
          ? [[basename(file), await pool.run({ kind: "backtest-klines", condition, file: path, bars }, options)]]
          : await pool.run({ kind: "backtest-session", condition, share: { tape: path, index, count }, bars }, options);
        note(1);
        return found.map(([instrument, result]) => ({ source: file, instrument, result }));
      }),
    );
    return results.flat().sort((a, b) => order(a.source, b.source) || order(a.instrument, b.instrument));
  };
  return withThreads(io, threads, run, progress);
}

/** A file is read by as many threads as have instruments of it to work on. */
function partsOf(file: string, workers: number): { file: string; index: number; count: number }[] {
  if (isKlines(file)) return [{ file, index: 0, count: 1 }];
  const reader = SessionReader.open(callerPath(file));
  const count = Math.max(1, Math.min(workers, reader.instruments.length));
  reader.close();
  return Array.from({ length: count }, (_, index) => ({ file, index, count }));
}

function isKlines(file: string): boolean {
  return file.toLowerCase().endsWith(".csv");
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function describe(symbols: readonly (BacktestSummary & { source: string; instrument: string })[], all: BacktestSummary): string {
  const percent = (value: number | null): string => (value === null ? "none" : `${(100 * value).toFixed(3)} %`);
  const line = (name: string, summary: BacktestSummary): string => {
    const { entries, candles, unknown, unfinished, broken, meanReturn, medianReturn, hitRate, maxDrawdown } = summary;
    return (
      `${name}: ${entries} entries, mean ${percent(meanReturn)}, median ${percent(medianReturn)}, hit rate ${percent(hitRate)}, ` +
      `worst drawdown ${percent(maxDrawdown)}; ${candles} candles, ${unknown} unknown, ${unfinished} unfinished, ${broken} over a hole\n`
    );
  };
  return [...symbols.map((symbol) => line(`${symbol.source} ${symbol.instrument}`, symbol)), line("all", all)].join("");
}
