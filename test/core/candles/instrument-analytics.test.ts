import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { ALLOWED_LATENESS_MS, WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { MIDNIGHT, MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { analyticsOf, only } from "./analytics-fixture.ts";

describe("1 m candles", () => {
  test("sum exactly, open and close by trade time then id, and split off what buyers took", () => {
    const analytics = analyticsOf(
      { id: 12, eventMs: MIDNIGHT + 500, price: "61800.30", qty: "0.045", side: "sell" },
      { id: 11, eventMs: MIDNIGHT + 500, price: "61800.1", qty: "0.1" },
      { id: 14, eventMs: MIDNIGHT + 59_999, price: "61799", qty: "2" },
      { id: 13, eventMs: MIDNIGHT + 59_999, price: "61805.5", qty: "0.005", side: "sell" },
    );
    expect(only(analytics)).toEqual({
      openTime: MIDNIGHT,
      open: "61800.1",
      high: "61805.5",
      low: "61799",
      close: "61799",
      volume: "2.15",
      quoteVolume: "132868.051",
      trades: 4,
      takerBase: "2.1",
      takerQuote: "129778.01",
      revision: 0,
      final: false,
      complete: false,
      unbroken: false,
    });
  });

  test("hold half-open minutes from the epoch", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT + 59_999 }, { id: 2, eventMs: MIDNIGHT + 60_000 });
    expect(analytics.candles().map((row) => [row.openTime, row.trades])).toEqual([
      [MIDNIGHT, 1],
      [MIDNIGHT + MINUTE, 1],
    ]);
  });

  test("have no row for a minute without a counting trade", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT, counts: false }, { id: 2, eventMs: MIDNIGHT + 5 * MINUTE });
    expect(analytics.candles().map((row) => row.openTime)).toEqual([MIDNIGHT + 5 * MINUTE]);
  });

  test("leave trades out that are no volume, though these are trades", () => {
    const analytics = analyticsOf(
      { id: 1, eventMs: MIDNIGHT, price: "100" },
      { id: 2, eventMs: MIDNIGHT + 1, price: "999", qty: "50", counts: false },
    );
    expect(only(analytics)).toMatchObject({ high: "100", close: "100", volume: "1", trades: 1 });
    expect(analytics.tradeCount).toBe(2);
    expect(analytics.lastTrade).toMatchObject({ id: 2, price: 999 });
    expect(analytics.ticker24h()).toMatchObject({ volume: 1, last: 100, trades: 1 });
  });

  test("do not change when a trade id is repeated", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT });
    const before = { candles: analytics.candles(), ticker: analytics.ticker24h(), last: analytics.lastTrade };
    expect(analytics.onTrade(tradeOf({ id: 1, eventMs: MIDNIGHT + 7 * MINUTE, qty: "5" }))).toBe("duplicate");
    expect({ candles: analytics.candles(), ticker: analytics.ticker24h(), last: analytics.lastTrade }).toEqual(before);
    expect(analytics.tradeCount).toBe(1);
  });

  test("stay exact past 2^53, in integers that no double holds", () => {
    const analytics = analyticsOf(
      { id: 1, eventMs: MIDNIGHT, price: "12345678901234567890.00000001", qty: "3" },
      { id: 2, eventMs: MIDNIGHT + 1, price: "0.00000001", qty: "10000000000000000000000000000000000000001" },
    );
    expect(only(analytics)).toMatchObject({
      open: "12345678901234567890.00000001",
      low: "0.00000001",
      volume: "10000000000000000000000000000000000000004",
      quoteVolume: "100000000000037037036703703703670.00000004",
    });
  });

  test("take trades at any scale and keep what they hold exact when it grows", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT, price: "10", qty: "2" });
    expect(analytics.scale).toEqual({ price: 0, qty: 0 });
    analytics.onTrade(tradeOf({ id: 2, eventMs: MIDNIGHT + 1, price: "10.25", qty: "1" }));
    expect(analytics.scale).toEqual({ price: 2, qty: 0 });
    analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT + 2, price: "9", qty: "0.125" }));
    expect(analytics.scale).toEqual({ price: 2, qty: 3 });
    expect(only(analytics)).toMatchObject({ open: "10", high: "10.25", low: "9", close: "9", volume: "3.125", quoteVolume: "31.375" });
    expect(analytics.ticker24h()).toMatchObject({ open: 1_000, last: 900, volume: 3_125, quoteVolume: 3_137_500 });
    expect(analytics.lastScale).toEqual({ price: 0, qty: 3 });
  });
});

