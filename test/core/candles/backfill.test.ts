import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { tradeText } from "../binance-text.ts";
import { framesOf, recv, type Said } from "../frames.ts";

const MIDNIGHT = Date.UTC(2026, 0, 8);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Made {
  readonly id: number;
  readonly ms: number;
  readonly price: string;
  readonly qty: string;
  readonly m: boolean;
}

/** Three minutes, and a trade each second. */
const TRADES = Array.from({ length: 180 }, (_, n): Made => ({ id: n + 1, ms: MIDNIGHT + n * SECOND, price: `${100 + ((n * 7) % 13)}.5`, qty: `0.0${(n % 9) + 1}`, m: n % 3 === 0 })); // prettier-ignore

function pastTrades(trades: readonly Made[]): Said {
  const rows = trades.map(({ id, ms, price, qty, m }) => ({ id, price, qty, quoteQty: "0", time: ms, isBuyerMaker: m, isBestMatch: true }));
  return { ...recv(JSON.stringify(rows), "rest"), kind: "rest", url: "https://api.example/api/v3/trades?symbol=BTCUSDT&limit=1000" };
}

function candlesOf(script: readonly Said[]): CandleRow[] {
  const desk = new Desk({ venue: BINANCE_SPOT });
  for (const frame of framesOf(script)) desk.apply(frame);
  return desk.find("binance:BTCUSDT")?.analytics?.analytics.candles() ?? [];
}

/** Revisions tell how a candle came about, not what it is. */
const figures = (rows: readonly CandleRow[]) => rows.map((row) => ({ ...row, revision: 0, final: true }));

describe("trades that come over REST after a break", () => {
  test("make the candles what they would have been, wherever the hole was and however much the list repeats", () => {
    const whole = candlesOf(TRADES.map((trade) => recv(tradeText(trade))));
    expect(whole.map(({ trades }) => trades)).toEqual([60, 60, 60]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 170 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat({ max: 30 }),
        fc.nat({ max: 9 }),
        (from, length, before, after) => {
          const to = Math.min(from + length, 175);
          const heard = (trades: readonly Made[]): Said[] => trades.map((trade) => recv(tradeText(trade)));
          const resumed = Math.min(to + after, TRADES.length);
          const list = pastTrades(TRADES.slice(Math.max(0, from - before), resumed));
          const mended = candlesOf([...heard(TRADES.slice(0, from)), ...heard(TRADES.slice(to, resumed)), list, ...heard(TRADES.slice(resumed))]);
          expect(figures(mended)).toEqual(figures(whole));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("that do not reach back to the break leave the candle of the hole incomplete", () => {
    const heard = [...TRADES.slice(0, 70), ...TRADES.slice(90)].map((trade) => recv(tradeText(trade)));
    const rows = candlesOf([...heard, pastTrades(TRADES.slice(75))]);
    expect(rows.map(({ trades, complete }) => [trades, complete])).toEqual([
      [60, false], // nothing lies before it
      [55, false],
      [60, false],
    ]);
  });

  test("are not of the recording where they lie before its first trade", () => {
    const heard = TRADES.slice(60, 120).map((trade) => recv(tradeText(trade)));
    const rows = candlesOf([pastTrades(TRADES.slice(0, 90)), ...heard, pastTrades(TRADES.slice(0, 130))]);
    expect(rows.map(({ openTime, trades }) => [(openTime - MIDNIGHT) / MINUTE, trades])).toEqual([
      [1, 60],
      [2, 10],
    ]);
  });

  test("are refused one by one where a figure is none, and a refusal of the exchange is no trade", () => {
    const desk = new Desk({ venue: BINANCE_SPOT });
    const [first, second] = TRADES as [Made, Made];
    const broken = pastTrades([first, { ...second, price: "NaN" }]);
    const scripts = [
      broken,
      { ...broken, text: '{"code":-1003,"msg":"Too many requests"}' },
      { ...broken, text: "[]" },
      { ...broken, text: "<html>" },
    ];
    for (const frame of framesOf(scripts)) desk.apply(frame);
    expect(desk.ledger.totals()).toMatchObject({ received: 4, control: 2, rejected: { malformed: 2 } });
    expect(desk.find("binance:BTCUSDT")?.analytics?.analytics.tradeCount).toBe(0);
  });
});
