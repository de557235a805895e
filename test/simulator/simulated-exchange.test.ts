import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamMessage } from "../../src/simulator/binance-spot-dialect.ts";
import { DEMO_MARKETS } from "../../src/simulator/demo-markets.ts";
import { marketOf, type MarketProfile } from "../../src/simulator/market.ts";
import { SimulatedExchange } from "../../src/simulator/simulated-exchange.ts";
import { Timeline } from "../../src/simulator/timeline.ts";
import { shapeOf } from "./binance-spot-grammar.ts";

const seed = Date.now() & 0x7fffffff;
const START_MS = Date.UTC(2026, 0, 5);

function openExchange(name: string, profiles: readonly MarketProfile[]) {
  const timeline = new Timeline(START_MS);
  const messages: StreamMessage[] = [];
  const exchange = new SimulatedExchange({ seed: name, markets: profiles.map(marketOf), timeline, publish: (message) => messages.push(message) });
  return { exchange, timeline, messages };
}

const profile: fc.Arbitrary<MarketProfile> = fc.record({
  symbol: fc.constantFrom("AAAUSDT", "1000BBB"),
  tickSize: fc.constantFrom("0.00000001", "0.01", "0.05", "10"),
  lotSize: fc.constantFrom("0.00001", "0.5", "1", "1000"),
  startPrice: fc.double({ min: 0.00000002, max: 200_000, noNaN: true }),
  minuteVolatility: fc.double({ min: 0, max: 0.2, noNaN: true }),
  correlation: fc.double({ min: 0, max: 1, noNaN: true }),
  actionsPerSecond: fc.double({ min: 0.2, max: 60, noNaN: true }),
  ordersPerSide: fc.integer({ min: 1, max: 200 }),
  spreadTicks: fc.integer({ min: 1, max: 20 }),
  quoteNotional: fc.double({ min: 0.01, max: 50_000, noNaN: true }),
  tradeNotional: fc.double({ min: 0.01, max: 50_000, noNaN: true }),
});

describe("the simulated exchange", () => {
  test(`keeps a book of two sides that never meet in any market, however odd (seed ${seed})`, () => {
    const odd = fc.property(profile, fc.integer(), (market, of) => {
      // A size that a double does not hold is no market: 50,000 worth of something that costs a hundred millionth, in small lots.
      fc.pre((market.quoteNotional + market.tradeNotional) / market.startPrice / Number(market.lotSize) < 1e9);
      const { exchange, timeline, messages } = openExchange(String(of), [market]);
      const { bids, asks } = exchange.engine(market.symbol);
      const endMs = START_MS + 20_000;
      while (timeline.nextMs < endMs) {
        timeline.step();
        expect(bids.best?.ticks ?? Number.NaN).toBeLessThan(asks.best?.ticks ?? Number.NaN);
        expect(bids.at(bids.depth - 1)?.ticks).toBeGreaterThanOrEqual(1);
      }
      expect(bids.orders + asks.orders).toBeLessThan(3 * market.ordersPerSide + 100);
      expect(messages.filter(({ kind, text }) => shapeOf(text) !== kind)).toEqual([]);
    });
    fc.assert(odd, { seed, numRuns: 60 });
  });

  test("answers with as many levels a side as were asked for, best first, as of the last change", () => {
    const { exchange, timeline } = openExchange("7", DEMO_MARKETS.slice(0, 1));
    timeline.runUntil(START_MS + 3_000);
    const { bids, asks, lastUpdateId } = exchange.engine("BTCUSDT");
    const whole = JSON.parse(exchange.snapshot("BTCUSDT"));
    const five = JSON.parse(exchange.snapshot("BTCUSDT", 5));
    expect([whole.lastUpdateId, whole.bids.length, whole.asks.length]).toEqual([lastUpdateId, bids.depth, asks.depth]);
    expect(five).toEqual({ lastUpdateId, bids: whole.bids.slice(0, 5), asks: whole.asks.slice(0, 5) });
    expect(Number(five.bids[0][0])).toBeGreaterThan(Number(five.bids[4][0]));
    expect(Number(five.asks[0][0])).toBeLessThan(Number(five.asks[4][0]));
  });

  test("tells all it has to tell after it closed, and then is still", () => {
    const { exchange, timeline, messages } = openExchange("7", DEMO_MARKETS.slice(0, 4));
    timeline.runUntil(START_MS + 2_000);
    exchange.close();
    while (timeline.step());
    for (const { symbol } of DEMO_MARKETS.slice(0, 4)) {
      const told = messages.findLast((message) => message.kind === "depth" && message.symbol === symbol);
      expect(told).toMatchObject({ lastUpdateId: exchange.engine(symbol).lastUpdateId });
    }
  });

  test("knows only its own symbols, each once", () => {
    const { exchange } = openExchange("7", DEMO_MARKETS.slice(0, 1));
    expect(() => exchange.snapshot("ETHUSDT")).toThrow(new RangeError("no such symbol: ETHUSDT"));
    expect(() => openExchange("7", [...DEMO_MARKETS, ...DEMO_MARKETS])).toThrow(new RangeError("BTCUSDT is listed twice"));
  });
});