describe("the watermark", () => {
  test("follows the greatest trade time by a second and makes a candle final when it passes its end", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT }, { id: 2, eventMs: MIDNIGHT + MINUTE + WATERMARK_BOUND_MS - 1 });
    expect(analytics.candles().map((row) => row.final)).toEqual([false, false]);
    analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT + MINUTE + WATERMARK_BOUND_MS }));
    expect(analytics.candles().map((row) => row.final)).toEqual([true, false]);
  });

  test("is carried on for a quiet instrument by the venue's event time, and never goes back", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT });
    analytics.onMark(undefined);
    expect(only(analytics).final).toBe(false);
    analytics.onMark(MIDNIGHT + MINUTE + WATERMARK_BOUND_MS);
    expect(only(analytics).final).toBe(true);
    analytics.onMark(MIDNIGHT);
    expect(only(analytics).final).toBe(true);
  });

  test("does not take a trade within the bound for a correction", () => {
    const analytics = analyticsOf({ id: 2, eventMs: MIDNIGHT + MINUTE + 999 }, { id: 1, eventMs: MIDNIGHT + MINUTE - 1 });
    expect(analytics.candles().map((row) => row.revision)).toEqual([0, 0]);
    expect(analytics.lateTrades).toBe(0);
  });
});

describe("a late trade", () => {
  const end = MIDNIGHT + MINUTE + WATERMARK_BOUND_MS;
  const lastChance = end + ALLOWED_LATENESS_MS - 1;

  test("corrects a final candle, once each, and is counted", () => {
    const analytics = analyticsOf({ id: 2, eventMs: MIDNIGHT + 1, price: "10" }, { id: 5, eventMs: lastChance });
    analytics.onTrade(tradeOf({ id: 1, eventMs: MIDNIGHT, price: "7" }));
    analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT + 2, price: "12" }));
    expect(analytics.candles()[0]).toMatchObject({ open: "7", high: "12", close: "12", trades: 3, revision: 2, final: true });
    expect(analytics.lateTrades).toBe(2);
    expect(analytics.lastTrade).toMatchObject({ id: 5 });
  });

  test("that makes a candle where there was none is a correction too", () => {
    const analytics = analyticsOf({ id: 5, eventMs: lastChance }, { id: 1, eventMs: MIDNIGHT });
    expect(analytics.candles()[0]).toMatchObject({ openTime: MIDNIGHT, trades: 1, revision: 1, final: true });
  });

  test("that is no volume corrects nothing", () => {
    const analytics = analyticsOf({ id: 2, eventMs: MIDNIGHT }, { id: 5, eventMs: lastChance }, { id: 1, eventMs: MIDNIGHT, counts: false });
    expect(analytics.candles()[0]).toMatchObject({ revision: 0, trades: 1 });
    expect(analytics.lateTrades).toBe(0);
  });

  test("past the allowed lateness is counted and a trade, but changes no candle", () => {
    const left: CandleRow[] = [];
    const analytics = new InstrumentAnalytics({ onEvicted: (row) => left.push(row) });
    analytics.onTrade(tradeOf({ id: 2, eventMs: MIDNIGHT }));
    analytics.onTrade(tradeOf({ id: 4, eventMs: MIDNIGHT + 30 * MINUTE }));
    analytics.onTrade(tradeOf({ id: 5, eventMs: lastChance + 1 }));
    expect(left.map((row) => row.openTime)).toEqual([MIDNIGHT]);
    expect(analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT }))).toBe("applied");
    expect(analytics.tooLateTrades).toBe(1);
    expect(analytics.lateTrades).toBe(0);
    expect(analytics.tradeCount).toBe(4);
    expect(analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT }))).toBe("duplicate");
    expect(left).toHaveLength(1);
    expect(analytics.candles().map((row) => row.trades)).toEqual([1, 1]);
    // The 24 h window still holds that minute.
    expect(analytics.ticker24h().trades).toBe(4);
  });
});

