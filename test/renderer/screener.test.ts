import { describe, expect, test } from "vitest";
import type { ScreenRow } from "../../src/core/contract/screening.ts";
import type { ShellCommand } from "../../src/core/contract/shell.ts";
import type { Quality } from "../../src/core/market/quality.ts";
import { percentText } from "../../src/renderer/screener/backtest-grid.tsx";
import { FIRST_QUESTION, readCondition, readQuestion } from "../../src/renderer/screener/question.ts";
import { resultRow, valueText } from "../../src/renderer/screener/result-row.ts";
import { ScreenerStore } from "../../src/renderer/screener/screener-store.ts";
import { memory } from "./fake-shell.ts";

const row = (instrument: string, match: boolean | null = true): ScreenRow => ({
  instrument,
  eventMs: 5,
  match,
  values: [1],
  reasons: [""],
  note: "",
});

function screener({ rx = null as number | null, storage = memory() } = {}) {
  const asked: ShellCommand[] = [];
  const tasks: (() => void)[] = [];
  const store = new ScreenerStore({
    ask: (command) => asked.push(command),
    memory: storage,
    schedule: (task) => {
      tasks.push(task);
      return () => void (tasks.includes(task) && tasks.splice(tasks.indexOf(task), 1));
    },
    rx: () => rx,
  });
  const paint = (): void => tasks.splice(0).forEach((task) => task());
  return { store, asked, paint };
}

describe("the question of the screener", () => {
  test("survives a reload, and is the first where what was kept cannot be used", () => {
    const storage = memory();
    screener({ storage }).store.edit({ text: "close > ", bars: 3, kind: "backtest" });
    expect(screener({ storage }).store.question.get()).toEqual({ ...FIRST_QUESTION, text: "close > ", bars: 3, kind: "backtest" });
    for (const spoilt of ["{", '{"text":5}', '{"kind":"screen","text":"a","interval":"7m","acceptHoles":false,"bars":1}']) {
      storage.setItem("tapedeck.screener", spoilt);
      expect(readQuestion(storage)).toEqual(FIRST_QUESTION);
    }
  });

  test("is read by the grammar of the desk: a mistake has its column, and what belongs to the present cannot be tested on the past", () => {
    expect(readCondition({ ...FIRST_QUESTION, text: "close >> 1" })).toEqual({ message: 'a value is expected, not ">"', at: 7 });
    const past = { ...FIRST_QUESTION, kind: "backtest" as const, text: "close > 1 and Volume24h > 2" };
    expect(readCondition(past)).toMatchObject({ at: 14, message: expect.stringContaining("volume24h belongs to the present") });
    expect(readCondition({ ...past, kind: "screen" })).toMatchObject({ terms: [{ label: "close(1m)" }, { label: "volume24h" }] });
  });
});

describe("a run of the screener", () => {
  test("asks for what is on screen first, at the replay's clock where there is one, and gathers what comes until the end", () => {
    const { store, asked, paint } = screener({ rx: 77 });
    store.edit({ text: "close > 1" });
    store.screen(["v:B"]);
    expect(asked).toEqual([
      { type: "screen.run", request: 1, condition: { text: "close > 1", interval: "1m", acceptHoles: false }, first: ["v:B"], rx: 77 },
    ]);
    store.receive({ type: "analysis.progress", request: 1, done: 1, total: 2, unit: "symbols", heldUpMs: 0 });
    store.receive({ type: "screen.rows", request: 1, rows: [row("v:B")] });
    expect(store.results.get().screened).toEqual([]);
    paint();
    expect(store.results.get().screened).toHaveLength(1);
    store.receive({ type: "screen.rows", request: 1, rows: [row("v:A")] });
    store.receive({ type: "analysis.ended", request: 1, outcome: "done", message: "" });
    expect(store.run.get()).toMatchObject({ state: "done", done: 1, total: 2, terms: ["close(1m)"] });
    expect(store.results.get().screened).toHaveLength(2);
  });

  test("is not begun with a mistake, which is then no half-typed word any more", () => {
    const { store, asked } = screener();
    store.edit({ text: "close >" });
    expect(store.tried.get()).toBe(false);
    store.screen([]);
    expect([asked, store.run.get(), store.tried.get()]).toEqual([[], null, true]);
    store.edit({ text: "close > " });
    expect(store.tried.get()).toBe(false);
  });

  test("is not begun over no session", () => {
    const { store, asked } = screener();
    store.edit({ text: "close > 1", kind: "backtest" });
    store.backtest([]);
    expect([asked, store.run.get()]).toEqual([[], null]);
  });

  test("is taken back by the next, by hand, and with the desk it was of; what comes of it later is not heard", () => {
    const { store, asked, paint } = screener();
    store.edit({ text: "close > 1" });
    store.screen([]);
    store.backtest(["a.tape"]);
    expect(asked.map(({ type }) => type)).toEqual(["screen.run", "analysis.cancel", "backtest.run"]);
    store.receive({ type: "screen.rows", request: 1, rows: [row("v:A")] });
    paint();
    expect(store.results.get().screened).toEqual([]);
    store.cancel();
    store.cancel();
    expect(asked.at(-1)).toEqual({ type: "analysis.cancel", request: 2 });
    expect(store.run.get()).toMatchObject({ state: "cancelled" });
    store.clear();
    expect(store.run.get()).toBeNull();
    expect(asked).toHaveLength(4);
  });

  test("fails with the connection, and says so", () => {
    const { store } = screener();
    store.edit({ text: "close > 1" });
    store.screen([]);
    store.lose();
    expect(store.run.get()).toMatchObject({ state: "failed", message: expect.stringContaining("connection") });
  });
});

describe("a result in the table", () => {
  const known = { quality: "live" as Quality, sinceMs: 3, reason: "" };

  test("says for each reason which values it keeps from being known, once for all of them where they share it", () => {
    const lacking = { ...row("v:A", null), values: [null, 2, null], reasons: ["needs 3", "", "needs 3"], note: "no candles" };
    expect(resultRow(lacking, ["a", "b", "c"], known).why).toBe("a, c: needs 3; no candles");
    expect(resultRow({ ...lacking, reasons: ["gap", "gap", "gap"], note: "" }, ["a", "b", "c"], undefined)).toMatchObject({
      why: "gap",
      quality: null,
    });
  });

  test.each([
    [null, "—"],
    [0, "0"],
    [48.123456, "48.1235"],
    [-91_254.75, "−91,254.75"],
    [999_999.999, "1,000,000"],
    [3_721_881_000, "3.722B"],
    [0.00001234, "0.00001234"],
    [-1.2e-9, "−1.200e−9"],
  ])("shows %s as %s", (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  test.each([
    [null, 3, "—"],
    [0.0012, 3, "+0.120 %"],
    [-0.5, 3, "−50.000 %"],
    [0, 3, "0.000 %"],
    [0.5, 0, "50 %"],
  ])("shows the share %s with %s places as %s", (value, places, text) => {
    expect(percentText(value, places)).toBe(text);
  });
});
