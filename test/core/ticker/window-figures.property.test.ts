import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { RecentTrades } from "../../../src/core/ticker/recent-trades.ts";
import { type TradesBetween, WINDOWS, windowFigures } from "../../../src/core/ticker/window-figures.ts";
import { MIDNIGHT, MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;

/** Trades over two days with distinct ids; whole prices and quantities, so that doubles are exact. */
const trades = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 400 * MINUTE })),
      price: fc.integer({ min: 1, max: 50 }),
      qty: fc.integer({ min: 1, max: 9 }),
      side: fc.constantFrom("buy" as const, "sell" as const),
      counts: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) => {
    let eventMs = MIDNIGHT;
    return rows.map(({ gap, price, qty, side, counts }, at): TradeText => {
      eventMs += gap;
      return { id: 100 + at, eventMs, price: String(price), qty: String(qty), side, counts };
    });
  });

/** All trades are at hand, as from a session file. */
function recorded(texts: readonly TradeText[]): TradesBetween {
  return (fromMs, toMs) => texts.filter(({ eventMs, counts }) => counts !== false && eventMs >= fromMs && eventMs < toMs).map(tradeOf);
}

/** The window by definition. */
function definition(texts: readonly TradeText[], fromMs: number, toMs: number) {
  const inside = texts.filter(({ eventMs, counts }) => counts !== false && eventMs > fromMs && eventMs <= toMs).toSorted((a, b) => a.eventMs - b.eventMs || a.id - b.id); // prettier-ignore
  if (inside.length === 0) return null;
  const prices = inside.map(({ price }) => Number(price));
  const sum = (of: (trade: TradeText) => number): number => inside.reduce((total, trade) => total + of(trade), 0);
  const bought = (trade: TradeText): number => (trade.side === "buy" ? Number(trade.qty) : 0);
  return {
    trades: inside.length,
    open: prices[0],
    close: prices.at(-1),
    high: Math.max(...prices),
    low: Math.min(...prices),
    volume: sum(({ qty }) => Number(qty)),
    quoteVolume: sum(({ price, qty }) => Number(price) * Number(qty)),
    takerBase: sum(bought),
    takerQuote: sum((trade) => Number(trade.price) * bought(trade)),
  };
}

