import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActivityRow } from "../../../src/core/candles/activity-candles.ts";
import { candleBuilder } from "../../../src/core/candles/candle-builder.ts";
import { readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { MIDNIGHT, tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { delayed, delays, history } from "./trade-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;

function run(name: string, trades: readonly TradeText[]): { rows: ActivityRow[]; tooLate: number } {
  const kind = readCandleKind(name);
  if (kind === undefined) throw new Error(name);
  const closed: CandleRow[] = [];
  const builder = candleBuilder(kind, (row) => closed.push(row));
  const analytics = new InstrumentAnalytics({ observers: builder.observers });
  for (const trade of trades) analytics.onTrade(tradeOf(trade));
  return { rows: [...closed, ...builder.rows(analytics)] as ActivityRow[], tooLate: builder.counts(analytics).tooLate };
}

/** The bars by definition, in doubles: values here are small enough to be exact in them after rounding. */
function definition(measure: string, size: number, trades: readonly TradeText[]): { prices: number[]; qty: number; quote: number }[] {
  const bars: { prices: number[]; qty: number; quote: number }[] = [];
  let open: (typeof bars)[number] | null = null;
  for (const trade of trades.filter(({ counts }) => counts !== false)) {
    const price = Number(trade.price);
    const stretched = open !== null && measure === "range" && Math.max(...open.prices, price) - Math.min(...open.prices, price) > size + 1e-9;
    if (open === null || stretched) bars.push((open = { prices: [], qty: 0, quote: 0 }));
    open.prices.push(price);
    open.qty += Number(trade.qty);
    open.quote += price * Number(trade.qty);
    const reached = { tick: open.prices.length >= size, volume: open.qty >= size - 1e-9, dollar: open.quote >= size - 1e-6, range: false };
    if (reached[measure as keyof typeof reached]) open = null;
  }
  return bars;
}

describe("bars by activity", () => {
  const kinds = fc.constantFrom(
    ["tick", 3] as const,
    ["volume", 40_000] as const,
    ["volume", 12.5] as const,
    ["dollar", 3_000_000] as const,
    ["range", 250.25] as const,
  );

  test(`equal their definition and are the same in any order of arrival within the bound (seed ${seed})`, () => {
    fc.assert(
      fc.property(kinds, history, delays, ([measure, size], trades, late) => {
        const ordered = run(`${measure}:${size}`, trades);
        expect(run(`${measure}:${size}`, delayed(trades, late, WATERMARK_BOUND_MS))).toEqual(ordered);
        const expected = definition(measure, size, trades);
        const shown = ordered.rows.map(({ open, high, low, close, trades: count }) => [+open, +high, +low, +close, count]);
        expect(shown).toEqual(expected.map(({ prices }) => [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1), prices.length]));
        ordered.rows.forEach((row, at) => expect(+row.volume).toBeCloseTo(expected[at]?.qty as number, 6));
      }),
      { seed, numRuns: 300 },
    );
  });

  test("end with the trade that reaches the size, which is not split", () => {
    const rows = run("volume:5", [
      { id: 1, eventMs: MIDNIGHT, qty: "3" },
      { id: 2, eventMs: MIDNIGHT + 1, qty: "4", price: "101" },
      { id: 3, eventMs: MIDNIGHT + 9, qty: "5" },
      { id: 4, eventMs: MIDNIGHT + 10, qty: "1" },
    ]).rows;
    expect(rows).toMatchObject([
      { openTime: MIDNIGHT, closeTime: MIDNIGHT + 1, volume: "7", close: "101", trades: 2 },
      { openTime: MIDNIGHT + 9, closeTime: MIDNIGHT + 9, volume: "5", trades: 1 },
      { openTime: MIDNIGHT + 10, volume: "1" },
    ]);
  });

  test("of a range begin anew with the trade that would stretch them, and make no bars where the price jumped", () => {
    const prices = ["100", "104", "95", "99", "500", "496"];
    const rows = run("range:5", prices.map((price, at) => ({ id: at, eventMs: MIDNIGHT + at, price }))).rows; // prettier-ignore
    expect(rows.map(({ open, high, low, close }) => [open, high, low, close])).toEqual([
      ["100", "104", "100", "104"],
      ["95", "99", "95", "99"],
      ["500", "500", "496", "496"],
    ]);
  });

  test("are final once the watermark has passed their trades, and complete where ids prove it", () => {
    const trades = [1, 2, 3, 4, 6, 7, 8].map((id) => ({ id, eventMs: MIDNIGHT + id }));
    const { rows } = run("tick:2", [...trades, { id: 9, eventMs: MIDNIGHT + 9 + 2 * WATERMARK_BOUND_MS }]);
    expect(rows.map(({ trades: count, final, complete }) => [count, final, complete])).toEqual([
      [2, true, false], // no trade before it
      [2, true, false], // 5 is missing after it
      [2, true, false],
      [2, false, false], // still waits for the watermark
    ]);
    const whole = run("tick:2", [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, eventMs: MIDNIGHT + id * 10_000 }))); // prettier-ignore
    expect(whole.rows.map(({ final, complete }) => [final, complete])).toEqual([
      [true, false],
      [true, true],
      [true, true], // the trade after it is held, though it waits for the watermark
      [false, false],
    ]);
  });

  test("take in a trade that is late by the whole bound, and none that is later", () => {
    const late = (byMs: number) => [
      { id: 1, eventMs: MIDNIGHT },
      { id: 3, eventMs: MIDNIGHT + 5_000 },
      { id: 2, eventMs: MIDNIGHT + 5_000 - byMs, price: "7" },
      { id: 4, eventMs: MIDNIGHT + 20_000 },
    ];
    expect(run("tick:2", late(WATERMARK_BOUND_MS))).toMatchObject({ tooLate: 0, rows: [{ close: "7" }, { open: "100" }] });
    expect(run("tick:2", late(WATERMARK_BOUND_MS + 1))).toMatchObject({ tooLate: 1, rows: [{ close: "100" }, { open: "100" }] });
  });

  test("take in no trade from behind the watermark: it is counted, and the bar open by then is never complete", () => {
    const steady = [1, 2, 3, 5, 6, 7, 8].map((id) => ({ id, eventMs: MIDNIGHT + id * 10_000 }));
    const { rows, tooLate } = run("tick:2", [...steady.slice(0, 5), { id: 4, eventMs: MIDNIGHT + 40_000 }, ...steady.slice(5)]);
    expect(tooLate).toBe(1);
    expect(rows.map(({ trades: count, complete }) => [count, complete])).toEqual([
      [2, false],
      [2, false], // it would have come between 3 and 5
      [2, true],
      [1, false],
    ]);
  });
});
