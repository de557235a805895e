import { readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { readCandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { closedColumns } from "../../core/candles/closed-columns.ts";
import { type Interval, INTERVALS, intervalNamed } from "../../core/candles/interval.ts";
import { joinedCandles } from "../../core/candles/joined-candles.ts";
import { WATERMARK_BOUND_MS } from "../../core/candles/watermark.ts";
import { type KlineFile, readKlineFile } from "../../core/candles/exchange-kline.ts";
import { columnsOf, type CandleColumns } from "../../core/indicators/candle-columns.ts";
import { indicatorNamed } from "../../core/indicators/indicator-registry.ts";
import { partitionOf } from "../../core/desk/partition.ts";
import { backtest } from "../../core/screen/backtest.ts";
import type { Condition } from "../../core/screen/expression.ts";
import { parseCondition } from "../../core/screen/parse-condition.ts";
import { type ScreenResult, screenSymbol } from "../../core/screen/screen-symbol.ts";
import { intervalsOf, stepOf } from "../../core/screen/term-series.ts";
import { liveProfileOf } from "../../core/venues/live-profiles.ts";
import { recomputedCandles } from "../replay/recomputed-candles.ts";
import { screenSession } from "../replay/screen-session.ts";
import { remembered, sessionHistory } from "../replay/session-history.ts";
import type { AnalysisResults, AnalysisTask, ConditionText, FoundCandles, Progress, SessionShare, WantedIndicator } from "./analysis-task.ts";

/** Does a piece of work in this thread. Rejects with what the files it reads fail by. */
export async function runAnalysis(task: AnalysisTask, onProgress: Progress): Promise<AnalysisResults[AnalysisTask["kind"]]> {
  switch (task.kind) {
    case "indicators":
      return task.wanted.map((wanted) => computed(wanted, task.candles));
    case "screen":
      return screenSymbol(conditionOf(task.condition), (interval) => given(task.candles, interval), task.ticker);
    case "screen-live":
      return screenLive(task);
    case "screen-session": {
      const { condition, share, untilRx } = task;
      return screenSession(share.tape, wants(share), conditionOf(condition), condition.acceptHoles === true, onProgress, untilRx);
    }
    case "backtest-session": {
      const condition = conditionOf(task.condition);
      // A condition of nothing but numbers steps along candles too.
      const request = {
        intervals: [...new Set([...intervalsOf(condition), stepOf(condition)])],
        ticker: false,
        acceptHoles: task.condition.acceptHoles === true,
      };
      const symbols = await sessionHistory(task.share.tape, wants(task.share), request, onProgress);
      return symbols.map(({ instrument, history }) => [instrument, backtest(condition, history, task.bars)] as const);
    }
    case "recompute":
      return recompute(task, onProgress);
    case "backtest-klines": {
      const condition = conditionOf(task.condition);
      const klines = readKlineFile(readFileSync(task.file, "utf8"));
      const columns = klineColumns(klines);
      return backtest(condition, (interval) => ofLength(columns, klines, interval), task.bars);
    }
  }
}

/** The live desk beside it comes first, where a thread can be told so: on Linux a priority is the calling thread's own. */
function recompute({ tapes, instrument, interval }: AnalysisTask & { kind: "recompute" }, onProgress: Progress): Promise<readonly CandleRow[]> {
  const kind = readCandleKind(interval);
  if (kind === undefined) throw new RangeError(`there are no candles ${interval}`);
  if (process.platform === "linux") setPriority(constants.priority.PRIORITY_LOW);
  return recomputedCandles(tapes, instrument, kind, onProgress);
}

/** A condition over the exchange's candles and the recorded ones, at the event time of the recording, or else when they were asked for. */
function screenLive({ condition, history, reading }: AnalysisTask & { kind: "screen-live" }): ScreenResult {
  const accepts = condition.acceptHoles === true;
  const columns = remembered((interval) => {
    const found = history.find((each) => each.interval === interval.name);
    const untilMs = reading === null ? (found?.askedMs ?? 0) : reading.eventMs - WATERMARK_BOUND_MS;
    const rows = joinedCandles(found === undefined ? [] : candlesOf(found), reading?.minutes ?? [], interval, untilMs);
    return closedColumns(rows, interval, untilMs, accepts);
  });
  return screenSymbol(conditionOf(condition), columns, reading?.ticker ?? null, accepts);
}

function candlesOf(found: FoundCandles): readonly CandleRow[] {
  if ("rows" in found) return found.rows;
  const rows = liveProfileOf(found.venue)?.history?.read(new TextDecoder().decode(found.body), found.askedMs);
  if (rows === null || rows === undefined) throw new RangeError(`${found.venue} has not answered with candles`);
  return rows;
}

function computed({ name, parameters }: WantedIndicator, candles: CandleColumns): readonly Float64Array[] {
  const definition = indicatorNamed(name);
  if (definition === undefined) throw new RangeError(`there is no indicator ${name}`);
  return definition.batch(candles, parameters);
}

function conditionOf({ text, interval }: ConditionText): Condition {
  const own = intervalNamed(interval);
  if (own === undefined) throw new RangeError(`there is no interval ${interval}`);
  return parseCondition(text, own);
}

function wants({ index, count, only }: SessionShare): (instrument: `${string}:${string}`) => boolean {
  const partition = partitionOf(index, count);
  return (instrument) => partition.parts(instrument).includes("analytics") && (only?.includes(instrument) ?? true);
}

function given(candles: Readonly<Record<string, CandleColumns>>, { name }: Interval): CandleColumns {
  const columns = candles[name];
  if (columns === undefined) throw new RangeError(`candles of ${name} were not given`);
  return columns;
}

/** The exchange's own klines are whole, unless one is missing between two. */
function klineColumns({ klines, intervalMs }: KlineFile): CandleColumns {
  return columnsOf(
    klines.map(({ openTime, open, high, low, close, volume, quoteVolume, takerBase }, at) => ({
      openTime,
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: Number(volume),
      quoteVolume: Number(quoteVolume),
      takerVolume: Number(takerBase),
      hole: at > 0 && openTime - (klines[at - 1]?.openTime ?? 0) !== intervalMs,
    })),
  );
}

function ofLength(columns: CandleColumns, { intervalMs }: KlineFile, { name, ms }: Interval): CandleColumns {
  if (ms === intervalMs) return columns;
  const own = INTERVALS.find((interval) => interval.ms === intervalMs)?.name ?? `${intervalMs} ms`;
  throw new RangeError(`holds klines of ${own}, and the condition asks for ${name}: give --interval ${own}, and no other in the condition`);
}
