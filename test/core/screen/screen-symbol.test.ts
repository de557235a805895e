import { describe, expect, test } from "vitest";
import { closedColumns } from "../../../src/core/candles/closed-columns.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { rsi } from "../../../src/core/indicators/rsi.ts";
import { parseCondition } from "../../../src/core/screen/parse-condition.ts";
import { screenSymbol } from "../../../src/core/screen/screen-symbol.ts";
import { tickerReport } from "../../../src/core/ticker/ticker-report.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../tape/trade-fixture.ts";

/** One trade a minute at these prices, with ids 1, 2, ...; minutes in `lost` were not recorded. */
function recorded(prices: readonly number[], lost: readonly number[] = []) {
  const closed: CandleRow[] = [];
  const analytics = new InstrumentAnalytics({ onEvicted: (row) => closed.push(row) });
  prices.forEach((price, at) => {
    if (!lost.includes(at)) analytics.onTrade(tradeOf({ id: at + 1, eventMs: MIDNIGHT + at * MINUTE + 30_000, price: String(price), qty: "2" }));
  });
  const columns = closedColumns([...closed, ...analytics.candles()], ONE_MINUTE, analytics.watermark.ms);
  return { columns, ticker: tickerReport(analytics, undefined, () => []) };
}

function screen(text: string, { columns, ticker }: ReturnType<typeof recorded>) {
  return screenSymbol(parseCondition(text, ONE_MINUTE), () => columns, ticker);
}

const prices = Array.from({ length: 40 }, (_, at) => 100 + ((at * 7) % 11));

describe("a screen of one symbol", () => {
  test("evaluates at the newest closed candle and shows the value of each term", () => {
    const { columns } = recorded(prices);
    const expected = rsi.batch(columns)[0]?.at(-1) as number;
    const result = screen("rsi(14) > 0 and close == 102 and close[1] == 106", recorded(prices));
    // The last minute has not ended; minute 38 is the newest closed one.
    expect(result).toEqual({ match: true, values: { "rsi(14,1m)": expected, "close(1m)": 102 }, unknown: {} });
  });

  test("says unknown, and why, while an indicator warms up", () => {
    const { match, values, unknown } = screen("rsi(14) < 30", recorded(prices.slice(0, 10)));
    expect(match).toBeNull();
    expect(values).toEqual({ "rsi(14,1m)": null });
    expect(unknown).toEqual({ "rsi(14,1m)": { reason: "warm-up", detail: "needs 15 closed candles, has 8" } });
  });

  test("says unknown where a value rests on a hole, and a value again when the hole is behind it", () => {
    expect(screen("sma(5) > 0", recorded(prices, [36]))).toMatchObject({ match: null, unknown: { "sma(5,1m)": { reason: "hole" } } });
    expect(screen("sma(5) > 0", recorded(prices, [30]))).toMatchObject({ match: true, unknown: {} });
    expect(screen("sma(5)[4] > 0", recorded(prices, [30]))).toMatchObject({ match: null, unknown: { "sma(5,1m)": { reason: "hole" } } });
    expect(screen("sma(5) > 0 or close > 0", recorded(prices, [36]))).toMatchObject({ match: true });
  });

  test("knows the last price and the windows that trade ids prove, and says so of the others", () => {
    const held = recorded(prices);
    expect(screen(`last == ${prices.at(-1)} and trades5m == 5 and volume5m == 10`, held)).toMatchObject({ match: true });
    expect(screen("volume24h > 0", held)).toMatchObject({
      match: null,
      values: { volume24h: null },
      unknown: { volume24h: { reason: "not covered" } },
    });
    const quiet = screenSymbol(parseCondition("last > 0", ONE_MINUTE), () => held.columns, null);
    expect(quiet).toMatchObject({ match: null, unknown: { last: { reason: "no trades" } } });
  });

  test("lets the venue's own 24 h figures stand in until 24 h are recorded", () => {
    const analytics = new InstrumentAnalytics();
    analytics.onTrade(tradeOf({ id: 5, eventMs: MIDNIGHT }));
    const theirs = { name: "ticker" as const, values: { o: "80", h: "120", l: "70", c: "100", v: "5000", q: "450000" } };
    const ticker = tickerReport(analytics, theirs, () => []);
    const { match, values } = screenSymbol(
      parseCondition("volume24h > 4e3 and change24h == 25 and vwap24h == 90", ONE_MINUTE),
      () => recorded([1]).columns,
      ticker,
    );
    expect({ match, values }).toEqual({ match: true, values: { volume24h: 5000, change24h: 25, vwap24h: 90 } });
    expect(screenSymbol(parseCondition("trades24h > 1", ONE_MINUTE), () => recorded([1]).columns, ticker).match).toBeNull();
  });
});

describe("the closed candles of a history", () => {
  test("begin with the first whole one, are flat where nothing was traded, and go on to the watermark", () => {
    const analytics = new InstrumentAnalytics();
    for (const [id, minute] of [
      [1, 0],
      [2, 1],
      [3, 4],
    ] as const) {
      // prettier-ignore
      analytics.onTrade(tradeOf({ id, eventMs: MIDNIGHT + minute * MINUTE, price: String(id) }));
    }
    analytics.onMark(MIDNIGHT + 7 * MINUTE + 2_000);
    const { openTime, close, volume, hole } = closedColumns(analytics.candles(), ONE_MINUTE, analytics.watermark.ms);
    expect([...openTime].map((ms) => (ms - MIDNIGHT) / MINUTE)).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...close]).toEqual([2, 2, 2, 3, 3, 3]);
    expect([...volume]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...hole]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
