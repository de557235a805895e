import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { AnalyticsPart } from "../../../src/core/desk/analytics-part.ts";
import { LiveCharts } from "../../../src/workers/views/live-charts.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../../core/tape/trade-fixture.ts";

const BTC = "binance:BTCUSDT" as const;

/** A candle as the exchange publishes it, `minute` minutes after midnight. */
function venueRow(minute: number, close: string, { final = true, trades = 5 } = {}): CandleRow {
  const amounts = { volume: "10", quoteVolume: "1000", takerBase: "5", takerQuote: "500" };
  const prices = { open: "90", high: "120", low: "80", close };
  return { openTime: MIDNIGHT + minute * MINUTE, ...prices, ...amounts, trades, revision: 0, final, complete: true, unbroken: true };
}

function live() {
  const wanted: string[] = [];
  const charts: LiveCharts = new LiveCharts(
    () => part,
    (id) => wanted.push(id),
  );
  const part = new AnalyticsPart({ onEvicted: (row) => charts.close(BTC, row) });
  let id = 0;
  const trade = (minute: number, price: string, lost = 0): void => {
    id += 1 + lost;
    part.analytics.onTrade(tradeOf({ id, eventMs: MIDNIGHT + minute * MINUTE + 30_000, price }));
  };
  /** The exchange's stream tells of its candle. */
  const publish = (minute: number, close: string, closed = false): void => {
    const values = { t: MIDNIGHT + minute * MINUTE, T: 0, f: 1, L: 2, o: "90", h: "120", l: "80", c: close, v: "10", q: "1", V: "5", Q: "1", n: 5 };
    charts.publish(BTC, { name: "kline", values: { ...values, x: closed, interval: "1m" } });
  };
  const bars = (): [minute: number, close: number, whose: string][] =>
    (charts.source(BTC)?.bars(Number.NEGATIVE_INFINITY) ?? []).map(({ openTime, close, venue }) => [
      (openTime - MIDNIGHT) / MINUTE,
      close,
      venue ? "venue" : "own",
    ]);
  return { charts, part, wanted, trade, publish, bars };
}

describe("a live chart", () => {
  test("begins with the exchange's own candles and goes on with the recorded ones, each minute once", () => {
    const { charts, wanted, trade, publish, bars } = live();
    trade(10, "100");
    charts.open(BTC);
    expect(wanted).toEqual([BTC]);
    expect(charts.source(BTC)?.loading).toBe(true);
    charts.adopt(BTC, [8, 9, 10].map((minute) => venueRow(minute, `${minute}`, { final: minute < 10 }))); // prettier-ignore
    expect(charts.source(BTC)?.loading).toBe(false);
    // The recording began within minute 10: the exchange knows of it more.
    publish(10, "11");
    expect(bars()).toEqual([
      [8, 8, "venue"],
      [9, 9, "venue"],
      [10, 11, "venue"],
    ]);
    trade(11, "101");
    publish(11, "55");
    expect(bars().slice(-2)).toEqual([
      [10, 11, "venue"],
      [11, 101, "own"],
    ]);
  });

  test("stays the same when its candles leave the fold's state", () => {
    const { charts, trade, bars, part } = live();
    charts.open(BTC);
    for (let minute = 10; minute < 30; minute++) trade(minute, `${100 + minute}`);
    charts.adopt(
      BTC,
      Array.from({ length: 21 }, (_, n) => venueRow(n, `${n}`)),
    );
    const before = bars();
    expect(before.map(([minute]) => minute)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    // An hour later nothing of it may change any more.
    trade(100, "7");
    expect(part.analytics.candles()).toHaveLength(2);
    expect(bars()).toEqual([...before, [100, 7, "own"]]);
  });

  test("shows the exchange's candle where trades were lost, also with their whole minute, and asks for it once", () => {
    const { charts, wanted, trade, bars } = live();
    charts.open(BTC);
    charts.adopt(BTC, []);
    for (const minute of [10, 11, 12]) trade(minute, "100");
    trade(14, "100", 7);
    for (const minute of [15, 16, 17]) trade(minute, "100");
    wanted.length = 0;
    expect(bars().map(([minute, , whose]) => `${minute} ${whose}`)).toEqual(["10", "11", "12", "14", "15", "16", "17"].map((text) => `${text} own`));
    expect(wanted).toEqual([BTC]);
    charts.adopt(BTC, Array.from({ length: 18 }, (_, n) => venueRow(n, `${n}`)).slice(12));
    const whose = bars().map(([minute, , by]) => `${minute} ${by}`);
    expect(whose).toContain("13 venue");
    expect(whose).toContain("14 venue");
    expect(whose.filter((text) => text.startsWith("15"))).toEqual(["15 own"]);
    bars();
    expect(wanted).toEqual([BTC]);
  });

  test("of a quiet instrument keeps what the exchange said before the first recorded trade", () => {
    const { charts, trade, publish, bars } = live();
    charts.open(BTC);
    charts.adopt(BTC, [venueRow(1, "1"), venueRow(2, "2", { final: false })]);
    publish(3, "3", true);
    expect(bars().map(([minute]) => minute)).toEqual([1, 2, 3]);
    trade(5, "5");
    trade(6, "6");
    trade(90, "9");
    expect(bars().map(([minute]) => minute)).toEqual([1, 2, 3, 5, 6, 90]);
  });

  test("is asked for again where the exchange could not be reached, when somebody comes back to it", () => {
    const { charts, wanted } = live();
    charts.open(BTC);
    charts.open(BTC);
    charts.adopt(BTC, []);
    charts.open(BTC);
    expect(wanted).toEqual([BTC, BTC]);
  });

  test("is kept for the last sixteen instruments that were looked at, and no more", () => {
    const { charts } = live();
    const ids = Array.from({ length: 20 }, (_, n) => `binance:S${n}` as const);
    for (const id of ids) charts.open(id);
    expect(ids.map((id) => charts.source(id) !== null)).toEqual(ids.map((_, n) => n >= 4));
  });
});