describe("rolling windows", () => {
  test(`hold exactly the trades of their length, to the millisecond, after every trade and every silence (seed ${seed})`, () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 0, max: 26 * 60 * MINUTE }), (texts, silence) => {
        const analytics = new InstrumentAnalytics();
        const check = (sofar: readonly TradeText[]): void => {
          for (const { ms } of WINDOWS) {
            const { fromMs, toMs, figures, exact } = windowFigures(analytics, ms, recorded(sofar));
            expect(exact).toBe(true);
            const expected = definition(sofar, fromMs, toMs);
            if (expected === null) expect(figures).toBeNull();
            else expect(figures).toMatchObject(expected);
          }
        };
        texts.forEach((text, at) => {
          analytics.onTrade(tradeOf(text));
          if (at % 7 === 0 || at === texts.length - 1) check(texts.slice(0, at + 1));
        });
        analytics.onMark((texts.at(-1) as TradeText).eventMs + silence);
        check(texts);
      }),
      { seed, numRuns: 80 },
    );
  });

  test(`are the same whatever the order of arrival, and know at least the short edges from memory (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        trades.chain((texts) => fc.tuple(fc.constant(texts), fc.shuffledSubarray(texts, { minLength: texts.length }))),
        ([texts, shuffled]) => {
          const run = (order: readonly TradeText[]) => {
            const recent = new RecentTrades(6 * MINUTE);
            const analytics = new InstrumentAnalytics({ observers: [recent] });
            for (const text of order) analytics.onTrade(tradeOf(text));
            return { analytics, recent };
          };
          const one = run(texts);
          const other = run(shuffled);
          for (const { ms, name } of WINDOWS) {
            const expected = windowFigures(one.analytics, ms, recorded(texts));
            expect(windowFigures(other.analytics, ms, recorded(texts))).toEqual(expected);
            const remembered = windowFigures(one.analytics, ms, one.recent.between);
            if (name === "1m" || name === "5m") expect(remembered).toEqual(expected);
            else if (remembered.exact) expect(remembered).toEqual(expected);
          }
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  test(`conserve: what left and what is held add up to what came (seed ${seed})`, () => {
    fc.assert(
      fc.property(trades, (texts) => {
        const analytics = new InstrumentAnalytics();
        for (const text of texts) analytics.onTrade(tradeOf(text));
        const { fromMs, figures } = windowFigures(analytics, 1_440 * MINUTE, recorded(texts));
        const volume = (of: readonly TradeText[]): number => of.reduce((sum, { qty, counts }) => sum + (counts === false ? 0 : Number(qty)), 0);
        expect(Number(figures?.volume ?? 0) + volume(texts.filter(({ eventMs }) => eventMs <= fromMs))).toBe(volume(texts));
      }),
      { seed, numRuns: 100 },
    );
  });
});

describe("a window", () => {
  const run = (...texts: TradeText[]): InstrumentAnalytics => {
    const analytics = new InstrumentAnalytics();
    for (const text of texts) analytics.onTrade(tradeOf(text));
    return analytics;
  };
  const at = (id: number, ms: number, price = "100"): TradeText => ({ id, eventMs: MIDNIGHT + ms, price });
  const none: TradesBetween = () => null;

  test("without the trades of the leaving minute begins with the next whole one, and says that it is not exact", () => {
    const analytics = run(at(1, 30_000), at(2, MINUTE), at(3, MINUTE + 20_000));
    expect(windowFigures(analytics, MINUTE, none)).toMatchObject({ exact: false, figures: { trades: 2 } });
    expect(windowFigures(analytics, MINUTE, recorded([at(1, 30_000)]))).toMatchObject({ exact: true, figures: { trades: 3 } });
  });

  test("needs none of them where that minute was empty, or ended with the window's beginning", () => {
    expect(windowFigures(run(at(1, 0), at(2, 2 * MINUTE + 500)), MINUTE, none).exact).toBe(true);
    expect(windowFigures(run(at(1, 0), at(2, 2 * MINUTE - 1)), MINUTE, none)).toMatchObject({ exact: true, figures: { trades: 1 } });
  });

  test("is open at its beginning and closed at its end, to the millisecond", () => {
    const texts = [at(1, 30_000), at(2, 30_001), at(3, MINUTE + 30_000)];
    expect(windowFigures(run(...texts), MINUTE, recorded(texts))).toMatchObject({ figures: { trades: 2, openId: 2, closeId: 3 } });
  });

  test("orders trades of one millisecond by id, whichever came first", () => {
    const texts = [at(2, 500, "12"), at(1, 500, "11"), at(3, 500, "13")];
    for (const order of [texts, texts.toReversed(), [texts[2], texts[0], texts[1]] as TradeText[]]) {
      expect(windowFigures(run(...order), MINUTE, none).figures).toMatchObject({ open: 11, close: 13, trades: 3 });
    }
  });

  test("is covered where ids run on from a trade before it to its last", () => {
    const covered = (...ids: number[]): boolean =>
      windowFigures(run(at(ids[0] as number, 0), ...ids.slice(1).map((id, n) => at(id, 3 * MINUTE + n * 1_000))), MINUTE, none).covered;
    expect(covered(1, 2, 3, 4)).toBe(true);
    expect(covered(1, 3, 4)).toBe(false);
    expect(covered(1, 2, 4)).toBe(false);
    expect(covered(1)).toBe(false);
  });

  test("has the volatility of its minutes' last prices", () => {
    const analytics = run(at(1, 0), at(2, MINUTE, "110"), at(3, 2 * MINUTE, "99"), at(4, 2 * MINUTE + 1, "121"));
    const { realisedVolatility } = windowFigures(analytics, 60 * MINUTE, none);
    expect(realisedVolatility).toBeCloseTo(Math.sqrt(2 * Math.log(1.1) ** 2), 12);
    expect(windowFigures(run(at(1, 0)), 60 * MINUTE, none).realisedVolatility).toBeNull();
  });

  test("reaches no further than the greatest event time within the bound of the watermark", () => {
    const analytics = run(at(2, MINUTE + WATERMARK_BOUND_MS), at(1, MINUTE));
    expect(windowFigures(analytics, MINUTE, none)).toMatchObject({
      toMs: MIDNIGHT + MINUTE + WATERMARK_BOUND_MS,
      figures: { trades: 2, closeId: 2 },
    });
  });
});
