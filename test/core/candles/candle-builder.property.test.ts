import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Int } from "../../../src/core/base/decimal.ts";
import { candleBuilder } from "../../../src/core/candles/candle-builder.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { CandleSeries } from "../../../src/core/candles/candle-series.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { INTERVALS, type Interval, openTimeOf } from "../../../src/core/candles/interval.ts";
import type { TradeObserver } from "../../../src/core/candles/trade-observer.ts";
import { ALLOWED_LATENESS_MS, type Watermark, WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import type { Scale } from "../../../src/core/market/instrument.ts";
import type { Trade } from "../../../src/core/market/trade.ts";
import type { IdRanges } from "../../../src/core/tape/id-ranges.ts";
import { tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { candlesOf, figuresOf } from "./reference-candles.ts";
import { delayed, delays, history, type Step, turmoil } from "./trade-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;
const interval = fc.constantFrom(...INTERVALS);

/** The same candles straight from the trades: the judge of those that are derived. */
class Direct implements TradeObserver {
  readonly left_: CandleRow[] = [];
  readonly series: CandleSeries;
  private scale: Scale = { price: 0, qty: 0 };

  constructor(of: Interval) {
    this.series = new CandleSeries(of);
  }

  enter(trade: Trade, price: Int, qty: Int, quote: Int, scale: Scale, watermark: Watermark): void {
    this.series.grow(scale.price - this.scale.price, scale.qty - this.scale.qty);
    this.scale = scale;
    this.series.add(trade, price, qty, quote, watermark);
  }

  settle(watermark: Watermark, ids: IdRanges): void {
    this.left_.push(...this.series.evict(watermark, this.scale, ids));
  }

  rows(watermark: Watermark, ids: IdRanges): CandleRow[] {
    return [...this.left_, ...this.series.rows(watermark, this.scale, ids)].filter((row) => row.trades > 0);
  }
}

function run(of: Interval, steps: readonly Step[]) {
  const closed: CandleRow[] = [];
  const builder = candleBuilder({ by: "time", name: of.name, interval: of }, (row) => closed.push(row));
  const direct = new Direct(of);
  let missed = 0;
  const analytics = new InstrumentAnalytics({ observers: [...builder.observers, direct, { tooLate: () => void missed++ }] });
  for (const step of steps) {
    if ("markMs" in step) analytics.onMark(step.markMs);
    else analytics.onTrade(tradeOf(step));
  }
  const rows = [...closed, ...builder.rows(analytics)];
  return { rows, direct: direct.rows(analytics.watermark, analytics.accounted), tooLate: builder.counts(analytics).tooLate, missed };
}

/** The figures of one interval by definition. */
function definition(of: Interval, trades: readonly TradeText[]) {
  const groups = Map.groupBy(trades.filter(({ counts }) => counts !== false), ({ eventMs }) => openTimeOf(of, eventMs)); // prettier-ignore
  return [...groups].sort(([a], [b]) => a - b).map(([openTime, members]) => {
    // The reference groups by minute: shown as though all came within one, in their order.
    const sorted = members.toSorted((a, b) => a.eventMs - b.eventMs || a.id - b.id);
    const [figures] = candlesOf(sorted.map((trade, at) => ({ ...trade, eventMs: at, id: at })));
    return { ...figures, openTime };
  }); // prettier-ignore
}

describe("candles of every interval, made from base candles", () => {
  test(`equal those made straight from the trades in every field, where none comes behind the watermark (seed ${seed})`, () => {
    fc.assert(
      fc.property(interval, history, delays, (of, trades, late) => {
        const { rows, direct } = run(of, delayed(trades, late, WATERMARK_BOUND_MS));
        expect(rows).toEqual(direct);
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`equal them under any arrival in figures, stage and revision, and are never complete or unbroken where those are not (seed ${seed})`, () => {
    const figures = (row: CandleRow) => ({ ...row, complete: null, unbroken: null });
    fc.assert(
      fc.property(interval, turmoil, (of, steps) => {
        const { rows, direct, missed, tooLate } = run(of, steps);
        // What is too late for its base candle might not be for a longer one: there the two differ by design.
        if (missed === 0 && tooLate === 0) expect(rows.map(figures)).toEqual(direct.map(figures));
        // A base candle that left before a late trade filled the hole beside it stays incomplete, and so do those over it.
        for (const proof of ["complete", "unbroken"] as const) {
          const proved = new Set(direct.filter((row) => row[proof]).map(({ openTime }) => openTime));
          expect(rows.filter((row) => row[proof] && !proved.has(row.openTime))).toEqual([]);
        }
      }),
      { seed, numRuns: 400 },
    );
  });

  test(`equal their definition, whatever the order of arrival within the allowed lateness (seed ${seed})`, () => {
    fc.assert(
      fc.property(interval, history, delays, fc.constantFrom(WATERMARK_BOUND_MS, ALLOWED_LATENESS_MS), (of, trades, late, delayMs) => {
        const { rows, tooLate } = run(of, delayed(trades, late, delayMs));
        expect(tooLate).toBe(0);
        expect(rows.map(figuresOf)).toEqual(definition(of, trades));
        if (delayMs === WATERMARK_BOUND_MS) expect(rows.every(({ revision }) => revision === 0)).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`conserve count and volume over all intervals, also where trades came too late (seed ${seed})`, () => {
    fc.assert(
      fc.property(turmoil, (steps) => {
        const totals = INTERVALS.filter(({ ms }) => ms >= 60_000).map((of) => run(of, steps).rows.reduce((sum, { trades }) => sum + trades, 0));
        expect(new Set(totals).size).toBe(1);
      }),
      { seed, numRuns: 60 },
    );
  });
});
