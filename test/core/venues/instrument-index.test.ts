import { describe, expect, test } from "vitest";
import { InstrumentIndex } from "../../../src/core/venues/instrument-index.ts";

const encoder = new TextEncoder();

describe("the instrument index", () => {
  test("gives each of thousands of symbols its own number, in order of appearance, and finds it in message bytes", () => {
    const index = new InstrumentIndex();
    const symbols = Array.from({ length: 5000 }, (_, n) => `SYM${n}USDT`);
    expect(symbols.map((symbol) => index.add(symbol))).toEqual(symbols.map((_, n) => n));
    expect(index.add("SYM7USDT")).toBe(7);
    for (const [n, symbol] of symbols.entries()) {
      const bytes = encoder.encode(`"s":"${symbol}","`);
      expect(index.find(bytes, 5, 5 + symbol.length)).toBe(n);
      expect(index.find(bytes, 5, 4 + symbol.length)).toBe(-1);
    }
  });

  test("tells symbols apart by every byte, also those that mean something to JavaScript", () => {
    const index = new InstrumentIndex();
    const symbols = ["__proto__", "constructor", "toString", "币安人生USDT", "BTCUSDT", "btcusdt", " BTCUSDT", "BTCUSDT\u0000", "😀"];
    for (const symbol of symbols) index.add(symbol);
    expect(index.symbols).toEqual(symbols);
    for (const [n, symbol] of symbols.entries()) {
      const bytes = encoder.encode(symbol);
      expect(index.find(bytes, 0, bytes.length)).toBe(n);
    }
    expect(index.find(encoder.encode("hasOwnProperty"), 0, 14)).toBe(-1);
  });

  test("finds the first of the symbols that differ in case alone", () => {
    const index = new InstrumentIndex();
    for (const symbol of ["ETHUSDT", "BTCUSDT", "btcusdt"]) index.add(symbol);
    expect(index.findFolded("btcusdt")).toBe(1);
    expect(index.findFolded("solusdt")).toBe(-1);
  });
});
