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
  const charts: LiveCharts = new LiveCharts({ find: () => part, onHistoryWanted: (id) => wanted.push(id) });
  const part = new AnalyticsPart({ onEvicted: (row) => charts.close(BTC, row), observers: [charts.observer(BTC)] });
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
    charts.adopt(BTC, "1m", [8, 9, 10].map((minute) => venueRow(minute, `${minute}`, { final: minute < 10 }))); // prettier-ignore
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
      "1m",
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
    charts.adopt(BTC, "1m", []);
    for (const minute of [10, 11, 12]) trade(minute, "100");
    trade(14, "100", 7);
    for (const minute of [15, 16, 17]) trade(minute, "100");
    wanted.length = 0;
    expect(bars().map(([minute, , whose]) => `${minute} ${whose}`)).toEqual(["10", "11", "12", "14", "15", "16", "17"].map((text) => `${text} own`));
    expect(wanted).toEqual([BTC]);
    charts.adopt(BTC, "1m", Array.from({ length: 18 }, (_, n) => venueRow(n, `${n}`)).slice(12));
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
    charts.adopt(BTC, "1m", [venueRow(1, "1"), venueRow(2, "2", { final: false })]);
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
    charts.adopt(BTC, "1m", [], "no answer in time");
    expect(charts.source(BTC)).toMatchObject({ loading: false, fault: "no answer in time" });
    charts.open(BTC);
    expect(wanted).toEqual([BTC, BTC]);
    charts.adopt(BTC, "1m", [venueRow(1, "1")]);
    expect(charts.source(BTC)?.fault).toBe("");
  });

  test("is kept for the last sixteen instruments that were looked at, and no more", () => {
    const { charts } = live();
    const ids = Array.from({ length: 20 }, (_, n) => `binance:S${n}` as const);
    for (const id of ids) charts.open(id);
    expect(ids.map((id) => charts.source(id) !== null)).toEqual(ids.map((_, n) => n >= 4));
  });

  test("of hours is made of the minutes, with the exchange's own hours before them, and its forming hour moves with each trade", () => {
    const { charts, wanted, trade } = live();
    charts.open(BTC, "1h");
    expect(charts.source(BTC, "5m")).toBeNull();
    trade(130, "100");
    const hours = [-3, -2, -1, 0, 1].map((hour) => ({ ...venueRow(hour * 60, `${hour}`), volume: "600" }));
    charts.adopt(BTC, "1h", [...hours, venueRow(120, "7", { final: false })]);
    expect(charts.source(BTC, "1h")?.loading).toBe(true);
    charts.adopt(BTC, "1m", Array.from({ length: 101 }, (_, n) => venueRow(n + 30, `${n + 30}`, { final: n < 100 }))); // prettier-ignore
    trade(131, "101");
    trade(132, "102");
    const shown = () => charts.source(BTC, "1h")?.bars(Number.NEGATIVE_INFINITY).map((bar) => [(bar.openTime - MIDNIGHT) / MINUTE / 60, bar.close, bar.volume, bar.venue, bar.final]); // prettier-ignore
    // Hours -3 to 0 are told by the exchange (its minutes begin within hour 0), hour 1 is made of 60 of its minutes, hour 2 of ten and ours.
    const past = [[-3, -3, 600, true, true], [-2, -2, 600, true, true], [-1, -1, 600, true, true], [0, 0, 600, true, true], [1, 119, 600, true, true]]; // prettier-ignore
    expect(shown()).toEqual([...past, [2, 102, 10 * 10 + 10 + 2, true, false]]);
    trade(190, "103");
    trade(191, "104");
    expect(shown()?.slice(-2)).toEqual([[2, 102, 112, true, true], [3, 104, 2, false, false]]); // prettier-ignore
    // Both lengths, and the minutes again: the recording began within one.
    expect(wanted).toEqual([BTC, BTC, BTC]);
    expect(charts.source(BTC, "1h")?.bars(Number.NEGATIVE_INFINITY).find(({ openTime }) => openTime === MIDNIGHT + 120 * MINUTE)).toMatchObject({ complete: true }); // prettier-ignore
  });

  test("of hours corrects the hour that a late trade belongs to, whether it is open then or opened later", () => {
    const { charts, part, trade } = live();
    charts.open(BTC, "1h");
    for (let minute = 0; minute < 75; minute++) trade(minute, "100");
    const late = (id: number, minute: number) => part.analytics.onTrade(tradeOf({ id, eventMs: MIDNIGHT + minute * MINUTE + 59_000, price: "900" }));
    late(1_000, 70);
    late(1_001, 50);
    late(1_002, 55);
    charts.open(BTC, "30m");
    const revisions = (interval: string) => charts.source(BTC, interval)?.bars(Number.NEGATIVE_INFINITY).map(({ revision, high }) => [revision, high]); // prettier-ignore
    expect(revisions("1h")).toEqual([[2, 900], [0, 900]]); // prettier-ignore
    expect(revisions("30m")).toEqual([[0, 100], [2, 900], [0, 900]]); // prettier-ignore
    // It is the candle's for good, also when the history comes, and when its minutes have left.
    charts.adopt(BTC, "1h", []);
    charts.adopt(BTC, "1m", []);
    trade(300, "100");
    expect(revisions("1h")).toEqual([[2, 900], [0, 900], [0, 100]]); // prettier-ignore
  });

  test("says how the exchange's own candle differs from a recorded one that is over", () => {
    const { charts, trade, publish } = live();
    charts.open(BTC);
    for (const minute of [10, 11, 12]) trade(minute, "100");
    publish(10, "100", true);
    publish(11, "101", true);
    const notes = charts.source(BTC)?.bars(Number.NEGATIVE_INFINITY).map(({ exchange, venue }) => [exchange, venue]); // prettier-ignore
    expect(notes).toEqual([[null, true], ["open -10, high +20, low -20, close +1, volume +9, trades +4", false], [null, false]]); // prettier-ignore
    trade(200, "1");
    expect(charts.source(BTC)?.bars(Number.NEGATIVE_INFINITY)[1]?.exchange).toBe("open -10, high +20, low -20, close +1, volume +9, trades +4");
  });
});
