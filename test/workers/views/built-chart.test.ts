import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { candleBuilder } from "../../../src/core/candles/candle-builder.ts";
import { type CandleKind, readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import { builtChart } from "../../../src/workers/views/built-chart.ts";
import { ChartSeries } from "../../../src/workers/views/chart-series.ts";
import { type Step, turmoil } from "../../core/candles/trade-arbitrary.ts";
import { MIDNIGHT, tradeOf } from "../../core/tape/trade-fixture.ts";

const seed = Date.now() & 0x7fffffff;
const KINDS = ["1s", "5s", "15s", "3m", "5m", "1h", "4h", "1d", "1w", "tick:3", "volume:20", "dollar:5000", "range:100"];
const kind = fc.constantFrom(...KINDS).map((name) => readCandleKind(name) as CandleKind);

function take(analytics: InstrumentAnalytics, step: Step): void {
  if ("markMs" in step) analytics.onMark(step.markMs);
  else analytics.onTrade(tradeOf(step));
}

/** The bars at the end, looked at after every `every` steps too. */
function watched(of: CandleKind, steps: readonly Step[], every: number): ChartBar[] {
  const chart = builtChart(of);
  const analytics = new InstrumentAnalytics({ observers: chart.observers });
  steps.forEach((step, n) => {
    take(analytics, step);
    if (n % every === 0) chart.bars(analytics, Number.NEGATIVE_INFINITY);
  });
  return chart.bars(analytics, Number.NEGATIVE_INFINITY);
}

/** The candles of the command line, drawn at once. */
function drawn(of: CandleKind, steps: readonly Step[]): ChartBar[] {
  const closed: CandleRow[] = [];
  const builder = candleBuilder(of, (row) => closed.push(row));
  const analytics = new InstrumentAnalytics({ observers: builder.observers });
  for (const step of steps) take(analytics, step);
  let before = Number.NEGATIVE_INFINITY;
  const rows = [...closed, ...builder.rows(analytics)];
  const apart = of.by === "time" ? rows : rows.map((row) => ({ ...row, openTime: (before = Math.max(row.openTime, before + 1)) }));
  return new ChartSeries().bars(apart);
}

describe("a chart of any kind of candles", () => {
  test(`shows the candles of the command line, their lines and revisions, however often it is looked at (seed ${seed})`, () => {
    const figures = (bar: ChartBar) => ({ ...bar, complete: null });
    fc.assert(
      fc.property(kind, turmoil, fc.integer({ min: 1, max: 9 }), (of, steps, every) => {
        const [shown, truth] = [watched(of, steps, every), drawn(of, steps)];
        expect(shown.map(figures)).toEqual(truth.map(figures));
        const proved = new Set(truth.filter(({ complete }) => complete).map(({ openTime }) => openTime));
        expect(shown.filter(({ complete, openTime }) => complete && !proved.has(openTime))).toEqual([]);
      }),
      { seed, numRuns: 300 },
    );
  });

  test("draws a second again, and the lines after it, when a late trade corrects it hundreds of candles later", () => {
    const trades = Array.from({ length: 900 }, (_, n) => ({ id: n < 100 ? n + 1 : n + 2, eventMs: MIDNIGHT + n * 1_000, price: `${100 + (n % 7)}` }));
    const late = { id: 101, eventMs: MIDNIGHT + 99_900, price: "500", qty: "3" };
    const of = readCandleKind("1s") as CandleKind;
    const before = watched(of, trades, 10);
    const after = watched(of, [...trades, late], 10);
    expect(after).toEqual(drawn(of, [...trades, late]));
    expect(after[99]).toMatchObject({ high: 500, revision: 1 });
    expect(before[99]).toMatchObject({ revision: 0, complete: false });
    expect(after.findIndex((bar, n) => bar.ema !== before[n]?.ema)).toBe(99);
  });

  test("of seconds begins with the exchange's own, which stand in the place of those that lack trades too", () => {
    const of = readCandleKind("1s") as CandleKind;
    const venueRow = (second: number, volume = "2"): CandleRow => {
      const prices = { open: "7", high: "7", low: "7", close: "7" };
      const amounts = { volume, quoteVolume: "14", takerBase: "0", takerQuote: "0" };
      return {
        openTime: MIDNIGHT + second * 1_000,
        ...prices,
        ...amounts,
        trades: 1,
        revision: 0,
        final: second < 109,
        complete: true,
        unbroken: true,
      };
    };
    const before = Array.from({ length: 110 }, (_, second) => venueRow(second, second === 50 ? "0.000" : "2"));
    const chart = builtChart(of, before);
    const analytics = new InstrumentAnalytics({ observers: chart.observers });
    const shown = () => chart.bars(analytics, Number.NEGATIVE_INFINITY).map(({ openTime, venue }) => `${(openTime - MIDNIGHT) / 1_000}${venue ? "v" : ""}`); // prettier-ignore
    // The recording begins within second 100, and loses a trade in second 105.
    for (let n = 0; n < 20; n++) analytics.onTrade(tradeOf({ id: n < 5 ? n + 1 : n + 2, eventMs: MIDNIGHT + (100 + n) * 1_000 + 500 }));
    const whole = [...Array.from({ length: 101 }, (_, n) => `${n}v`).filter((text) => text !== "50v"), "101", "102", "103", "104v", "105v"];
    expect(shown()).toEqual([...whole, ...Array.from({ length: 14 }, (_, n) => `${n + 106}`)]);
    expect(shown()).toEqual([...whole, ...Array.from({ length: 14 }, (_, n) => `${n + 106}`)]);
    expect(chart.bars(analytics, Number.NEGATIVE_INFINITY)[60]?.ema).toBe(7);
  });
});
