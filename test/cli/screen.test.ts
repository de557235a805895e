import { afterAll, describe, expect, test } from "vitest";
import { type Line, rawJsonl, trade } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const MINUTE = 60_000;

/** Two symbols for 30 minutes: one rises, of the other five minutes were lost at the end. */
const lines: Line[] = Array.from({ length: 30 }, (_, at): Line[] => {
  const rising = trade({ id: at + 1, tradeMs: at * MINUTE, price: String(100 + at) });
  const other = trade({ id: at + 1, tradeMs: at * MINUTE, price: String(100 - (at % 3)), symbol: "ETHUSDT" });
  return at >= 22 && at < 27 ? [rising] : [rising, other];
}).flat();
const tape = bench.importLines("screen", "binance", rawJsonl(lines));

interface Report {
  readonly matches: string[];
  readonly unknown: string[];
  readonly terms: string[];
  readonly instruments: Record<string, { match: boolean | null; values: Record<string, number | null>; unknown: Record<string, { reason: string }> }>;
}

const screen = (condition: string, ...more: string[]): Report => bench.json("screen", tape, condition, ...more) as Report;

describe("screen", { timeout: 60_000 }, () => {
  test("prints of each instrument whether it matches, the value of each term, and why one is unknown", () => {
    const { matches, unknown, terms, instruments } = screen("sma(5) > 110 and close > close[1]");
    expect({ matches, unknown, terms }).toEqual({ matches: ["binance:BTCUSDT"], unknown: ["binance:ETHUSDT"], terms: ["sma(5,1m)", "close(1m)"] });
    expect(instruments["binance:BTCUSDT"]).toEqual({ match: true, values: { "sma(5,1m)": 125, "close(1m)": 127 }, unknown: {} });
    expect(instruments["binance:ETHUSDT"]?.unknown["sma(5,1m)"]?.reason).toBe("hole");
  });

  test("takes the interval of what names none, and only the instruments asked for", () => {
    const { terms, instruments } = screen("rsi(3) < 90 or close(1m) > 0", "--interval", "5m", "--symbol", "binance:BTCUSDT");
    expect(terms).toEqual(["rsi(3,5m)", "close(1m)"]);
    expect(Object.keys(instruments)).toEqual(["binance:BTCUSDT"]);
    expect(screen("trades1m > 0").instruments["binance:BTCUSDT"]).toEqual({ match: true, values: { trades1m: 1 }, unknown: {} });
  });

  test("takes candles with holes as they are where that is asked for", () => {
    expect(screen("sma(5) > 0", "--accept-holes")).toMatchObject({ matches: ["binance:BTCUSDT", "binance:ETHUSDT"], unknown: [] });
    expect(screen("trades24h > 0", "--accept-holes")).toMatchObject({ unknown: [], matches: ["binance:BTCUSDT", "binance:ETHUSDT"] });
  });

  test("prints the same over any number of threads", () => {
    expect(screen("rsi(3) < 90", "--workers", "2")).toEqual(screen("rsi(3) < 90", "--workers", "1"));
  });

  test("refuses a condition at its place, and an instrument it does not hold", () => {
    const refusal = bench.run("screen", tape, "rsi(14) <> 30");
    expect(refusal).toMatchObject({ status: 2, stdout: "" });
    expect(refusal.stderr).toMatch(/^tapedeck: the condition at character 10: .*\n$/);
    expect(bench.run("screen", tape, "close > 1", "--symbol", "binance:NONE")).toMatchObject({ status: 1, stdout: "" });
    expect(bench.run("screen", tape)).toMatchObject({ status: 2 });
  });
});
