import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { AnalysisCommand, ScreeningEvent, ScreenRow, TypedCondition } from "../../../src/core/contract/screening.ts";
import { tradeText } from "../../core/binance-text.ts";
import { storeTexts } from "../replay/session-of-texts.ts";
import { temporaryFolder } from "../store/session-fixture.ts";
import { HeldCandles, minutes, screeningDesk } from "./screening-desk.ts";

const MINUTE = 60_000;
/** The first thread takes its time to start on a busy machine. */
const PATIENT = { timeout: 30_000 };
const A = "binance:A";
const B = "binance:B";
const C = "binance:C";

const typed = (text: string): TypedCondition => ({ text, interval: "1m", acceptHoles: false });
const rowsOf = (events: readonly ScreeningEvent[]): ScreenRow[] => events.flatMap((event) => (event.type === "screen.rows" ? event.rows : []));
const endOf = (events: readonly ScreeningEvent[], request = 1) =>
  events.find((event) => event.type === "analysis.ended" && event.request === request);
const live = (text: string, instruments: string[], sources = 0) =>
  ({ type: "screen.live", request: 1, condition: typed(text), instruments, urgent: 1, sources }) satisfies AnalysisCommand;

describe("a screen of the live desk", () => {
  test("asks for what is on screen first, tells each result as it comes, and how far it is", async () => {
    const source = new HeldCandles();
    const { events, send } = screeningDesk({ source });
    send(live("close > 4 and sma(2) < 9", [C, A, B]));
    await expect.poll(() => source.asked, PATIENT).toEqual([`${C} 1m`, `${A} 1m`, `${B} 1m`]);
    source.give(C, minutes([1, 2, 3, 4, 5]));
    await expect.poll(() => rowsOf(events), PATIENT).toHaveLength(1);
    expect(rowsOf(events)[0]).toEqual({ instrument: C, eventMs: null, match: true, values: [5, 4.5], reasons: ["", ""], note: "" });
    expect(events.at(-1)).toEqual({ type: "analysis.progress", request: 1, done: 1, total: 3, unit: "symbols", heldUpMs: 0 });
    source.give(A, minutes([3]));
    source.give(B, minutes([9, 9]));
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "done" });
    expect(rowsOf(events).slice(1)).toMatchObject([
      { instrument: A, match: false, values: [3, null], reasons: ["", "needs 2 closed candles, has 1"] },
      { instrument: B, match: false },
    ]);
  });

  test("joins what is recorded since, at its event time, whichever worker holds it", async () => {
    const source = new HeldCandles();
    const reading = { eventMs: 4 * MINUTE + 1_500, minutes: minutes([1, 2, 30, 40]).slice(2), ticker: null };
    const { events, send, reader } = screeningDesk({ source, held: { [A]: reading } });
    send(live("close == 40 and close[1] == 30 and close[2] == 2", [A], 2));
    reader(1);
    const dead = reader(1, true);
    await expect.poll(() => source.asked, PATIENT).toHaveLength(1);
    source.give(A, minutes([1, 2, 3]));
    await expect.poll(() => rowsOf(events), PATIENT).toMatchObject([{ match: true, eventMs: 4 * MINUTE + 1_500 }]);
    dead.close();
  });

  test("goes on without a worker that dies while it is asked", async () => {
    const source = new HeldCandles();
    const { events, send, reader } = screeningDesk({ source });
    send(live("close > 1", [A], 1));
    const worker = reader(1, true);
    await expect.poll(() => source.asked, PATIENT).toHaveLength(1);
    source.give(A, minutes([1, 2]));
    // The question is on its way to the worker when it dies.
    await new Promise((resolve) => setImmediate(resolve));
    worker.close();
    await expect.poll(() => rowsOf(events), PATIENT).toMatchObject([{ match: true, eventMs: null }]);
  });

  test("says of an instrument why its history is missing, and evaluates what is recorded all the same", async () => {
    const source = new HeldCandles();
    const { events, send, reader } = screeningDesk({ source, held: { [A]: { eventMs: 3 * MINUTE, minutes: minutes([7, 8]), ticker: null } } });
    send(live("close > 7 or rsi(14) > 0", [A], 1));
    reader(1);
    await expect.poll(() => source.asked, PATIENT).toHaveLength(1);
    source.give(A, "the exchange refused its candles (451): not here");
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "done" });
    expect(rowsOf(events)).toMatchObject([
      { match: true, values: [8, null], reasons: ["", "needs 15 closed candles, has 2"], note: "the exchange refused its candles (451): not here" },
    ]);
  });

  test("says what candles without turnover cannot tell, instead of a zero", async () => {
    const source = new HeldCandles(false);
    const { events, send } = screeningDesk({ source });
    send(live("quoteVolume > 0", [A]));
    await expect.poll(() => source.asked, PATIENT).toHaveLength(1);
    source.give(A, minutes([1, 2]));
    await expect
      .poll(() => rowsOf(events))
      .toMatchObject([{ match: null, values: [null], note: expect.stringContaining("quoteVolume(1m) needs turnover") }]);
  });

  test("asks nothing more once it is taken back, and computes nothing", async () => {
    const source = new HeldCandles();
    const { pool, events, send } = screeningDesk({ source });
    send(live("close > 1", [A, B]));
    await expect.poll(() => source.asked, PATIENT).toHaveLength(2);
    send({ type: "analysis.cancel", request: 1 });
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "cancelled" });
    expect(source.stopped).toBeGreaterThan(0);
    expect([pool.queued, pool.running, rowsOf(events)]).toEqual([0, 0, []]);
  });

  test("is refused where the condition cannot be read, and where nothing is live", async () => {
    const { events, send } = screeningDesk();
    send(live("close >", [A]));
    send({ ...live("close > 1", [A]), request: 2 });
    await expect.poll(() => endOf(events, 2), PATIENT).toMatchObject({ outcome: "failed", message: "there is no live desk to screen" });
    expect(endOf(events)).toMatchObject({ outcome: "failed", message: expect.stringContaining("the condition at character 8") });
  });
});

