import { intervalNamed } from "../../core/candles/interval.ts";
import {
  type AnalysisCommand,
  analysisCommandSchema,
  type BacktestRow,
  type ScreeningEvent,
  type ScreenRow,
  type TypedCondition,
} from "../../core/contract/screening.ts";
import type { Port } from "../../core/contract/port.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { presentOnly } from "../../core/screen/backtest.ts";
import { ExpressionError } from "../../core/screen/expression-error.ts";
import { parseCondition } from "../../core/screen/parse-condition.ts";
import type { AnalysisPool } from "./analysis-pool.ts";
import { liveScreen } from "./live-screen.ts";
import { RowBatches } from "./row-batches.ts";
import { sessionBacktest, type SessionAnalysisOptions, sessionScreen } from "./session-analyses.ts";
import { SymbolReader } from "./symbol-reader.ts";
import type { CandleSource } from "./venue-candles.ts";

const PROGRESS_MS = 1_000;

type Started = Exclude<AnalysisCommand, { type: "analysis.cancel" | "pool.resize" | "source.opened" }>;
type LiveScreen = Extract<AnalysisCommand, { type: "screen.live" }>;

export interface RunningAnalysesOptions {
  readonly pool: AnalysisPool;
  /** Threads of the pool. */
  readonly workers: number;
  /** Where live screens have their history from; null where no live desk is. */
  readonly source: CandleSource | null;
}

/**
 * What the process of screens and backtests does for its shell: pieces of work by number, side by side, each with its progress and its
 * end. The shell's port carries commands and events; each port that an analytics worker answers on begins with `source.opened`.
 */
export class RunningAnalyses {
  private readonly options: RunningAnalysesOptions;
  private workers: number;
  private readonly running = new Map<number, AbortController>();
  /** The greatest number of a request so far: numbers go up. */
  private newest = 0;
  /** Ports to analytics workers, of screens that have not all of theirs yet. */
  private readonly sources = new Map<number, { readonly ports: Port[]; whole: (() => void) | null; wanted: number }>();

  constructor(options: RunningAnalysesOptions) {
    this.options = options;
    this.workers = options.workers;
  }

  /** Takes a fresh port: its first message says whose it is. */
  take(port: Port): void {
    const undo = port.onMessage((message) => {
      const command = commandOf(message);
      if (command.type === "source.opened") {
        undo();
        this.join(command.request, port);
      } else this.obey(port, command);
    });
  }

  private obey(port: Port, command: Exclude<AnalysisCommand, { type: "source.opened" }>): void {
    if (command.type === "analysis.cancel") this.running.get(command.request)?.abort();
    else if (command.type === "pool.resize") {
      this.workers = command.workers;
      this.options.pool.resize(command.workers, command.queue);
    } else void this.run(command, (event) => port.post(JSON.stringify(event)));
  }

  private async run(command: Started, tell: (event: ScreeningEvent) => void): Promise<void> {
    const { request } = command;
    const cancel = new AbortController();
    this.running.set(request, cancel);
    this.newest = Math.max(this.newest, request);
    const end = (outcome: "done" | "cancelled" | "failed", message = ""): void => tell({ type: "analysis.ended", request, outcome, message });
    try {
      await this.work(command, cancel.signal, tell);
      end("done");
    } catch (error) {
      if (cancel.signal.aborted) end("cancelled");
      else end("failed", error instanceof Error ? error.message : String(error));
    } finally {
      this.running.delete(request);
      cancel.abort(); // of one that failed, what is left of it
      for (const port of this.sources.get(request)?.ports ?? []) port.close();
      this.sources.delete(request);
    }
  }

