import { afterAll, describe, expect, test } from "vitest";
import { type Line, rawJsonl, trade } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const MINUTE = 60_000;
/** A minute each: the price jumps above 110 twice. */
const PRICES = [100, 100, 100, 120, 121, 122, 100, 100, 115, 116, 110, 100, 100];

const traded = (symbol: string): Line[] => PRICES.map((price, at) => trade({ id: at + 1, tradeMs: at * MINUTE, price: String(price), symbol }));
const tape = bench.importLines("backtest", "binance", rawJsonl([...traded("BTCUSDT"), ...traded("ETHUSDT")]));
const klines = bench.writeLines(
  "BTCUSDT-1m.csv",
  PRICES.map((price, at) => [at * MINUTE, price, price, price, price, 1, (at + 1) * MINUTE - 1, price, 1, 1, price, 0].join(",")),
);

interface Symbol {
  readonly source: string;
  readonly instrument: string;
  readonly entries: number;
  readonly list: { readonly entryMs: number; readonly forwardReturn: number }[];
}

interface Report {
  readonly all: Record<string, number | null>;
  readonly symbols: Symbol[];
}

const backtest = (...words: string[]): Report => bench.json("backtest", ...words) as Report;

describe("backtest", { timeout: 60_000 }, () => {
  test("prints entries, forward returns, hit rate and drawdown of every symbol and of all, over any number of threads", () => {
    const one = backtest(tape, "close > 110", "--bars", "2", "--workers", "1");
    expect(one.symbols.map(({ instrument, entries }) => [instrument, entries])).toEqual([["binance:BTCUSDT", 2], ["binance:ETHUSDT", 2]]); // prettier-ignore
    expect(one.symbols[0]?.list).toMatchObject([
      { entryMs: 4 * MINUTE, forwardReturn: 122 / 121 - 1 },
      { entryMs: 9 * MINUTE, forwardReturn: 110 / 116 - 1 },
    ]);
    expect(one.all).toMatchObject({ entries: 4, hitRate: 0.5, maxDrawdown: 6 / 116, unfinished: 0, broken: 0 });
    expect(backtest(tape, "close > 110", "--bars", "2", "--workers", "2")).toEqual(one);
  });

  test("takes kline files, also beside session files", () => {
    const { symbols } = backtest(klines, tape, "close > 110", "--bars", "2");
    expect(symbols.map(({ source, instrument }) => [source, instrument])).toEqual([
      [klines, klines],
      [tape, "binance:BTCUSDT"],
      [tape, "binance:ETHUSDT"],
    ]);
    expect(symbols[0]?.list).toEqual(symbols[1]?.list);
    expect(bench.run("backtest", klines, "close(5m) > 110", "--bars", "2").stderr).toContain("holds klines of 1m");
  });

  test("refuses what belongs to the present, and a call without bars, a condition or a file", () => {
    expect(bench.run("backtest", tape, "volume24h > 1", "--bars", "2")).toMatchObject({ status: 2, stdout: "" });
    expect(bench.run("backtest", tape, "close > 1")).toMatchObject({ status: 2, stdout: "" });
    expect(bench.run("backtest", tape, "--bars", "2")).toMatchObject({ status: 2, stdout: "" });
    for (const wrong of ["none.tape", "none.csv"]) {
      const { status, stdout, stderr } = bench.run("backtest", wrong, "close > 1", "--bars", "2");
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]*none\.[^\n]+\n$/);
    }
  });
});
