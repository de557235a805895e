import type { CandleRow } from "../../core/candles/candle-row.ts";
import { replayCandles } from "../../workers/replay/replay-candles.ts";
import { callerPath, type Command, CommandFailure, parse, UsageError } from "../command.ts";

const COLUMNS = [
  "openTime",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "quoteVolume",
  "trades",
  "takerBase",
  "takerQuote",
  "revision",
  "final",
  "complete",
] as const satisfies readonly (keyof CandleRow)[];

export const candles: Command = {
  name: "candles",
  summary: "print the candles of one instrument of a session file",
  help: `candles X.tape --symbol <venue>:<id> [--interval 1m] [--csv | --json]

Prints the 1 m candles in event time, as though a mark stood at the end of the session.
Columns: ${COLUMNS.join(",")}
Times are Unix ms, amounts exact decimals. Minutes without a counting trade have no row.`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      { symbol: { type: "string" }, interval: { type: "string" }, csv: { type: "boolean" }, json: { type: "boolean" } },
      { least: 1, most: 1, what: "one .tape file" },
    );
    if (values.symbol === undefined) throw new UsageError("candles needs --symbol <venue>:<id>, for example --symbol binance-usdm:BTCUSDT");
    if ((values.interval ?? "1m") !== "1m") throw new UsageError(`--interval takes 1m, not ${JSON.stringify(values.interval)}`);
    if (values.csv && values.json) throw new UsageError("--csv and --json exclude each other");
    const progress = (frames: number, total: number): void => io.progress(`${frames} of ${total} frames`);
    const rows = (await replayCandles(callerPath(positionals[0] as string), [values.symbol], progress)).get(values.symbol);
    if (rows === undefined) throw new CommandFailure(`${positionals[0]}: holds no instrument ${values.symbol}; inspect lists those it holds`);
    io.print(values.json ? `${JSON.stringify({ symbol: values.symbol, interval: "1m", candles: rows })}\n` : csv(rows));
    return 0;
  },
};

function csv(rows: readonly CandleRow[]): string {
  return [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(","))].map((line) => `${line}\n`).join("");
}
