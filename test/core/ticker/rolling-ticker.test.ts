import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter, BytesError } from "../../../src/core/base/bytes.ts";
import { multiply } from "../../../src/core/base/decimal.ts";
import type { Trade } from "../../../src/core/market/trade.ts";
import { CanonicalScale } from "../../../src/core/tape/canonical-scale.ts";
import { RollingTicker, type TickerFigures, WINDOW_MINUTES } from "../../../src/core/ticker/rolling-ticker.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;
const DAY = WINDOW_MINUTES * MINUTE;

function feed(ticker: RollingTicker, trade: Trade): void {
  ticker.moveTo(trade.eventMs);
  ticker.add(trade, trade.price, trade.qty, multiply(trade.price, trade.qty));
}

function bytesOf(ticker: RollingTicker): Uint8Array {
  const canonical = new CanonicalScale({ price: 0, qty: 0 });
  const w = new ByteWriter();
  ticker.write(w, canonical.reducer());
  return w.finish();
}

/** The figures by definition, from all trades at once. */
function figuresOf(trades: readonly Trade[], nowMs: number): TickerFigures {
  const newest = Math.floor(nowMs / MINUTE);
  const inside = trades
    .filter((trade) => Math.floor(trade.eventMs / MINUTE) > newest - WINDOW_MINUTES)
    .sort((a, b) => a.eventMs - b.eventMs || a.firstId - b.firstId);
  const prices = inside.map((trade) => Number(trade.price));
  return {
    open: prices[0] ?? null,
    high: prices.length > 0 ? Math.max(...prices) : null,
    low: prices.length > 0 ? Math.min(...prices) : null,
    last: prices.at(-1) ?? null,
    volume: inside.reduce((sum, trade) => sum + Number(trade.qty), 0),
    quoteVolume: inside.reduce((sum, trade) => sum + Number(trade.price) * Number(trade.qty), 0),
    trades: inside.length,
  };
}

const tradesOverDays = fc
  .array(fc.record({ eventMs: fc.integer({ min: 0, max: 3 * DAY }), price: fc.integer({ min: 1, max: 50 }), qty: fc.integer({ min: 1, max: 9 }) }), {
    maxLength: 60,
  })
  .map((rows) => rows.map(({ eventMs, price, qty }, id) => tradeOf({ id, eventMs: MIDNIGHT + eventMs, price: String(price), qty: String(qty) })));

describe("the rolling 24 h ticker", () => {
  test(`equals its definition after every trade, in any order of arrival (seed ${seed})`, () => {
    fc.assert(
      fc.property(tradesOverDays, (trades) => {
        const ticker = new RollingTicker();
        let now = Number.NEGATIVE_INFINITY;
        trades.forEach((trade, at) => {
          now = Math.max(now, trade.eventMs);
          feed(ticker, trade);
          expect(ticker.figures()).toEqual(figuresOf(trades.slice(0, at + 1), now));
        });
      }),
      { seed, numRuns: 200 },
    );
  });

  test(`is the same, to the byte, whatever the order of arrival (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        tradesOverDays.chain((trades) => fc.tuple(fc.constant(trades), fc.shuffledSubarray(trades, { minLength: trades.length }))),
        ([trades, shuffled]) => {
          const one = new RollingTicker();
          const other = new RollingTicker();
          for (const trade of trades) feed(one, trade);
          for (const trade of shuffled) feed(other, trade);
          expect(other.figures()).toEqual(one.figures());
          expect(bytesOf(other)).toEqual(bytesOf(one));
        },
      ),
      { seed, numRuns: 200 },
    );
  });

  test(`goes on after write and read as though nothing had happened (seed ${seed})`, () => {
    fc.assert(
      fc.property(tradesOverDays, fc.nat(60), (trades, cut) => {
        const at = cut % (trades.length + 1);
        const whole = new RollingTicker();
        let now = Number.NEGATIVE_INFINITY;
        for (const trade of trades.slice(0, at)) {
          feed(whole, trade);
          now = Math.max(now, trade.eventMs);
        }
        const r = new ByteReader(bytesOf(whole));
        const resumed = RollingTicker.read(r, now);
        expect(r.done).toBe(true);
        for (const trade of trades.slice(at)) {
          feed(whole, trade);
          feed(resumed, trade);
          expect(resumed.figures()).toEqual(whole.figures());
        }
        expect(bytesOf(resumed)).toEqual(bytesOf(whole));
      }),
      { seed, numRuns: 100 },
    );
  });

  test("empties when time moves on, though no trade comes, and leaves no residue of sums past 2^53", () => {
    const ticker = new RollingTicker();
    const huge = "90071992547409931";
    feed(ticker, tradeOf({ id: 1, eventMs: MIDNIGHT, price: huge, qty: huge }));
    feed(ticker, tradeOf({ id: 2, eventMs: MIDNIGHT + MINUTE, price: "3", qty: "7" }));
    expect(ticker.figures()).toMatchObject({ high: BigInt(huge), low: 3, quoteVolume: BigInt(huge) ** 2n + 21n });
    ticker.moveTo(MIDNIGHT + DAY - 1);
    expect(ticker.figures().trades).toBe(2);
    ticker.moveTo(MIDNIGHT + DAY);
    expect(ticker.figures()).toEqual({ open: 3, high: 3, low: 3, last: 3, volume: 7, quoteVolume: 21, trades: 1 });
    ticker.moveTo(MIDNIGHT + 5 * DAY);
    expect(ticker.figures()).toEqual({ open: null, high: null, low: null, last: null, volume: 0, quoteVolume: 0, trades: 0 });
    expect(bytesOf(ticker)).toEqual(bytesOf(new RollingTicker()));
  });

  test("does not take in a trade older than the window", () => {
    const ticker = new RollingTicker();
    feed(ticker, tradeOf({ id: 2, eventMs: MIDNIGHT + DAY }));
    feed(ticker, tradeOf({ id: 1, eventMs: MIDNIGHT + MINUTE - 1 }));
    expect(ticker.figures().trades).toBe(1);
    feed(ticker, tradeOf({ id: 3, eventMs: MIDNIGHT + MINUTE }));
    expect(ticker.figures().trades).toBe(2);
  });

  test("keeps its values when the scale grows", () => {
    const ticker = new RollingTicker();
    feed(ticker, tradeOf({ id: 1, eventMs: MIDNIGHT, price: "5", qty: "3" }));
    ticker.grow(2, 1);
    expect(ticker.figures()).toEqual({ open: 500, high: 500, low: 500, last: 500, volume: 30, quoteVolume: 15_000, trades: 1 });
    ticker.moveTo(MIDNIGHT + DAY);
    expect(ticker.figures()).toMatchObject({ volume: 0, quoteVolume: 0 });
  });

  test("refuses bytes with a minute outside its window", () => {
    const ticker = new RollingTicker();
    feed(ticker, tradeOf({ id: 1, eventMs: MIDNIGHT }));
    expect(() => RollingTicker.read(new ByteReader(bytesOf(ticker)), MIDNIGHT + DAY)).toThrow(BytesError);
    expect(() => RollingTicker.read(new ByteReader(bytesOf(ticker)), Number.NEGATIVE_INFINITY)).toThrow(BytesError);
  });
});
