import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pastCloses } from "../../../src/core/ticker/past-closes.ts";
import { RollingTicker } from "../../../src/core/ticker/rolling-ticker.ts";
import { SPARKLINE_POINTS, SPARKLINE_TOP, sparklineOf } from "../../../src/core/ticker/sparkline.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;

/** Trades at these minutes, in order. */
function tickerOf(trades: readonly (readonly [minute: number, price: number])[]): RollingTicker {
  const ticker = new RollingTicker();
  trades.forEach(([minute, price], at) => {
    const trade = tradeOf({ id: at + 1, eventMs: MIDNIGHT + minute * MINUTE, price: String(price) });
    ticker.moveTo(trade.eventMs);
    ticker.add(trade, price, 1, price);
  });
  return ticker;
}

describe("a sparkline", () => {
  test("of no trade there is none, and of one minute a level", () => {
    expect(sparklineOf(new RollingTicker(), 0)).toBeNull();
    expect(sparklineOf(tickerOf([[7, 100]]), 1)).toEqual({
      fromMs: MIDNIGHT + 7 * MINUTE,
      stepMs: MINUTE,
      low: 10,
      high: 10,
      levels: [SPARKLINE_TOP >> 1],
    });
  });

  test("has the close of each minute, and keeps the price through a silence", () => {
    const line = sparklineOf(
      tickerOf([
        [0, 100],
        [0, 150],
        [1, 200],
        [4, 100],
      ]),
      0,
    );
    expect(line).toMatchObject({ low: 100, high: 200, stepMs: MINUTE });
    expect(line?.levels).toEqual([Math.round(SPARKLINE_TOP / 2), SPARKLINE_TOP, SPARKLINE_TOP, SPARKLINE_TOP, 0]);
  });

  test("of a whole day has a close each half hour, at round times", () => {
    const day = Array.from({ length: 2_000 }, (_, minute) => [minute, 1_000 + minute] as const);
    const line = sparklineOf(tickerOf(day), 0);
    expect(line).toMatchObject({ stepMs: 30 * MINUTE, fromMs: MIDNIGHT + 540 * MINUTE, high: 2_999 });
    expect(line?.levels).toHaveLength(49);
  });

  test("begins with the exchange's own closes where those reach further back than the recording, which goes on with its own", () => {
    const stretch = MIDNIGHT / (30 * MINUTE);
    const past = pastCloses([-60, -48, -47, -2, -1, 0].map((at) => ({ openTime: (stretch + at) * 30 * MINUTE, close: String(100 - at) })));
    const line = sparklineOf(tickerOf([[5, 200], [20, 120]]), 0, past); // prettier-ignore
    expect(line).toMatchObject({ fromMs: MIDNIGHT - 48 * 30 * MINUTE, stepMs: 30 * MINUTE, low: 101, high: 148 });
    const price = (level = 0): number => Math.round(101 + (47 * level) / SPARKLINE_TOP);
    expect(line?.levels).toHaveLength(49);
    expect(line?.levels.slice(0, 4).map(price)).toEqual([148, 147, 147, 147]); // a silence keeps the price, and what is older than 24 h is not shown
    expect(line?.levels.slice(-3).map(price)).toEqual([102, 101, 120]); // of the forming stretch the recording's own
    const whole = tickerOf(Array.from({ length: 1_500 }, (_, minute) => [minute, 1_000 + minute] as const));
    expect(sparklineOf(whole, 0, past)).toEqual(sparklineOf(whole, 0));
  });

  test(`has the last price of each of its stretches, and never too many points (seed ${seed})`, () => {
    const script = fc.array(fc.tuple(fc.constantFrom(0, 0, 1, 1, 2, 7, 45, 200), fc.integer({ min: 1, max: 1_000 })), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(script, (steps) => {
        let minute = 0;
        const trades = steps.map(([jump, price]) => [(minute += jump), price] as const);
        const line = sparklineOf(tickerOf(trades), 0);
        if (line === null) throw new Error("there are trades");
        const inWindow = trades.filter(([at]) => at > minute - 1_440);
        expect(line.levels.length).toBeLessThanOrEqual(SPARKLINE_POINTS);
        const { fromMs, stepMs, low, high } = line;
        const price = (level: number): number => low + ((high - low) * level) / SPARKLINE_TOP;
        line.levels.forEach((level, at) => {
          const endMs = fromMs + (at + 1) * stepMs;
          const close = inWindow.findLast(([of]) => MIDNIGHT + of * MINUTE < endMs)?.[1] ?? Number.NaN;
          if (high === low) expect(close).toBe(high);
          else expect(Math.abs(price(level) - close)).toBeLessThanOrEqual((high - low) / SPARKLINE_TOP);
        });
        expect(fromMs + line.levels.length * stepMs).toBeGreaterThan(MIDNIGHT + minute * MINUTE);
      }),
      { seed, numRuns: 200 },
    );
  });
});
