import { describe, expect, test } from "vitest";
import type { Command } from "../../src/core/contract/desk.ts";
import { IntervalChoice } from "../../src/renderer/chart/interval-choice.ts";
import { beginsInterval, intervalShort, intervalWords, readIntervalEntry } from "../../src/renderer/chart/interval-text.ts";

describe("an interval that is typed", () => {
  test.each([
    ["5", "5m"],
    ["60", "1h"],
    ["240", "4h"],
    ["1440", "1d"],
    ["1h", "1h"],
    ["2H", "2h"],
    ["60m", "1h"],
    ["d", "1d"],
    ["w", "1w"],
    ["7d", "1w"],
    [" 30s ", null],
    ["15s", "15s"],
    ["100t", "tick:100"],
    ["0.5r", "range:0.5"],
    ["2v", "volume:2"],
    ["dollar:5000", "dollar:5000"],
    ["7", null],
    ["0t", null],
    ["1.5t", null],
    ["t", null],
    ["", null],
    ["1inch", null],
  ])("%j is %s", (typed, name) => {
    expect(readIntervalEntry(typed)).toBe(name);
  });

  test("may still become one, or is a symbol", () => {
    for (const text of ["", "1", "1000", "1h", "0.", "tick", "tick:", "range:0.5"]) expect(beginsInterval(text)).toBe(true);
    for (const text of ["1i", "1000p", "1da", "hb", "btc", "tick:x", "5 m"]) expect(beginsInterval(text)).toBe(false);
  });

  test("is said in words, and short", () => {
    const names = ["1m", "5m", "1h", "1d", "1w", "15s", "tick:100", "volume:2.5", "dollar:5000", "range:10"];
    expect(names.map(intervalWords).join("; ")).toBe(
      "1 minute; 5 minutes; 1 hour; 1 day; 1 week; 15 seconds; every 100 trades; every 2.5 of volume; every 5000 of turnover; a range of 10",
    );
    expect(names.slice(5).map(intervalShort)).toEqual(["15s", "100 ticks", "volume 2.5", "turnover 5000", "range 10"]);
  });
});

describe("the chart's choice of candles", () => {
  function chosen(memory = new Map<string, string>()) {
    const sent: Command[] = [];
    const storage = { getItem: (key: string) => memory.get(key) ?? null, setItem: (key: string, value: string) => void memory.set(key, value) };
    return { choice: new IntervalChoice({ memory: storage, send: (command) => sent.push(command) }), sent, memory };
  }

  test("is told to the desk, and survives a reload with its favourites and sizes", () => {
    const { choice, sent, memory } = chosen();
    expect(choice.command).toEqual({ type: "focus.interval", interval: "1m" });
    choice.choose("tick:250");
    choice.choose("tick:250");
    choice.choose("nonsense");
    expect(sent).toEqual([{ type: "focus.interval", interval: "tick:250" }]);
    choice.toggleFavourite("3m", ["1m", "3m", "5m"]);
    choice.toggleFavourite("4h", []);
    const { choice: later } = chosen(memory);
    expect(later.state.get()).toMatchObject({ interval: "tick:250", favourites: ["1m", "3m", "5m", "15m", "1h", "1d"], sizes: { tick: "250" } });
  });

  test("begins as on the first day where what was kept is not its own", () => {
    for (const text of ["{", "[]", '{"version":1,"interval":"2m","favourites":[],"sizes":{}}']) {
      expect(chosen(new Map([["tapedeck.chart", text]])).choice.chosen).toBe("1m");
    }
  });

  test("has room for eight favourites", () => {
    const { choice } = chosen();
    for (const name of ["1s", "5s", "15s"]) choice.toggleFavourite(name, []);
    expect([choice.state.get().favourites.length, choice.favouritesAreFull]).toEqual([8, true]);
  });
});
