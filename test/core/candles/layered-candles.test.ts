import { describe, expect, test } from "vitest";
import { HOUR_MS, intervalNamed, type Interval, MINUTE_MS } from "../../../src/core/candles/interval.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { coarseBefore } from "../../../src/core/candles/layered-candles.ts";
import { exchangeNote } from "../../../src/core/candles/exchange-note.ts";
import { MIDNIGHT } from "../tape/trade-fixture.ts";

const [HOUR, DAY] = ["1h", "1d"].map((name) => intervalNamed(name) as Interval) as [Interval, Interval];

function row(openTime: number, final = true): CandleRow {
  const prices = { open: "1", high: "1", low: "1", close: "1", volume: "1", quoteVolume: "1", takerBase: "0", takerQuote: "0" };
  return { openTime, ...prices, trades: 1, revision: 0, final, complete: true, unbroken: true };
}

/** Rows of an interval from hour `from` to hour `to` of the day, the last one not over. */
function layer(interval: Interval, from: number, to: number) {
  const rows: CandleRow[] = [];
  const [fromMs, toMs] = [MIDNIGHT + from * HOUR_MS, MIDNIGHT + to * HOUR_MS];
  for (let openTime = fromMs; openTime < toMs; openTime += interval.ms) rows.push(row(openTime, openTime + interval.ms < toMs));
  return { interval, rows };
}

const minutes = (fromMinute: number, toMinute: number) =>
  Array.from({ length: toMinute - fromMinute }, (_, n) => ({ openTime: MIDNIGHT + (fromMinute + n) * MINUTE_MS }));
const hours = (rows: readonly CandleRow[]) => rows.map(({ openTime }) => (openTime - MIDNIGHT) / HOUR_MS);

describe("longer candles before shorter ones", () => {
  test("end where the shorter ones begin, also within one of them", () => {
    const { rows, fromMs } = coarseBefore([layer(HOUR, -3, 5)], minutes(90, 300));
    expect(hours(rows)).toEqual([-3, -2, -1, 0, 1]);
    expect((fromMs - MIDNIGHT) / HOUR_MS).toBe(2);
  });

  test("stand nowhere where the shorter ones reach, and the present one is made of those alone", () => {
    const aligned = coarseBefore([layer(HOUR, -2, 3)], minutes(60, 150));
    expect([hours(aligned.rows), aligned.fromMs]).toEqual([[-2, -1, 0], Number.NEGATIVE_INFINITY]);
    const within = coarseBefore([layer(HOUR, -2, 3)], minutes(130, 150));
    expect([hours(within.rows), within.fromMs]).toEqual([[-2, -1, 0, 1], Number.NEGATIVE_INFINITY]);
  });

  test("lead over several lengths: days, then hours, then minutes, each moment once", () => {
    const { rows, fromMs } = coarseBefore([layer(HOUR, -30, 10), layer(DAY, -96, 10)], minutes(400, 600));
    expect(hours(rows)).toEqual([-96, -72, -48, ...Array.from({ length: 31 }, (_, n) => n - 24)]);
    expect((fromMs - MIDNIGHT) / HOUR_MS).toBe(7);
  });

  test("are all that are over where there are no shorter ones", () => {
    expect(hours(coarseBefore([layer(HOUR, 0, 4)], []).rows)).toEqual([0, 1, 2]);
  });
});

describe("what is said of an exchange's own candle", () => {
  const ours = row(MIDNIGHT);

  test("is what differs, its figure less ours, exact", () => {
    expect(exchangeNote(ours, { ...ours }, false, 100)).toBe("");
    expect(exchangeNote(ours, { ...ours, close: "0.95", volume: "1.1", trades: 3 }, false, 100)).toBe("close -0.05, volume +0.1, trades +2");
    expect(exchangeNote(ours, { openTime: MIDNIGHT, high: "1", volume: "1.000000000000000001" }, false, 100)).toBe("volume +0.000000000000000001");
  });

  test("is of the sums alone where the exchange opens a candle at the close before it, and never too long", () => {
    const theirs = { ...ours, open: "0.9", low: "0.9", volume: "2" };
    expect(exchangeNote(ours, theirs, true, 100)).toBe("volume +1");
    expect(exchangeNote(ours, theirs, false, 12)).toBe("open -0.1...");
  });
});