  private async work(command: Started, signal: AbortSignal, tell: (event: ScreeningEvent) => void): Promise<void> {
    const { request, condition: typed } = command;
    const condition = conditionOf(typed);
    if (command.type === "screen.live") return this.screenLive(command, condition, signal, tell);
    const { pool } = this.options;
    let told = -1;
    const onProgress = (share: number): void => {
      const done = Math.floor(100 * share);
      if (done !== told) tell({ type: "analysis.progress", request, done, total: 100, unit: "percent", heldUpMs: 0 });
      told = done;
    };
    const options: SessionAnalysisOptions = { typed, condition, pool, workers: this.workers, signal, onProgress };
    if (command.type === "screen.session") {
      const rows = new RowBatches<ScreenRow>((batch) => tell({ type: "screen.rows", request, rows: batch }));
      for (const row of await sessionScreen(options, command.tape, command.rx)) rows.add(row);
      rows.flush();
    } else {
      const { bars, sessions } = command;
      const present = presentOnly(condition);
      if (present !== undefined) throw new RangeError(`${present} belongs to the present: a backtest goes by candles and indicators`);
      const all = await sessionBacktest({ ...options, bars }, sessions, (found) => {
        const rows = new RowBatches<BacktestRow>((batch) => tell({ type: "backtest.rows", request, rows: batch }));
        for (const row of found) rows.add(row);
        rows.flush();
      });
      tell({ type: "backtest.summed", request, all: { ...all } });
    }
  }

  private async screenLive(command: LiveScreen, condition: Condition, signal: AbortSignal, tell: (event: ScreeningEvent) => void): Promise<void> {
    const { request, condition: typed, instruments, urgent, sources } = command;
    const { pool, source } = this.options;
    if (source === null) throw new Error("there is no live desk to screen");
    const reader = new SymbolReader(await this.joined(request, sources, signal));
    const total = instruments.length;
    let done = 0;
    const asking = source.ask();
    const progress = (): void => tell({ type: "analysis.progress", request, done, total, unit: "symbols", heldUpMs: asking.heldUpMs() });
    const rows = new RowBatches<ScreenRow>((batch) => {
      tell({ type: "screen.rows", request, rows: batch });
      progress();
    });
    progress();
    // The exchange's limits may hold it up for a minute: a person is told, and sees that it goes on.
    const timer = setInterval(progress, PROGRESS_MS);
    const onRow: Parameters<typeof liveScreen>[0]["onRow"] = (row) => {
      done++;
      rows.add(row);
    };
    try {
      await liveScreen({ typed, condition, instruments, urgent, pool, source, asking, reader, signal, onRow });
    } finally {
      clearInterval(timer);
      rows.flush();
    }
  }

  /** A port to an analytics worker has come; it may come before the screen that it is for, or after. */
  private join(request: number, port: Port): void {
    if (request <= this.newest && !this.running.has(request)) return port.close(); // it has ended meanwhile
    const entry = this.entry(request);
    entry.ports.push(port);
    if (entry.ports.length >= entry.wanted) entry.whole?.();
  }

  private async joined(request: number, wanted: number, signal: AbortSignal): Promise<readonly Port[]> {
    const entry = this.entry(request);
    entry.wanted = wanted;
    if (entry.ports.length < wanted) {
      await new Promise<void>((resolve) => {
        entry.whole = resolve;
        signal.addEventListener("abort", () => resolve());
      });
      signal.throwIfAborted(); // nothing is asked then, of anybody
    }
    this.sources.delete(request);
    return entry.ports;
  }

  private entry(request: number) {
    const known = this.sources.get(request) ?? { ports: [], whole: null, wanted: Number.POSITIVE_INFINITY };
    this.sources.set(request, known);
    return known;
  }
}

function commandOf(message: string | ArrayBuffer): AnalysisCommand {
  return analysisCommandSchema.parse(JSON.parse(typeof message === "string" ? message : ""));
}

/** Throws a RangeError with one line for a person where it cannot be read. */
function conditionOf({ text, interval }: TypedCondition): Condition {
  const known = intervalNamed(interval);
  if (known === undefined) throw new RangeError(`there is no interval ${interval}`);
  try {
    return parseCondition(text, known);
  } catch (error) {
    if (error instanceof ExpressionError) throw new RangeError(`the condition at character ${error.at + 1}: ${error.message}`, { cause: error });
    throw error;
  }
}