describe("the ports of a screen to analytics workers", () => {
  test("are closed where it has ended before it had all of them, whenever they come", async () => {
    const closed: string[] = [];
    const { events, send, reader } = screeningDesk({ source: new HeldCandles() });
    reader(1).onClose(() => closed.push("before it was asked for"));
    send(live("close >", [A], 2));
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "failed" });
    reader(1).onClose(() => closed.push("after its end"));
    send({ ...live("close > 1", [A], 2), request: 2 });
    reader(2).onClose(() => closed.push("of one that was taken back"));
    send({ type: "analysis.cancel", request: 2 });
    await expect.poll(() => endOf(events, 2), PATIENT).toMatchObject({ outcome: "cancelled" });
    expect(closed).toEqual(["before it was asked for", "after its end", "of one that was taken back"]);
  });
});

describe("screens and backtests of session files", () => {
  const texts = Array.from({ length: 12 }, (_, at) =>
    ["AUSDT", "BUSDT"].map((symbol) => tradeText({ symbol, id: at + 1, ms: at * MINUTE, price: String(100 + (at % 5)), qty: "1" })),
  ).flat();

  test("evaluate where a replay stands, and test the same condition over whole sessions", async () => {
    const tape = join(temporaryFolder(), "two.tape");
    await storeTexts(tape, texts);
    const { events, send } = screeningDesk();
    send({ type: "screen.session", request: 1, condition: typed("close == 102"), tape, rx: 10 });
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "done" });
    expect(rowsOf(events)).toMatchObject([
      { instrument: "binance:AUSDT", match: true, values: [102] },
      { instrument: "binance:BUSDT", match: true },
    ]);
    const sessions = [
      { name: "one", path: tape },
      { name: "two", path: tape },
    ];
    send({ type: "backtest.sessions", request: 2, condition: typed("close == 102"), bars: 1, sessions });
    await expect.poll(() => endOf(events, 2), PATIENT).toMatchObject({ outcome: "done" });
    const rows = events.flatMap((event) => (event.type === "backtest.rows" ? event.rows : []));
    expect(rows.map(({ session, instrument }) => `${session} ${instrument}`).toSorted()).toEqual(
      ["one", "two"].flatMap((name) => [`${name} binance:AUSDT`, `${name} binance:BUSDT`]),
    );
    const [first] = rows;
    const summed = events.find((event) => event.type === "backtest.summed");
    expect(first?.summary).toMatchObject({ entries: 2, hitRate: 0 });
    expect(summed).toMatchObject({ all: { entries: 8, hitRate: 0, meanReturn: first?.summary.meanReturn } });
    expect(events).toContainEqual({ type: "analysis.progress", request: 2, done: 100, total: 100, unit: "percent", heldUpMs: 0 });
  });

  test("leave nothing to do behind where one of the files turns out to be damaged", async () => {
    const [sound, damaged] = ["sound", "damaged"].map((name) => join(temporaryFolder(), `${name}.tape`)) as [string, string];
    for (const tape of [sound, damaged]) await storeTexts(tape, texts);
    const database = new Database(damaged);
    const { end } = database.prepare("SELECT substr(data, -8) AS end FROM blocks").get() as { end: Buffer };
    database.close();
    const bytes = readFileSync(damaged);
    bytes.fill(0, bytes.indexOf(end), bytes.indexOf(end) + end.length);
    writeFileSync(damaged, bytes);
    const { pool, events, send } = screeningDesk();
    const sessions = [damaged, ...Array.from({ length: 40 }, () => sound)].map((path, n) => ({ name: `${n}`, path }));
    send({ type: "backtest.sessions", request: 1, condition: typed("close == 102"), bars: 1, sessions });
    await expect.poll(() => endOf(events), PATIENT).toMatchObject({ outcome: "failed", message: expect.stringContaining("damaged.tape") });
    expect([pool.queued, pool.running]).toEqual([0, 0]);
  });

  test("fail with one line where a file cannot be read, or the condition belongs to the present", async () => {
    const { events, send } = screeningDesk();
    const sessions = [{ name: "gone", path: join(temporaryFolder(), "gone.tape") }];
    send({ type: "backtest.sessions", request: 1, condition: typed("close > 1"), bars: 1, sessions });
    send({ type: "backtest.sessions", request: 2, condition: typed("close > 1 and volume24h > 1"), bars: 1, sessions });
    await expect
      .poll(() => endOf(events, 2))
      .toMatchObject({ outcome: "failed", message: expect.stringContaining("volume24h belongs to the present") });
    expect(endOf(events)).toMatchObject({ outcome: "failed", message: expect.stringContaining("gone.tape") });
  });
});
