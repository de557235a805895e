import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { type Interval, intervalNamed, ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { joinedCandles } from "../../../src/core/candles/joined-candles.ts";

const MINUTE = 60_000;
const FIVE = intervalNamed("5m") as Interval;

const candle = (minute: number, close: string, over: Partial<CandleRow> = {}): CandleRow => {
  const amounts = { open: "1", high: "9", low: "1", close, volume: "2", quoteVolume: "8", takerBase: "1", takerQuote: "4" };
  return { openTime: minute * MINUTE, ...amounts, trades: 3, revision: 0, final: true, complete: true, unbroken: true, ...over };
};
const seen = (rows: readonly CandleRow[]): [minute: number, close: string][] => rows.map(({ openTime, close }) => [openTime / MINUTE, close]);
const LATER = 1_000 * MINUTE;

describe("the exchange's candles and the recorded ones", () => {
  test("join without a seam or a repeat: a recorded candle stands where it is whole, the exchange's where it is not", () => {
    const theirs = [1, 2, 3].map((minute) => candle(minute, "theirs"));
    const ours = [candle(2, "ours", { unbroken: false }), candle(3, "ours"), candle(4, "ours")];
    expect(seen(joinedCandles(theirs, ours, ONE_MINUTE, 5 * MINUTE))).toEqual([[1, "theirs"], [2, "theirs"], [3, "ours"], [4, "ours"]]); // prettier-ignore
  });

  test("say of what only the recording has, and not whole, that it is broken", () => {
    const [row] = joinedCandles([], [candle(7, "ours", { unbroken: false })], ONE_MINUTE, LATER);
    expect(row).toMatchObject({ close: "ours", unbroken: false, complete: false });
  });

  test("hold nothing as final that has not ended in event time, whatever the machine's clock said", () => {
    const rows = joinedCandles([candle(1, "a"), candle(2, "b")], [], ONE_MINUTE, 3 * MINUTE - 1);
    expect(rows.map(({ final }) => final)).toEqual([true, false]);
  });

  test("of a longer interval take the recorded minutes where all of them are there, silent ones too", () => {
    const theirs = [0, 5, 10].map((minute) => candle(minute, "theirs"));
    const ours = [candle(4, "x"), candle(5, "x"), candle(7, "ours"), candle(11, "x")];
    const rows = joinedCandles(theirs, ours, FIVE, 12 * MINUTE);
    expect(seen(rows)).toEqual([[0, "theirs"], [5, "ours"], [10, "theirs"]]); // prettier-ignore
    expect(rows[1]).toMatchObject({ volume: "4", trades: 6, unbroken: true, final: true });
    expect(rows[2]?.final).toBe(false);
  });

  test("of a longer interval do without the minutes where one of them is broken", () => {
    const ours = [5, 6, 7, 8, 9].map((minute) => candle(minute, "ours", { unbroken: minute !== 7 }));
    expect(seen(joinedCandles([candle(5, "theirs")], ours, FIVE, LATER))).toEqual([[5, "theirs"]]);
    expect(joinedCandles([], ours, FIVE, LATER)[0]).toMatchObject({ close: "ours", unbroken: false });
  });
});
