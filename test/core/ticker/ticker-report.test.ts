import { describe, expect, test } from "vitest";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { tickerReport } from "../../../src/core/ticker/ticker-report.ts";
import type { VenueFigures } from "../../../src/core/venues/message.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../tape/trade-fixture.ts";

const THEIRS: VenueFigures = { name: "ticker", values: { E: 1, o: "99.5", h: "120", l: "90", c: "103", v: "50", q: "5000" } };

/** A trade an hour for `hours` hours, the first of them `first` by id. */
function traded(hours: number, ids: (at: number) => number): InstrumentAnalytics {
  const analytics = new InstrumentAnalytics();
  for (let at = 0; at <= hours; at++) {
    const side = at % 3 === 0 ? "sell" : "buy";
    analytics.onTrade(tradeOf({ id: ids(at), eventMs: MIDNIGHT + at * 60 * MINUTE, price: String(100 + at), qty: "0.5", side }));
  }
  return analytics;
}

describe("a ticker", () => {
  const nothingLeft = () => [];

  test("shows the venue's figures, marked as theirs, until trade ids prove that 24 h are recorded", () => {
    const report = tickerReport(traded(5, (at) => at + 1), THEIRS, nothingLeft); // prettier-ignore
    expect(report).toMatchObject({ statistics: "venue", venue: { figures: { open: "99.5", quoteVolume: "5000" }, difference: null } });
    expect(report.windows["24h"]).toMatchObject({ trades: 6, covered: false });
    expect(
      tickerReport(
        traded(30, (at) => at * 2),
        THEIRS,
        nothingLeft,
      ).statistics,
    ).toBe("venue");
    expect(
      tickerReport(
        traded(5, (at) => at + 1),
        undefined,
        nothingLeft,
      ),
    ).toMatchObject({ statistics: "own", venue: null });
  });

  test("shows its own from then on, and the exact difference to theirs", () => {
    const { statistics, windows, venue } = tickerReport(traded(30, (at) => at + 1), THEIRS, nothingLeft); // prettier-ignore
    expect(statistics).toBe("own");
    expect(windows["24h"]).toMatchObject({
      open: "107",
      last: "130",
      high: "130",
      low: "107",
      change: "23",
      volume: "12",
      trades: 24,
      covered: true,
    });
    expect(venue?.difference).toEqual({ open: "7.5", high: "10", low: "17", last: "27", volume: "-38", quoteVolume: "-3578" });
  });

  test("has change, VWAP and delta of every window", () => {
    const { windows } = tickerReport(traded(30, (at) => at + 1), undefined, nothingLeft); // prettier-ignore
    // Hours 30 and 29 are the last two; hour 30 is a sell.
    expect(windows["1h"]).toMatchObject({ trades: 1, open: "130", change: "0", changePercent: 0, vwap: 130, delta: "-0.5", quoteVolume: "65" });
    expect(windows["24h"].changePercent).toBeCloseTo((100 * 23) / 107, 10);
    expect(windows["24h"].delta).toBe("4");
  });

  test("of an instrument without trades has empty windows", () => {
    const { windows } = tickerReport(new InstrumentAnalytics(), undefined, nothingLeft);
    expect(windows["24h"]).toMatchObject({ last: null, change: null, vwap: null, volume: "0", trades: 0, covered: false });
  });
});
