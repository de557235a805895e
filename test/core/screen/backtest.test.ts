import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Interval, intervalNamed, ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { type CandleColumns, columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import type { IndicatorCandle } from "../../../src/core/indicators/indicator.ts";
import { type Backtest, backtest, presentOnly } from "../../../src/core/screen/backtest.ts";
import { summarise } from "../../../src/core/screen/backtest-summary.ts";
import { parseCondition } from "../../../src/core/screen/parse-condition.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;
const FIVE = intervalNamed("5m") as Interval;

type Bar = Pick<IndicatorCandle, "open" | "high" | "low" | "close"> & { readonly volume?: number; readonly hole?: boolean };

function minutes(bars: readonly Bar[]): IndicatorCandle[] {
  return bars.map(({ volume = 1, hole = false, ...prices }, at) => ({
    openTime: MIDNIGHT + at * MINUTE,
    ...prices,
    volume,
    quoteVolume: volume,
    takerVolume: 0,
    hole,
  }));
}

/** Candles of 5 m, made of whole groups of five, and the unfinished last group as an exchange would show it when the history ends. */
function fives(candles: readonly IndicatorCandle[]): IndicatorCandle[] {
  const groups = Array.from({ length: Math.floor(candles.length / 5) }, (_, at) => candles.slice(5 * at, 5 * at + 5));
  return groups.map((group) => ({
    ...(group[0] as IndicatorCandle),
    close: (group[4] as IndicatorCandle).close,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
  }));
}

function run(text: string, bars: readonly Bar[], hold: number): Backtest {
  const candles = minutes(bars);
  const columns: Record<string, CandleColumns> = { "1m": columnsOf(candles), "5m": columnsOf(fives(candles)) };
  return backtest(parseCondition(text, ONE_MINUTE), ({ name }) => columns[name] as CandleColumns, hold);
}

const flat = (price: number, more: Partial<Bar> = {}): Bar => ({ open: price, high: price, low: price, close: price, ...more });

describe("a backtest", () => {
  test("enters at the next candle's open when the condition comes to hold, and leaves at the close of the last candle held", () => {
    const bars = [flat(1), flat(5), { open: 6, high: 9, low: 4, close: 8 }, { open: 8, high: 12, low: 7, close: 12 }, flat(1), flat(1)];
    const { entries, candles, unknown } = run("close > 3", bars, 2);
    expect({ candles, unknown }).toEqual({ candles: 6, unknown: 0 });
    expect(entries).toEqual([
      {
        signalMs: MIDNIGHT + 2 * MINUTE,
        entryMs: MIDNIGHT + 2 * MINUTE,
        entryPrice: 6,
        exitMs: MIDNIGHT + 4 * MINUTE,
        exitPrice: 12,
        forwardReturn: 1,
        drawdown: 2 / 6,
      },
    ]);
  });

  test("enters anew only after the condition stopped holding, and counts what the history is too short for", () => {
    const bars = [1, 5, 5, 5, 1, 5, 1, 5].map((price) => flat(price));
    const { entries, unfinished } = run("close > 3", bars, 2);
    expect(entries.map(({ entryMs }) => (entryMs - MIDNIGHT) / MINUTE)).toEqual([2, 6]);
    expect(unfinished).toBe(1);
  });

  test("waits for a candle with volume, whose open is a price that was paid", () => {
    const bars = [flat(1), flat(5), flat(5, { volume: 0 }), flat(5, { volume: 0 }), flat(9), flat(9)];
    expect(run("close > 3", bars, 2).entries).toMatchObject([{ signalMs: MIDNIGHT + 2 * MINUTE, entryMs: MIDNIGHT + 4 * MINUTE, entryPrice: 9 }]);
  });

  test("judges no entry that was held over a hole, and counts unknown candles", () => {
    const bars = [flat(1), flat(6), flat(6), flat(7, { hole: true }), flat(1), flat(6), flat(6), flat(7)];
    const { entries, broken, unknown } = run("sma(2) > 3", bars, 2);
    expect({ entries: entries.length, broken, unknown }).toEqual({ entries: 1, broken: 1, unknown: 3 });
    expect(entries).toMatchObject([{ entryPrice: 6, exitPrice: 7 }]);
  });

  test("sees a longer interval's candle only once it has closed", () => {
    const bars = Array.from({ length: 15 }, (_, at) => flat(at < 4 ? 1 : 10));
    // The first 5 m candle closes with minute 4 at a price of 10: from then on, and not a minute before, its close is known.
    expect(run("close(5m) > 3 and close > 0", bars, 1).entries).toMatchObject([{ signalMs: MIDNIGHT + 5 * MINUTE }]);
    expect(run("close(5m) > 3", bars, 1).entries).toMatchObject([{ signalMs: MIDNIGHT + 5 * MINUTE, entryMs: MIDNIGHT + 5 * MINUTE }]);
    expect(run("close(5m)[1] > 3 and close > 0", bars, 1).entries).toMatchObject([{ signalMs: MIDNIGHT + 10 * MINUTE }]);
  });

  const bar: fc.Arbitrary<Bar> = fc
    .record({ open: fc.integer({ min: 50, max: 150 }), close: fc.integer({ min: 50, max: 150 }), up: fc.nat(9), down: fc.nat(9), volume: fc.nat(3), hole: fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }) })
    .map(({ open, close, up, down, volume, hole }) => ({ open, close, high: Math.max(open, close) + up, low: Math.min(open, close) - down, volume, hole })); // prettier-ignore
  const condition = fc.constantFrom(
    "close > 100",
    "close > close[1]",
    "sma(3) crosses above sma(8)",
    "rsi(5) < 40",
    "close(5m) > open(5m) and close < sma(4)",
    "not ema(5,5m) > close",
  );

  test(`does not see the future: whatever is planted after a moment changes no signal up to it, and no price up to then (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        condition,
        fc.array(bar, { minLength: 20, maxLength: 80 }),
        fc.array(bar, { minLength: 80, maxLength: 80 }),
        fc.nat(79),
        (text, past, planted, cut) => {
          const until = cut % past.length;
          const other = [...past.slice(0, until + 1), ...planted].slice(0, past.length);
          const nowMs = MIDNIGHT + (until + 1) * MINUTE;
          const known = ({ entries }: Backtest) => entries.filter(({ exitMs }) => exitMs <= nowMs);
          const hold = 3;
          expect(known(run(text, other, hold))).toEqual(known(run(text, past, hold)));
          // A history that ends there has the same entries too, and those that are still held are unfinished: none is known early.
          expect(run(text, past.slice(0, until + 1), hold).entries).toEqual(known(run(text, past, hold)));
          for (const { signalMs, entryMs } of run(text, past, hold).entries) expect(entryMs).toBeGreaterThanOrEqual(signalMs);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test("is not for figures that belong to the present", () => {
    expect(presentOnly(parseCondition("close > 1 and volume24h > 3", ONE_MINUTE))).toBe("volume24h");
    expect(presentOnly(parseCondition("last > 3", ONE_MINUTE))).toBe("last");
    expect(presentOnly(parseCondition("close(5m) > 3", FIVE))).toBeUndefined();
  });
});

describe("the summary of backtests", () => {
  const of = (...returns: number[]): Backtest => ({
    candles: 10,
    unknown: 1,
    unfinished: 0,
    broken: 2,
    entries: returns.map((forwardReturn, at) => ({
      signalMs: 0,
      entryMs: 0,
      entryPrice: 1,
      exitMs: 0,
      exitPrice: 1,
      forwardReturn,
      drawdown: at / 10,
    })),
  });

  test("adds counts and takes returns of all together", () => {
    expect(summarise([of(0.1, -0.2), of(0.4, 0.3)])).toMatchObject({
      candles: 20,
      unknown: 2,
      broken: 4,
      entries: 4,
      hitRate: 0.75,
      bestReturn: 0.4,
      worstReturn: -0.2,
      maxDrawdown: 0.1,
    });
    expect(summarise([of(0.1, -0.2), of(0.4, 0.3)]).medianReturn).toBeCloseTo(0.2, 12);
    expect(summarise([of(0.1, 0.3, 0.2)]).medianReturn).toBe(0.2);
    expect(summarise([of(0.1, 0.3, 0.2)]).meanReturn).toBeCloseTo(0.2, 12);
  });

  test("has no rate where there was no entry: a return of 0 is no hit", () => {
    expect(summarise([of()])).toMatchObject({ entries: 0, hitRate: null, meanReturn: null, medianReturn: null, maxDrawdown: null });
    expect(summarise([of(0)]).hitRate).toBe(0);
  });
});
