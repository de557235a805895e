import { describe, expect, test } from "vitest";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import type { Trade } from "../../../src/core/market/trade.ts";
import { wholeMinuteReport } from "../../../src/core/ticker/whole-minutes.ts";

const MINUTE = 60_000;

const trade = (id: number, eventMs: number, price: number): Trade => ({
  firstId: id,
  lastId: id,
  price,
  qty: 1,
  scale: { price: 0, qty: 0 },
  side: "buy",
  eventMs,
  counts: true,
});

/** A trade in each of the minutes 0 to 9, at its 30th second, with the minute for its price. */
function recorded(): InstrumentAnalytics {
  const analytics = new InstrumentAnalytics();
  for (let minute = 0; minute < 10; minute++) analytics.onTrade(trade(minute + 1, minute * MINUTE + 30_000, 100 + minute));
  return analytics;
}

describe("the windows of a screen", () => {
  test("end with the last minute that is over, exactly, whatever of the next one has come", () => {
    const { windows } = wholeMinuteReport(recorded(), undefined);
    expect(windows["5m"]).toMatchObject({
      fromMs: 4 * MINUTE - 1,
      toMs: 9 * MINUTE - 1,
      open: "104",
      last: "108",
      trades: 5,
      exact: true,
      covered: true,
    });
    expect(windows["1m"]).toMatchObject({ open: "108", trades: 1, covered: true });
    expect(windows["24h"].last).toBe("109");
  });

  test("are not covered where the recording is younger than they are, with or without a trade", () => {
    const { windows } = wholeMinuteReport(recorded(), undefined);
    expect(windows["1h"]).toMatchObject({ trades: 9, covered: false });
    const young = new InstrumentAnalytics();
    young.onTrade(trade(7, 9 * MINUTE + 30_000, 100));
    expect(wholeMinuteReport(young, undefined).windows["5m"]).toMatchObject({ open: null, covered: false });
    expect(wholeMinuteReport(new InstrumentAnalytics(), undefined).windows["5m"]).toMatchObject({ open: null, covered: false });
  });

  test("of a silent market hold nothing, and say so where something was recorded before", () => {
    const analytics = recorded();
    analytics.onMark(30 * MINUTE);
    expect(wholeMinuteReport(analytics, undefined).windows["5m"]).toMatchObject({ open: null, volume: "0", covered: true });
  });
});
