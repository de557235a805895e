import { describe, expect, test } from "vitest";
import { DEMO_MARKETS } from "../../src/simulator/demo-markets.ts";
import { DEMO_START_MS } from "../../src/simulator/demo-session.ts";
import { ofSymbol, record } from "./recorded-session.ts";

const SECONDS = 300;
const whole = record({ seed: 3, seconds: SECONDS });

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

/** Per second: how many trades there were, and the price of the last one so far. */
function seconds(symbol: string): { counts: number[]; prices: number[] } {
  const counts = Array.from({ length: SECONDS }, () => 0);
  const prices: number[] = [];
  for (const { tradeMs, price } of ofSymbol(whole, symbol, "trade")) {
    const at = Math.floor((tradeMs - DEMO_START_MS) / 1_000);
    counts[at] = (counts[at] ?? 0) + 1;
    prices[at] = Number(price);
  }
  for (let at = 0; at < SECONDS; at++) prices[at] ??= prices[at - 1] ?? Number.NaN;
  return { counts, prices: prices.slice(0, SECONDS).filter((price) => price > 0) };
}

/** Logarithmic moves over ten seconds. */
function moves(symbol: string): number[] {
  const { prices } = seconds(symbol);
  return prices.filter((_, at) => at % 10 === 0).map((price, at, tens) => Math.log(price / (tens[at - 1] ?? price)));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const count = Math.min(a.length, b.length);
  const product = (x: readonly number[], y: readonly number[]): number => {
    let sum = 0;
    for (let at = 0; at < count; at++) sum += (x[at] ?? 0) * (y[at] ?? 0);
    return sum;
  };
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe("the simulated markets look like markets", () => {
  test.each(DEMO_MARKETS)(
    "$symbol has its market makers' spread most of the time, and a wider one for moments",
    ({ symbol, tickSize, spreadTicks }) => {
      const quotes = ofSymbol(whole, symbol, "bookTicker");
      const timeAt = new Map<number, number>();
      for (const [at, { bid, ask, rxNs }] of quotes.entries()) {
        const ticks = Math.round((Number(ask[0]) - Number(bid[0])) / Number(tickSize));
        timeAt.set(ticks, (timeAt.get(ticks) ?? 0) + Number((quotes[at + 1]?.rxNs ?? rxNs) - rxNs) / 1e9);
      }
      const tight = [...timeAt].filter(([ticks]) => ticks <= spreadTicks).reduce((sum, [, time]) => sum + time, 0);
      expect(tight / SECONDS).toBeGreaterThan(0.7);
      expect(Math.min(...timeAt.keys())).toBeGreaterThanOrEqual(1);
      expect(Math.max(...timeAt.keys())).toBeGreaterThan(spreadTicks);
    },
  );

  test.each(["BTCUSDT", "ETHUSDT", "SOLUSDT", "PEPEUSDT"])("%s trades in sizes with a heavy tail, and in bursts", (symbol) => {
    const sizes = ofSymbol(whole, symbol, "trade").map(({ qty }) => Number(qty));
    expect(quantile(sizes, 0.99) / quantile(sizes, 0.5)).toBeGreaterThan(15);
    const { counts } = seconds(symbol);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // Independent trades would give 1.
    expect(variance / mean).toBeGreaterThan(3);
  });

  test("takers keep to one side for a while", () => {
    const sides = ofSymbol(whole, "BTCUSDT", "trade").map(({ buyerIsMaker }) => buyerIsMaker);
    const same = sides.filter((side, at) => at > 0 && side === sides[at - 1]).length / sides.length;
    expect(same).toBeGreaterThan(0.65);
    const sells = sides.filter(Boolean).length / sides.length;
    expect(sells).toBeGreaterThan(0.25);
    expect(sells).toBeLessThan(0.75);
  });

  test("prices move together, and by as much as they are said to", () => {
    expect(correlation(moves("BTCUSDT"), moves("ETHUSDT"))).toBeGreaterThan(0.5);
    for (const { symbol, minuteVolatility } of DEMO_MARKETS.slice(0, 3)) {
      const deviation = Math.sqrt(moves(symbol).reduce((sum, move) => sum + move ** 2, 0) / moves(symbol).length);
      const expected = minuteVolatility * Math.sqrt(10 / 60);
      expect(deviation / expected).toBeGreaterThan(0.4);
      expect(deviation / expected).toBeLessThan(2.5);
    }
  });

  test("there is more to have farther from the touch, on both sides", () => {
    const [book] = ofSymbol(whole, "ETHUSDT", "snapshot");
    for (const levels of [book?.bids ?? [], book?.asks ?? []]) {
      expect(levels.length).toBeGreaterThan(200);
      const mean = (part: readonly [string, string][]): number => part.reduce((sum, [, qty]) => sum + Number(qty), 0) / part.length;
      expect(mean(levels.slice(-50))).toBeGreaterThan(2 * mean(levels.slice(0, 50)));
    }
  });

  test("one symbol is quiet, one price is tiny, one market has large quantities", () => {
    const traded = (symbol: string) => ofSymbol(whole, symbol, "trade");
    expect(traded("QTUMUSDT").length * 20).toBeLessThan(traded("BTCUSDT").length);
    expect(traded("QTUMUSDT").length).toBeGreaterThan(10);
    expect(traded("PEPEUSDT").every(({ price }) => /^0\.0000[0-9]{4}$/.test(price))).toBe(true);
    expect(
      quantile(
        traded("SHIBUSDT").map(({ qty }) => Number(qty)),
        0.5,
      ),
    ).toBeGreaterThan(1e6);
  });
});
