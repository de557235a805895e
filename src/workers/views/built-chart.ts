import { candleBuilder } from "../../core/candles/candle-builder.ts";
import type { CandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { InstrumentAnalytics } from "../../core/candles/instrument-analytics.ts";
import { ONE_MINUTE } from "../../core/candles/interval.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import { ALLOWED_LATENESS_MS } from "../../core/candles/watermark.ts";
import type { ChartBar } from "../../core/contract/chart-view.ts";
import { ChartSeries } from "./chart-series.ts";
import { SecondBars } from "./second-bars.ts";

/** The bars of a chart made beside a fold of its instrument, from the observers' beginning on. */
export interface BuiltChart {
  readonly observers: readonly TradeObserver[];
  /** In order of time: those from `fromMs` on, and those that may still change. */
  bars(analytics: InstrumentAnalytics, fromMs: number): ChartBar[];
  /** So many of the newest may still change. */
  readonly changeable: number;
}

/** `before`: the exchange's own candles of a kind of less than a minute, see {@link SecondBars}. */
export function builtChart(kind: CandleKind, before: readonly CandleRow[] = []): BuiltChart {
  if (kind.by === "activity") return { ...byActivity(kind), changeable: 120 };
  const changeable = Math.ceil(ALLOWED_LATENESS_MS / kind.interval.ms) + 10;
  if (kind.interval.ms < ONE_MINUTE.ms) {
    const seconds = new SecondBars(kind.interval, before);
    return { observers: seconds.observers, bars: (analytics, fromMs) => seconds.bars(analytics, fromMs), changeable };
  }
  const series = new ChartSeries();
  const builder = candleBuilder(kind, (row) => series.close(row));
  return { observers: builder.observers, bars: (analytics, fromMs) => series.bars(builder.rows(analytics), fromMs), changeable };
}

/** Several may begin in one millisecond: each is shown at least one after the one before, so that no two share a place. */
function byActivity(kind: CandleKind): Omit<BuiltChart, "changeable"> {
  const series = new ChartSeries();
  const builder = candleBuilder(kind, (row) => series.close({ ...row, openTime: Math.max(row.openTime, series.closedUntil + 1) }));
  const apart = (rows: readonly CandleRow[]): CandleRow[] => {
    let before = series.closedUntil;
    return rows.map((row) => ({ ...row, openTime: (before = Math.max(row.openTime, before + 1)) }));
  };
  return { observers: builder.observers, bars: (analytics, fromMs) => series.bars(apart(builder.rows(analytics)), fromMs) };
}
