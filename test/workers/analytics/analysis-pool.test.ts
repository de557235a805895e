import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import type { SymbolReading } from "../../../src/core/contract/symbol-reading.ts";
import { type CandleColumns, columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import { rsi } from "../../../src/core/indicators/rsi.ts";
import { sma } from "../../../src/core/indicators/sma.ts";
import { AnalysisCancelled, AnalysisPool } from "../../../src/workers/analytics/analysis-pool.ts";
import type { AnalysisTask, FoundCandles } from "../../../src/workers/analytics/analysis-task.ts";
import { SessionFileError } from "../../../src/workers/store/session-file-error.ts";
import { tradeText } from "../../core/binance-text.ts";
import { storeTexts } from "../replay/session-of-texts.ts";
import { temporaryFolder } from "../store/session-fixture.ts";

const ENTRY = new URL("../../../src/workers/analytics/analysis-worker.ts", import.meta.url);

function poolOf(workers: number, queue = 100): AnalysisPool {
  const pool = new AnalysisPool({ entry: ENTRY, workers, queue });
  onTestFinished(() => pool.close());
  return pool;
}

function candles(count: number, seed: number): CandleColumns {
  return columnsOf(
    Array.from({ length: count }, (_, at) => {
      const close = 100 + ((at * 7 + seed) % 13);
      return { openTime: at * 60_000, open: close, high: close + 1, low: close - 1, close, volume: 1, quoteVolume: close, takerVolume: 0 };
    }),
  );
}

const indicators = (of: CandleColumns): AnalysisTask & { kind: "indicators" } => ({
  kind: "indicators",
  candles: of,
  wanted: [
    { name: "rsi", parameters: { length: 5 } },
    { name: "sma", parameters: {} },
  ],
});

const MINUTE = 60_000;

/** A recorded candle of minute `at`, of one trade. */
function recorded(at: number, close: string, unbroken: boolean): CandleRow {
  const price = unbroken ? close : "1";
  const amounts = { open: price, high: price, low: price, close: price, volume: "1", quoteVolume: price, takerBase: "0", takerQuote: "0" };
  return { openTime: at * MINUTE, ...amounts, trades: 1, revision: 0, final: true, complete: unbroken, unbroken };
}

/** Keeps a thread busy for a minute and more, and needs little memory: a volume profile does much for each value. */
const ENDLESS: AnalysisTask = {
  kind: "indicators",
  candles: candles(20_000, 1),
  wanted: Array.from({ length: 1_000 }, () => ({ name: "vp", parameters: { pairs: 200 } })),
};

describe("the analysis pool", () => {
  test("gives the values that this thread would, for every piece of a list", async () => {
    const pool = poolOf(2);
    const list = Array.from({ length: 12 }, (_, at) => candles(300, at));
    const results = await Promise.all(list.map((of) => pool.run(indicators(of))));
    expect(results).toEqual(list.map((of) => [rsi.batch(of, { length: 5 }), sma.batch(of)]));
    expect(pool.highWater).toBeGreaterThan(5);
    expect([pool.queued, pool.running]).toEqual([0, 0]);
  });

  test("begins what has more priority first, and keeps the order of asking otherwise", async () => {
    const pool = poolOf(1);
    const ended: string[] = [];
    const ask = (name: string, priority: number) => pool.run(indicators(candles(30, 0)), { priority }).then(() => ended.push(name));
    await Promise.all([ask("first", 0), ask("list 1", 0), ask("list 2", 0), ask("on screen", 5), ask("list 3", 0), ask("in focus", 9)]);
    expect(ended).toEqual(["first", "in focus", "on screen", "list 1", "list 2", "list 3"]);
  });

  test("takes work back, waiting or running, and goes on with the rest in a new thread", async () => {
    const pool = poolOf(1);
    const running = new AbortController();
    const waiting = new AbortController();
    const stuck = pool.run(ENDLESS, { signal: running.signal });
    const dropped = pool.run(indicators(candles(30, 0)), { signal: waiting.signal });
    const next = pool.run(indicators(candles(30, 0)));
    waiting.abort();
    await expect(dropped).rejects.toThrow(AnalysisCancelled);
    expect(pool.running).toBe(1);
    running.abort();
    await expect(stuck).rejects.toThrow(AnalysisCancelled);
    expect(await next).toHaveLength(2);
    await expect(pool.run(indicators(candles(30, 0)), { signal: running.signal })).rejects.toThrow(AnalysisCancelled);
  });

  test("refuses what its queue has no room for, says which setting helps, and counts it", async () => {
    const pool = poolOf(1, 1);
    const stuck = pool.run(ENDLESS);
    const waiting = pool.run(indicators(candles(30, 0)));
    await expect(pool.run(indicators(candles(30, 0)))).rejects.toThrow("TAPEDECK_ANALYSIS_QUEUE");
    expect(pool.refused).toBe(1);
    const ends = Promise.allSettled([stuck, waiting]);
    await pool.close();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(pool.run(indicators(candles(30, 0)))).rejects.toThrow("closed");
  });

  test("grows and shrinks while it works", async () => {
    const pool = poolOf(1);
    const stuck = pool.run(ENDLESS);
    const next = pool.run(indicators(candles(30, 0)));
    expect([pool.running, pool.queued]).toEqual([1, 1]);
    pool.resize(2, 10);
    expect(await next).toHaveLength(2);
    pool.resize(1, 10);
    expect(pool.running).toBe(1);
    const [end] = await Promise.all([Promise.allSettled([stuck]), pool.close()]);
    expect(end).toMatchObject([{ status: "rejected", reason: { name: "AnalysisCancelled" } }]);
  });

  test("lets a piece that fails fail alone, with its reason", async () => {
    const pool = poolOf(1);
    const condition = { text: "close > 1", interval: "1m" };
    const missing: AnalysisTask = { kind: "screen-session", condition, share: { tape: join(temporaryFolder(), "none.tape"), index: 0, count: 1 } };
    await expect(pool.run(missing)).rejects.toThrow(SessionFileError);
    await expect(pool.run({ ...indicators(candles(9, 0)), wanted: [{ name: "nothing", parameters: {} }] })).rejects.toThrow("no indicator nothing");
    expect(await pool.run(indicators(candles(30, 0)))).toHaveLength(2);
  });

  test("reads a venue's answer away from this thread, and joins it with what is recorded since", async () => {
    const kline = (at: number) => [at * MINUTE, "1", "9", "1", String(1 + at), "5", at * MINUTE + 59_999, "5", 1, "1", "1", "0"];
    const body = new TextEncoder().encode(JSON.stringify(Array.from({ length: 30 }, (_, at) => kline(at))));
    const pool = poolOf(1);
    const found = (bytes: Uint8Array<ArrayBuffer>, askedMs: number) => [{ interval: "1m", venue: "binance", body: bytes, askedMs }];
    const screen = (text: string, history: readonly FoundCandles[], reading: SymbolReading | null = null) =>
      pool.run({ kind: "screen-live", condition: { text, interval: "1m" }, history, reading });
    // The last candle had not ended when it was asked for.
    const answered = await screen("close == 29 and sma(3) == 28", found(body.slice(), 29 * MINUTE + 5));
    expect(answered).toMatchObject({ match: true, values: { "close(1m)": 29 } });
    const minutes = [28, 29, 30].map((at) => recorded(at, at === 28 ? "never" : "77", at > 28));
    const joined = await screen("close[1] == 77 and close[2] == 29", found(body.slice(), 29 * MINUTE + 5), {
      eventMs: 31 * MINUTE + 2_000,
      minutes,
      ticker: null,
    });
    expect(joined).toMatchObject({ match: true, values: { "close(1m)": 77 } });
    expect(await screen("close(1h) > 1", found(body.slice(), 0))).toMatchObject({ match: null, unknown: { "close(1h)": { reason: "warm-up" } } });
    await expect(screen("close > 1", found(new TextEncoder().encode("{}"), 0))).rejects.toThrow("not answered with candles");
  });

  test("screens and tests a session file in shares that together are the whole", async () => {
    const symbols = ["AUSDT", "BUSDT", "CUSDT", "DUSDT", "EUSDT"];
    const texts = Array.from({ length: 40 }, (_, at) =>
      symbols.map((symbol, n) => tradeText({ symbol, id: at + 1, ms: at * 60_000, price: String(100 + ((at * (n + 2)) % 7)), qty: "1" })),
    ).flat();
    const tape = join(temporaryFolder(), "five.tape");
    await storeTexts(tape, texts);
    const pool = poolOf(2);
    const condition = { text: "rsi(5) < 60", interval: "1m" };
    const share = (index: number, count: number) => ({ tape, index, count });
    const whole = await pool.run({ kind: "screen-session", condition, share: share(0, 1) });
    const parts = await Promise.all([0, 1, 2].map((index) => pool.run({ kind: "screen-session", condition, share: share(index, 3) })));
    expect(whole.map(({ instrument }) => instrument)).toEqual(symbols.map((symbol) => `binance:${symbol}`));
    expect(parts.flat().toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1))).toEqual(whole);
    // Five frames a minute: the second of minute 20.
    const early = await pool.run({ kind: "screen-session", condition, share: share(0, 1), untilRx: 102 });
    expect(early.map(({ eventMs }) => Math.floor((eventMs ?? 0) / MINUTE))).toEqual([20, 20, 20, 20, 20]);
    expect(early).not.toEqual(whole);
    const tested = await Promise.all([0, 1].map((index) => pool.run({ kind: "backtest-session", condition, share: share(index, 2), bars: 3 })));
    expect(tested.flat()).toHaveLength(5);
    expect(tested.flat().every(([, { entries, candles: steps }]) => entries.length > 0 && steps >= 37)).toBe(true);
  });
});
