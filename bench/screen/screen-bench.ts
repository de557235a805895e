import { availableParallelism, cpus } from "node:os";
import { closedColumns } from "../../src/core/candles/closed-columns.ts";
import { ONE_MINUTE } from "../../src/core/candles/interval.ts";
import type { CandleColumns } from "../../src/core/indicators/candle-columns.ts";
import { parseCondition } from "../../src/core/screen/parse-condition.ts";
import { type ScreenResult, screenSymbol } from "../../src/core/screen/screen-symbol.ts";
import { BINANCE_SPOT_LIVE } from "../../src/core/venues/binance/live.ts";
import { AnalysisPool } from "../../src/workers/analytics/analysis-pool.ts";
import { PROFILE_NAMES } from "../../src/core/contract/resources.ts";
import { profileResources } from "../../src/main/settings/resources.ts";
import { REAL_WORLD } from "../../src/workers/feed/real-world.ts";
import { RestAllowance } from "../../src/workers/feed/rest-allowance.ts";
import { RestClient } from "../../src/workers/feed/rest-client.ts";
import { startSlowExchange } from "../fetch/slow-exchange.ts";
import type { HistoryProfile } from "../../src/core/venues/live-profile.ts";
import { ENDED_MS, symbolKlines } from "./symbol-klines.ts";

const LATENCY_MS = 200;
const CONDITION = "(rsi(14) < 45 and close > bb(20,2).lower) or ema(9) crosses above ema(21) or adx(14) > 25 and macd(12,26,9).histogram > 0";
const ENTRY = new URL("../../out/main/analysis-worker.js", import.meta.url);

/** Seconds of each part, from the start of the screen; parts overlap where they run side by side. */
interface ScreenTimes {
  readonly symbols: number;
  readonly matches: number;
  /** Until the last answer was here; until the last was read, its indicators computed and the condition evaluated. */
  readonly fetched: number;
  readonly computed: number;
  /** Until all results stood in the order of the symbols. */
  readonly total: number;
  readonly requestsAtOnce: number;
}

interface Case {
  readonly times: ScreenTimes;
  readonly results: readonly ScreenResult[];
}

/** A cold screen, from nothing to the list of matches, and what a thread pool makes of 500 symbols whose candles are there. */
export async function screenBench(): Promise<{ data: object; text: string }> {
  const sequential = await coldScreen(50, 1, 0);
  const hybrid = await coldScreen(50, 50, availableParallelism());
  const large = await coldScreen(500, 100, availableParallelism());
  if (JSON.stringify(hybrid.results) !== JSON.stringify(sequential.results)) throw new Error("the two ways of screening disagree");
  const data = {
    condition: CONDITION,
    latencyMs: LATENCY_MS,
    cores: cpus().length,
    cold: { "50 one after another": sequential.times, "50 hybrid": hybrid.times, "500 hybrid": large.times },
    ratio: { hybridTo50OneAfterAnother: round(sequential.times.total / hybrid.times.total) },
    warm500ByProfile: await byProfile(500),
    referenceDesign: { "50 one after another": { total: 11.5 }, "50 hybrid": { total: 0.6 } },
  };
  return { data, text: `${JSON.stringify(data, null, 2)}\n` };
}

/** `threads` 0: everything in this thread, each symbol to its end before the next. */
async function coldScreen(symbols: number, mostInFlight: number, threads: number): Promise<Case> {
  const { history, limits, usedWeightHeader } = BINANCE_SPOT_LIVE;
  if (history === undefined) throw new Error("the venue has no candles");
  const exchange = await startSlowExchange(LATENCY_MS, null, symbolKlines);
  const rest = new RestClient(REAL_WORLD, new RestAllowance({ weightPerMinute: limits.weightPerMinute, mostInFlight, usedWeightHeader }));
  for (let at = 0; at < symbols; at++) symbolKlines(`COIN${at}USDT`); // the exchange has its candles ready
  const beganMs = performance.now();
  const pool = threads === 0 ? null : new AnalysisPool({ entry: ENTRY, workers: threads, queue: symbols });
  let [fetched, computed] = [0, 0];
  const since = (): number => round((performance.now() - beganMs) / 1_000);
  const screenOne = async (at: number): Promise<ScreenResult> => {
    const { body } = await rest.get(exchange.address + history.path(`COIN${at}USDT`), history.weight);
    fetched = since();
    const result = await screened(pool, history, body);
    computed = since();
    return result;
  };
  try {
    const results: ScreenResult[] = [];
    if (pool === null) for (let at = 0; at < symbols; at++) results.push(await screenOne(at));
    else results.push(...(await Promise.all(Array.from({ length: symbols }, (_, at) => screenOne(at)))));
    const matches = results.filter(({ match }) => match === true).length;
    if (matches === 0 || matches === symbols) throw new Error(`${matches} of ${symbols} match: the condition tells nothing apart`);
    return { times: { symbols, matches, fetched, computed, total: since(), requestsAtOnce: exchange.seen.mostAtOnce }, results };
  } finally {
    rest.stop();
    await pool?.close();
    await exchange.close();
  }
}

const QUESTION = { text: CONDITION, interval: ONE_MINUTE.name };

/** Reads an answer and evaluates the condition over its candles: here, or in a thread of the pool. */
function screened(pool: AnalysisPool | null, history: HistoryProfile, body: Uint8Array): ScreenResult | Promise<ScreenResult> {
  const answeredMs = ENDED_MS;
  if (pool !== null) {
    const found = { interval: ONE_MINUTE.name, askedMs: answeredMs, venue: BINANCE_SPOT_LIVE.venue, body: body.slice() };
    return pool.run({ kind: "screen-live", condition: QUESTION, history: [found], reading: null });
  }
  const rows = history.read(new TextDecoder().decode(body), answeredMs) ?? [];
  const columns = closedColumns(rows, ONE_MINUTE, answeredMs);
  return screenSymbol(parseCondition(CONDITION, ONE_MINUTE), () => columns, null);
}

/** Indicators and condition of symbols whose candles are in memory, twice: once with threads to start, once with threads that are there. */
async function byProfile(symbols: number): Promise<object> {
  const history = BINANCE_SPOT_LIVE.history;
  const all = Array.from({ length: symbols }, (_, at) => {
    const rows = history?.read(symbolKlines(`COIN${at}USDT`), ENDED_MS) ?? [];
    return closedColumns(rows, ONE_MINUTE, ENDED_MS);
  });
  const figures: Record<string, object> = {};
  for (const name of PROFILE_NAMES) {
    const { analysisThreads: workers, analysisQueue: queue } = profileResources(name, availableParallelism());
    const pool = new AnalysisPool({ entry: ENTRY, workers, queue });
    const once = async (): Promise<{ ms: number; cpuMs: number }> => {
      const [beganMs, usage] = [performance.now(), process.cpuUsage()];
      const ask = (columns: CandleColumns) =>
        pool.run({ kind: "screen", condition: QUESTION, candles: { [ONE_MINUTE.name]: columns }, ticker: null });
      await Promise.all(all.map(ask));
      const { user, system } = process.cpuUsage(usage);
      return { ms: Math.round(performance.now() - beganMs), cpuMs: Math.round((user + system) / 1_000) };
    };
    const first = await once();
    const second = await once();
    const rssMb = Math.round(process.memoryUsage().rss / 2 ** 20);
    figures[name] = { name, workers, queue, first, second, highWater: pool.highWater, rssMb };
    await pool.close();
  }
  return figures;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
