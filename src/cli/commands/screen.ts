import type { ScreenResult } from "../../core/screen/screen-symbol.ts";
import { screenSession } from "../../workers/replay/screen-session.ts";
import { callerPath, type Command, CommandFailure, parse } from "../command.ts";
import { CONDITION_HELP, conditionArgument, intervalOption } from "../condition-option.ts";

export const screen: Command = {
  name: "screen",
  summary: "evaluate a condition for every instrument of a session file",
  help: `screen X.tape "CONDITION" [--interval 1m] [--symbol <venue>:<id>]... [--json]

Evaluates the condition for each instrument at the end of the session: at the newest closed candle of each interval, and at the rolling
windows of the last event time. A match is true, false or null: unknown, where the warm-up or a hole in the recording forbids an answer.

  --interval I   of what names none (default 1m)
  --symbol ID    only this instrument; may be given several times

${CONDITION_HELP}`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { symbol: { type: "string", multiple: true }, interval: { type: "string" }, json: { type: "boolean" } },
      { least: 2, most: 2, what: 'one .tape file and a condition, such as "rsi(14,1h) < 30"' },
    );
    const [path, text] = positionals as [string, string];
    const condition = conditionArgument(text, intervalOption(values.interval ?? "1m"));
    const wanted = values.symbol === undefined ? null : new Set<string>(values.symbol);
    const wants = (id: string): boolean => wanted?.has(id) ?? true;
    const results = await screenSession(callerPath(path), wants, condition, (frames, total) => io.progress(`${frames} of ${total} frames`));
    for (const id of wanted ?? []) {
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

function describe(entries: readonly (readonly [string, ScreenResult])[], matched: number, unknown: number): string {
  const lines = entries.map(([id, { match, values, unknown: why }]) => {
    const terms = Object.entries(values).map(([label, value]) => `${label} ${value ?? `unknown (${why[label]?.detail ?? ""})`}`);
    return `${match === null ? "?" : match ? "+" : "-"} ${id}: ${terms.join(", ")}`;
  });
  return [`${matched} of ${entries.length} match, ${unknown} unknown`, ...lines, ""].join("\n");
}