describe("aggregates", () => {
  const aggregate = (text: TradeText) => tradeOf(text);

  test("make candles with all their ids, but no trades, while no single trade was seen", () => {
    const analytics = new InstrumentAnalytics();
    expect(analytics.onAggregate(aggregate({ id: 1, lastId: 1, eventMs: MIDNIGHT - 1 }))).toBe("applied");
    expect(analytics.onAggregate(aggregate({ id: 2, lastId: 5, eventMs: MIDNIGHT, price: "10", qty: "4" }))).toBe("applied");
    expect(analytics.onAggregate(aggregate({ id: 2, lastId: 5, eventMs: MIDNIGHT, price: "10", qty: "4" }))).toBe("duplicate");
    expect(analytics.onAggregate(aggregate({ id: 6, lastId: 6, eventMs: MIDNIGHT + MINUTE }))).toBe("applied");
    expect(analytics.candles()[1]).toMatchObject({ trades: 4, volume: "4", quoteVolume: "40", complete: true });
    expect(analytics.tradeCount).toBe(0);
    expect(analytics.lastTrade).toBeNull();
  });

  test("feed nothing, not even the watermark, once a single trade was seen", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT });
    expect(analytics.onAggregate(aggregate({ id: 2, lastId: 4, eventMs: MIDNIGHT + 9 * MINUTE, qty: "50" }))).toBe("applied");
    expect(only(analytics)).toMatchObject({ volume: "1", final: false });
    expect(analytics.ticker24h()).toMatchObject({ volume: 1 });
  });

  test("prove no id that they did not bring into a candle", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT - 1 }, { id: 2, eventMs: MIDNIGHT }, { id: 4, eventMs: MIDNIGHT + MINUTE });
    analytics.onAggregate(aggregate({ id: 3, lastId: 3, eventMs: MIDNIGHT }));
    expect(analytics.candles()[1]?.complete).toBe(false);
  });

  test("give way to single trades without counting a trade twice", () => {
    const analytics = new InstrumentAnalytics();
    analytics.onAggregate(aggregate({ id: 1, lastId: 3, eventMs: MIDNIGHT, price: "10", qty: "6" }));
    expect(analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT, price: "10", qty: "2" }))).toBe("applied");
    expect(analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT, price: "10", qty: "2" }))).toBe("duplicate");
    expect(analytics.onTrade(tradeOf({ id: 4, eventMs: MIDNIGHT + 1, price: "11", qty: "1" }))).toBe("applied");
    expect(only(analytics)).toMatchObject({ trades: 4, volume: "7", quoteVolume: "71", close: "11" });
    expect(analytics.ticker24h()).toMatchObject({ trades: 4, volume: 7 });
    expect(analytics.tradeCount).toBe(2);
    expect(analytics.lastTrade).toMatchObject({ id: 4 });
  });
});

describe("the 24 h ticker of an instrument", () => {
  test("expires by marks alone", () => {
    const analytics = analyticsOf({ id: 1, eventMs: MIDNIGHT });
    analytics.onMark(MIDNIGHT + 1_440 * MINUTE - 1);
    expect(analytics.ticker24h().trades).toBe(1);
    analytics.onMark(MIDNIGHT + 1_440 * MINUTE);
    expect(analytics.ticker24h()).toMatchObject({ trades: 0, volume: 0, last: null });
  });
});

describe("the indicators of an instrument", () => {
  test("run over final candles, and show the forming ones apart", () => {
    const analytics = new InstrumentAnalytics();
    // The watermark stands a second before minute 19: minutes 18 and 19 are both provisional.
    for (let n = 0; n < 20; n++) analytics.onTrade(tradeOf({ id: n, eventMs: MIDNIGHT + n * MINUTE, price: String(100 + n) }));
    expect(analytics.indicators()).toEqual([
      { name: "ema", final: { ema: null }, forming: { ema: 109.5 } },
      { name: "vwap", final: { vwap: 108.5 }, forming: { vwap: 109.5 } },
    ]);
    analytics.onMark(MIDNIGHT + 20 * MINUTE + WATERMARK_BOUND_MS);
    expect(analytics.indicators()[0]).toEqual({ name: "ema", final: { ema: 109.5 }, forming: { ema: 109.5 } });
  });
});

test("a candle is unbroken where only a trade after it is wanting for complete, and broken by a hole before or inside it", () => {
  const unbroken = (...ids: number[]): boolean[] =>
    analyticsOf(...ids.map((id) => ({ id, eventMs: MIDNIGHT + Math.floor(id / 2) * MINUTE })))
      .candles()
      .map((row) => row.unbroken);
  expect(unbroken(1, 2, 3, 4)).toEqual([false, true, true]);
  expect(unbroken(1, 2, 4, 5)).toEqual([false, false, false]);
  expect(unbroken(1, 2, 3, 5)).toEqual([false, false, false]);
  expect(unbroken(1, 2, 3, 4, 6)).toEqual([false, true, false, false]);
});
