import { readFileSync } from "node:fs";
import { CANDLE_KINDS, type CandleKind, readCandleKind } from "../../core/candles/candle-kind.ts";
import { revisionReason, stageOf } from "../../core/candles/candle-row.ts";
import { EMPTY_POLICIES } from "../../core/candles/empty-intervals.ts";
import { type ExchangeKline, KlineFileError, readKlineFile } from "../../core/candles/exchange-kline.ts";
import { reconcile } from "../../core/candles/reconciliation.ts";
import { type ReplayedCandles, replayCandles } from "../../workers/replay/replay-candles.ts";
import {
  CANDLE_COLUMNS,
  DIFFERENCE_COLUMNS,
  candleCsv,
  candleSummary,
  reconciliationCsv,
  type ReconciliationReport,
  reconciliationText,
} from "../candle-text.ts";
import { callerPath, type Command, CommandFailure, parse, UsageError } from "../command.ts";

/** The value of `--klines` that means the klines recorded in the session itself. */
const SESSION = "session";

export const candles: Command = {
  name: "candles",
  summary: "print the candles of one instrument of a session file",
  help: `candles X.tape --symbol <venue>:<id> [--interval 1m] [--empty skip|flat] [--klines FILE.csv|session] [--csv | --json]

Prints candles in event time, as though a mark stood at the end of the session.
Columns: ${CANDLE_COLUMNS.join(",")}
Times are Unix ms, amounts exact decimals. A candle is provisional until the watermark (the greatest event time less 1 s) passes its
end, then final; a late trade within an hour corrects it, with a revision. complete: trade ids prove that none is missing.

  --interval I      ${CANDLE_KINDS} (default 1m)
                    dollar is turnover in the quote currency; a bar by activity has a last column closeTime
  --empty skip|flat what stands where no counting trade came: no row (default), or the close before, with 0 trades
  --klines FILE.csv reconcile with a kline file of data.binance.vision and print every difference
  --klines session  reconcile with the kline messages of the session, each by the trade ids it names
  --csv             candles as CSV (also without it); with --klines the differences, with the columns
                    ${DIFFERENCE_COLUMNS.join(",")}`,
  async run(words, io) {
    const { values, positionals } = parse(
      words,
      {
        symbol: { type: "string" },
        interval: { type: "string" },
        empty: { type: "string" },
        klines: { type: "string" },
        csv: { type: "boolean" },
        json: { type: "boolean" },
      },
      { least: 1, most: 1, what: "one .tape file" },
    );
    const { symbol, klines, csv, json } = values;
    if (symbol === undefined) throw new UsageError("candles needs --symbol <venue>:<id>, for example --symbol binance-usdm:BTCUSDT");
    if (csv && json) throw new UsageError("--csv and --json exclude each other");
    const kind = kindOf(values.interval ?? "1m");
    const empty = EMPTY_POLICIES.find((policy) => policy === (values.empty ?? "skip"));
    if (empty === undefined) throw new UsageError(`--empty takes ${EMPTY_POLICIES.join(" or ")}, not ${JSON.stringify(values.empty)}`);
    if (kind.by === "activity" && (klines !== undefined || empty === "flat"))
      throw new UsageError(`${kind.name} bars go by activity: exchanges have no klines of them, and no interval is empty`);
    const path = positionals[0] as string;
    const file = klines === undefined || klines === SESSION ? null : klinesOf(callerPath(klines), kind);
    const progress = (frames: number, total: number): void => io.progress(`${frames} of ${total} frames`);
    const request = { kind, empty, audit: klines === SESSION };
    const replayed = (await replayCandles(callerPath(path), [symbol], progress, request)).get(symbol);
    if (replayed === undefined) throw new CommandFailure(`${path}: holds no instrument ${symbol}; inspect lists those it holds`);
    const reconciliation = klines === undefined ? null : report(replayed, klines, file);
    if (json) {
      const { rows, counts } = replayed;
      const list = rows.map((row) => ({ ...row, stage: stageOf(row), reason: revisionReason(row) }));
      io.print(`${JSON.stringify({ symbol, interval: kind.name, candles: list, counts, ...(reconciliation && { reconciliation }) })}\n`);
    } else if (reconciliation !== null && csv) io.print(reconciliationCsv(reconciliation));
    else if (reconciliation !== null) io.print(`${candleSummary(replayed)}${reconciliationText(reconciliation)}`);
    else io.print(candleCsv(replayed.rows, kind.by === "activity"));
    return 0;
  },
};

function kindOf(text: string): CandleKind {
  const kind = readCandleKind(text);
  if (kind === undefined) throw new UsageError(`--interval takes ${CANDLE_KINDS}; not ${JSON.stringify(text)}`);
  return kind;
}

function report({ rows, audit }: ReplayedCandles, source: string, file: readonly ExchangeKline[] | null): ReconciliationReport {
  if (audit === null) return { source, messages: null, ...reconcile(rows, file ?? []) };
  const { closed, ...messages } = audit;
  return { source, messages, ...reconcile(rows, closed) };
}

function klinesOf(path: string, kind: CandleKind): readonly ExchangeKline[] {
  try {
    const { klines, intervalMs } = readKlineFile(readFileSync(path, "utf8"));
    if (klines.length === 0) throw new CommandFailure(`${path}: holds no klines`);
    if (kind.by === "time" && intervalMs !== kind.interval.ms) {
      throw new CommandFailure(`${path}: holds klines of ${intervalMs} ms, --interval ${kind.name} has ${kind.interval.ms}`);
    }
    return klines;
  } catch (error) {
    if (error instanceof KlineFileError) throw new CommandFailure(`${path}: ${error.message}: expected a kline file of data.binance.vision`);
    throw error;
  }
}
