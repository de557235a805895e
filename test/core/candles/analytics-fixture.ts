import { expect } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { tradeOf, type TradeText } from "../tape/trade-fixture.ts";

export function analyticsOf(...trades: TradeText[]): InstrumentAnalytics {
  const analytics = new InstrumentAnalytics();
  for (const text of trades) analytics.onTrade(tradeOf(text));
  return analytics;
}

/** The one candle there is. */
export function only(analytics: InstrumentAnalytics): CandleRow {
  const rows = analytics.candles();
  expect(rows).toHaveLength(1);
  return rows[0] as CandleRow;
}
