import { describe, expect, test } from "vitest";
import { drawnAs } from "../../../src/core/candles/candle-convention.ts";
import { type CandleRow, revisionReason, stageOf } from "../../../src/core/candles/candle-row.ts";
import { fillEmpty } from "../../../src/core/candles/empty-intervals.ts";
import { ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

function row(minute: number, open: string, close: string, more: Partial<CandleRow> = {}): CandleRow {
  const [low, high] = [open, close].sort((a, b) => Number(a) - Number(b)) as [string, string];
  const sums = { volume: "2", quoteVolume: "3", trades: 2, takerBase: "1", takerQuote: "1" };
  return { openTime: MIDNIGHT + minute * MINUTE, open, high, low, close, ...sums, revision: 0, final: true, complete: true, unbroken: true, ...more };
}

describe("an interval without a counting trade", () => {
  const rows = [row(0, "5", "6"), row(3, "7", "8", { complete: false }), row(6, "9", "9", { complete: false })];

  test("gets a flat candle of the close before it under the flat policy, complete where a neighbour proves it", () => {
    const filled = fillEmpty(rows, ONE_MINUTE);
    expect(filled.map(({ openTime, trades, complete }) => [(openTime - MIDNIGHT) / MINUTE, trades, complete])).toEqual([
      [0, 2, true],
      [1, 0, true],
      [2, 0, true],
      [3, 2, false],
      [4, 0, false],
      [5, 0, false],
      [6, 2, false],
    ]);
    expect(filled[1]).toMatchObject({ open: "6", high: "6", low: "6", close: "6", volume: "0", quoteVolume: "0", takerBase: "0", takerQuote: "0" });
    expect(filled.filter(({ trades }) => trades > 0)).toEqual(rows);
  });
});

describe("a venue that opens at the previous close", () => {
  test("has that price in its high and low too, and proves nothing of the first candle", () => {
    const drawn = drawnAs([row(0, "5", "6"), row(1, "7", "8"), row(2, "3", "4")], { open: "previous-close" });
    expect(drawn.map(({ open, high, low, close, complete }) => [open, high, low, close, complete])).toEqual([
      ["5", "6", "5", "6", false],
      ["6", "8", "6", "8", true],
      ["8", "8", "3", "4", true],
    ]);
  });

  test("compares prices as numbers, not as text", () => {
    expect(drawnAs([row(0, "9", "9.5"), row(1, "10", "10.25")], { open: "previous-close" })[1]).toMatchObject({ low: "9.5", high: "10.25" });
  });

  test("changes nothing where the first trade opens", () => {
    const rows = [row(0, "5", "6"), row(1, "7", "8")];
    expect(drawnAs(rows, { open: "first-trade" })).toEqual(rows);
  });
});

test("a candle is provisional, then final, then corrected for the reason of a late trade", () => {
  const at = (final: boolean, revision: number) => row(0, "1", "2", { final, revision });
  expect([at(false, 0), at(true, 0), at(true, 2)].map(stageOf)).toEqual(["provisional", "final", "corrected"]);
  expect([at(true, 0), at(true, 2)].map(revisionReason)).toEqual([null, "late trade"]);
});
