import { ActivityCandles, type ActivityRow } from "./activity-candles.ts";
import type { CandleKind } from "./candle-kind.ts";
import type { CandleRow } from "./candle-row.ts";
import { DerivedCandles } from "./derived-candles.ts";
import type { InstrumentAnalytics } from "./instrument-analytics.ts";
import { baseOf, type Interval, ONE_MINUTE } from "./interval.ts";
import { SecondCandles } from "./second-candles.ts";
import type { TradeObserver } from "./trade-observer.ts";

/** Candles of one kind of one instrument, made beside the fold. Give its observers to the instrument's aggregates from their beginning. */
export interface CandleBuilder {
  readonly observers: readonly TradeObserver[];
  /** The candles that may still change, in order of time. */
  rows(analytics: InstrumentAnalytics): (CandleRow | ActivityRow)[];
  /** Late trades that corrected a base candle, and those that came too late for any. */
  counts(analytics: InstrumentAnalytics): { late: number; tooLate: number };
}

/** `onClosed` receives each candle that can no longer change, once and in order of time. */
export function candleBuilder(kind: CandleKind, onClosed: (row: CandleRow | ActivityRow) => void): CandleBuilder {
  if (kind.by === "activity") {
    const candles = new ActivityCandles(kind.activity, onClosed);
    return {
      observers: [candles],
      rows: ({ watermark, accounted }) => candles.rows(watermark, accounted),
      counts: () => ({ late: 0, tooLate: candles.tooLateTrades }),
    };
  }
  return baseOf(kind.interval) === ONE_MINUTE ? fromMinutes(kind.interval, onClosed) : fromSeconds(kind.interval, onClosed);
}

function fromMinutes(interval: Interval, onClosed: (row: CandleRow) => void): CandleBuilder {
  const derived = new DerivedCandles(interval, onClosed);
  return {
    observers: [derived],
    rows: (analytics) => derived.rows(analytics.minutes(), analytics.watermark),
    counts: ({ lateTrades, tooLateTrades }) => ({ late: lateTrades, tooLate: tooLateTrades }),
  };
}

function fromSeconds(interval: Interval, onClosed: (row: CandleRow) => void): CandleBuilder {
  const derived = new DerivedCandles(interval, onClosed);
  const seconds = new SecondCandles(derived);
  return {
    observers: [seconds],
    rows: ({ watermark, accounted }) => derived.rows(seconds.rows(watermark, accounted), watermark),
    counts: () => ({ late: seconds.lateTrades, tooLate: seconds.tooLateTrades }),
  };
}
