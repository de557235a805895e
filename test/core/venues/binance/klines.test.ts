import { describe, expect, test } from "vitest";
import { readKlines } from "../../../../src/core/venues/binance/klines.ts";

const row = (openTime: number, over: Record<number, unknown> = {}): unknown[] => {
  const values: unknown[] = [openTime, "1.0", "2.0", "0.5", "1.5", "10.25", openTime + 59_999, "15.5", 7, "4.0", "6.0", "0"];
  return values.map((value, at) => (at in over ? over[at] : value));
};

describe("an answer with klines", () => {
  test("becomes candles, of which those are final whose close time has passed", () => {
    const candles = readKlines(JSON.stringify([row(60_000), row(120_000)]), 150_000);
    expect(candles).toMatchObject([
      { openTime: 60_000, open: "1.0", high: "2.0", low: "0.5", close: "1.5", volume: "10.25", quoteVolume: "15.5", trades: 7, final: true },
      { openTime: 120_000, takerBase: "4.0", takerQuote: "6.0", final: false },
    ]);
  });

  test.each([
    ["an error", '{"code":-1121,"msg":"Invalid symbol."}'],
    ["no JSON", "<html>"],
    ["a price that is no decimal", JSON.stringify([row(0, { 4: "1e5" })])],
    ["a price as a number", JSON.stringify([row(0, { 1: 1.5 })])],
    ["a price of monstrous length", JSON.stringify([row(0, { 1: "1".repeat(100) })])],
    ["times that go back", JSON.stringify([row(60_000), row(0)])],
    ["one time twice", JSON.stringify([row(60_000), row(60_000)])],
    ["a row too short", JSON.stringify([[0, "1"]])],
    ["a row that is none", "[5]"],
    ["a time that is no whole number", JSON.stringify([row(0.5)])],
  ])("that is %s is refused", (_, text) => {
    expect(readKlines(text, 0)).toBeNull();
  });

  test("without a candle is an answer all the same", () => {
    expect(readKlines("[]", 0)).toEqual([]);
  });
});
