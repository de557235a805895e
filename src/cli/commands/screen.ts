import type { ScreenResult } from "../../core/screen/screen-symbol.ts";
import type { AnalysisPool } from "../../workers/analytics/analysis-pool.ts";
import type { ConditionText } from "../../workers/analytics/analysis-task.ts";
import { SessionReader } from "../../workers/store/session-reader.ts";
import { type AnalysisThreads, threadsOption, WORKERS_HELP, withThreads } from "../analysis-threads.ts";
import { callerPath, type Command, CommandFailure, type Io, parse } from "../command.ts";
import { CONDITION_HELP, conditionArgument, HOLES_HELP, intervalOption } from "../condition-option.ts";

export const screen: Command = {
  name: "screen",
  summary: "evaluate a condition for every instrument of a session file",
  help: `screen X.tape "CONDITION" [--interval 1m] [--symbol <venue>:<id>]... [--accept-holes] [--workers N] [--json]

Evaluates the condition for each instrument at the end of the session: at the newest closed candle of each interval, and at the rolling
windows of the last event time. A match is true, false or null: unknown, where the warm-up or a hole in the recording forbids an answer.

  --interval I   of what names none (default 1m)
  --symbol ID    only this instrument; may be given several times
${HOLES_HELP}
${WORKERS_HELP}

${CONDITION_HELP}`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      {
        symbol: { type: "string", multiple: true },
        interval: { type: "string" },
        workers: { type: "string" },
        "accept-holes": { type: "boolean" },
        json: { type: "boolean" },
      },
      { least: 2, most: 2, what: 'one .tape file and a condition, such as "rsi(14,1h) < 30"' },
    );
    const [path, text] = positionals as [string, string];
    const interval = intervalOption(values.interval ?? "1m");
    const condition = conditionArgument(text, interval);
    const question = { text, interval: interval.name, acceptHoles: values["accept-holes"] === true };
    const results = await screenAll(io, callerPath(path), question, await threadsOption(values.workers), values.symbol);
    for (const id of values.symbol ?? []) {
      if (![...results.keys()].some((known) => known === id))
        throw new CommandFailure(`${path}: holds no instrument ${id}; inspect lists those it holds`);
    }
    const entries = [...results];
    const matches = entries.filter(([, { match }]) => match === true).map(([id]) => id);
    const unknown = entries.filter(([, { match }]) => match === null).map(([id]) => id);
    const report = { condition: text, terms: condition.terms.map(({ label }) => label), matches, unknown, instruments: Object.fromEntries(entries) };
    io.print(values.json ? `${JSON.stringify(report)}\n` : describe(entries, matches.length, unknown.length));
    return 0;
  },
};

/** By id, in order. */
async function screenAll(
  io: Io,
  tape: string,
  condition: ConditionText,
  threads: AnalysisThreads,
  only: readonly string[] | undefined,
): Promise<Map<string, ScreenResult>> {
  let done: number[] = [];
  const progress = (): string => `${Math.floor((100 * done.reduce((sum, share) => sum + share, 0)) / Math.max(1, done.length))} %`;
  const run = async (pool: AnalysisPool, signal: AbortSignal): Promise<Map<string, ScreenResult>> => {
    const reader = SessionReader.open(tape);
    const count = Math.max(1, Math.min(threads.workers, only?.length ?? reader.instruments.length));
    reader.close();
    done = Array.from({ length: count }, () => 0);
    const parts = await Promise.all(
      done.map((_, index) => {
        const onProgress = (reached: number, total: number): void => {
          done[index] = reached / total;
          io.progress(progress());
        };
        const share = { tape, index, count, ...(only !== undefined && { only }) };
        return pool.run({ kind: "screen-session", condition, share }, { signal, onProgress });
      }),
    );
    const results = parts.flat().map(({ instrument, result }) => [instrument as string, result] as const);
    return new Map(results.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return withThreads(io, threads, run, progress);
}

function describe(entries: readonly (readonly [string, ScreenResult])[], matched: number, unknown: number): string {
  const lines = entries.map(([id, { match, values, unknown: why }]) => {
    const terms = Object.entries(values).map(([label, value]) => `${label} ${value ?? `unknown (${why[label]?.detail ?? ""})`}`);
    return `${match === null ? "?" : match ? "+" : "-"} ${id}: ${terms.join(", ")}`;
  });
  return [`${matched} of ${entries.length} match, ${unknown} unknown`, ...lines, ""].join("\n");
}
