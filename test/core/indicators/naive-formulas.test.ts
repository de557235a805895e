import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import type { IndicatorCandle, IndicatorParameters } from "../../../src/core/indicators/indicator.ts";
import { indicatorNamed } from "../../../src/core/indicators/indicator-registry.ts";
import { walk } from "./candle-fixture.ts";
import {
  closes,
  combine,
  deviation,
  highs,
  lows,
  mean,
  middles,
  type Series,
  smoothed,
  totals,
  trueRanges,
  weightedMean,
  windows,
} from "./naive-formulas.ts";

/** Three days and a half of candles of five minutes. */
const candles = walk(1_000, 4_711, 300_000);
const DAY_MS = 86_400_000;

const close = closes(candles);
const volume = candles.map((candle) => candle.volume);
const atr = (length: number): Series => smoothed(trueRanges(candles), length, 1 / length);
const ema = (values: Series, length: number): Series => smoothed(values, length, 2 / (length + 1));
const dayOf = ({ openTime }: IndicatorCandle): number => Math.floor(openTime / DAY_MS);
const sumOf = (of: readonly IndicatorCandle[], figure: "volume" | "quoteVolume"): number => of.reduce((sum, candle) => sum + candle[figure], 0);
const vwapOf = (of: readonly IndicatorCandle[]): number => sumOf(of, "quoteVolume") / sumOf(of, "volume");

function hma(length: number): Series {
  const [half, root] = [Math.floor(length / 2), Math.floor(Math.sqrt(length))];
  const raw = combine(windows(close, half, weightedMean), windows(close, length, weightedMean), (fast, slow) => 2 * fast - slow);
  return windows(raw, root, weightedMean);
}

function cmf(length: number): Series {
  const flow = candles.map(({ high, low, close: last, volume: traded }) => (high === low ? 0 : ((2 * last - high - low) / (high - low)) * traded));
  return combine(windows(flow, length, mean), windows(volume, length, mean), (a, b) => a / b);
}

/** Line by line as the Pine reference of `ta.supertrend` spells it out. */
function superTrend(length: number, factor: number): [Series, Series] {
  const range = atr(length);
  let before = { upper: Number.NaN, lower: Number.NaN, value: Number.NaN };
  const rows = candles.map(({ high, low, close: price }, at) => {
    const middle = (high + low) / 2;
    let [upper, lower] = [middle + factor * (range[at] as number), middle - factor * (range[at] as number)];
    if (Number.isNaN(upper)) return [Number.NaN, Number.NaN] as const;
    const last = close[at - 1] as number;
    const started = !Number.isNaN(before.upper);
    if (started && !(lower > before.lower || last < before.lower)) lower = before.lower;
    if (started && !(upper < before.upper || last > before.upper)) upper = before.upper;
    const falling = !started ? true : before.value === before.upper ? !(price > upper) : price < lower;
    const value = falling ? upper : lower;
    before = { upper, lower, value };
    return [value, falling ? -1 : 1] as const;
  });
  return [rows.map(([value]) => value), rows.map(([, direction]) => direction)];
}

function pivots(): Series[] {
  const rows = candles.map((candle) => {
    const day = candles.filter((other) => dayOf(other) === dayOf(candle) - 1);
    if (day.length === 0) return Array.from({ length: 7 }, () => Number.NaN);
    const [h, l, c] = [Math.max(...highs(day)), Math.min(...lows(day)), (day.at(-1) as IndicatorCandle).close];
    const p = (h + l + c) / 3;
    return [p, 2 * p - l, 2 * p - h, p + h - l, p - h + l, h + 2 * (p - l), l - 2 * (h - p)];
  });
  return Array.from({ length: 7 }, (_, output) => rows.map((row) => row[output] as number));
}

const conversion = middles(candles, 9);
const base = middles(candles, 26);
const span = middles(candles, 52);
/** All lines begin together. */
const once = (values: Series): Series => values.map((value, at) => (at < 51 ? Number.NaN : value));
const ppo = combine(ema(close, 12), ema(close, 26), (fast, slow) => (100 * (fast - slow)) / slow);
const ppoSignal = ema(ppo, 9);
const keltner = (sign: number): Series => combine(ema(close, 20), atr(10), (middle, range) => middle + sign * 2 * range);
const deltas = candles.map(({ volume: traded, takerVolume }) => takerVolume - (traded - takerVolume));

/** Sources stand in the docstrings of the indicators. */
const CASES: readonly [name: string, parameters: IndicatorParameters, expected: readonly Series[]][] = [
  ["hma", {}, [hma(20)]],
  ["hma", { length: 9 }, [hma(9)]],
  ["keltner", {}, [keltner(1), keltner(0), keltner(-1)]],
  ["zscore", {}, [windows(close, 20, (window) => ((window.at(-1) as number) - mean(window)) / deviation(window))]],
  ["cmf", {}, [cmf(20)]],
  ["supertrend", {}, superTrend(10, 3)],
  ["supertrend", { length: 7, ranges: 1 }, superTrend(7, 1)],
  ["ichimoku", {}, [conversion, base, combine(conversion, base, (a, b) => (a + b) / 2), span, close].map(once)],
  ["pivots", {}, pivots()],
  ["vwap", {}, [candles.map((candle, at) => vwapOf(candles.slice(0, at + 1).filter((other) => dayOf(other) === dayOf(candle))))]],
  ["avwap", {}, [candles.map((_, at) => vwapOf(candles.slice(0, at + 1)))]],
  ["cvd", {}, [totals(deltas), deltas]],
  [
    "donchian",
    {},
    [windows(highs(candles), 20, (window) => Math.max(...window)), middles(candles, 20), windows(lows(candles), 20, (window) => Math.min(...window))],
  ],
  ["ppo", {}, [ppo.map((value, at) => (at < 33 ? Number.NaN : value)), ppoSignal, combine(ppo, ppoSignal, (line, signal) => line - signal)]],
];

describe("along 1,000 candles", () => {
  test.each(CASES)("%s %j is what its formula gives, computed anew for each candle", (name, parameters, expected) => {
    const columns = indicatorNamed(name)?.batch(columnsOf(candles), parameters) ?? [];
    expect(columns).toHaveLength(expected.length);
    columns.forEach((column, output) => {
      const wrong = candles.flatMap((_, at) => {
        const [own, theirs] = [column[at] as number, expected[output]?.[at] as number];
        if (Number.isNaN(own) && Number.isNaN(theirs)) return [];
        return Math.abs(own - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)) ? [] : [[at, own, theirs]];
      });
      expect(wrong).toEqual([]);
    });
  });
});
