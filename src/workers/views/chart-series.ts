import type { CandleRow } from "../../core/candles/candle-row.ts";
import { indicatorCandle } from "../../core/candles/indicator-candle.ts";
import { CHART_BARS, type ChartBar } from "../../core/contract/chart-view.ts";
import { ema } from "../../core/indicators/ema.ts";
import { type Indicator, type IndicatorCandle, withDefaults } from "../../core/indicators/indicator.ts";
import { vwap } from "../../core/indicators/vwap.ts";

/** Doubles kept for each closed bar. */
const FIELDS = 11;
/** Trimmed by so many at a time. */
const SLACK = 250;

/** A candle, and whether it is the exchange's own. */
export type ChartRow = CandleRow & { readonly venue?: boolean };

/**
 * One instrument's candles as a chart draws them: those that can no longer change, packed, with the indicators along them, and the
 * state of the indicators after the last of them, from which those that still change are computed anew each time.
 */
export class ChartSeries {
  private readonly lines = { ema: withDefaults(ema).create(), vwap: withDefaults(vwap).create() };
  private packed = new Float64Array(FIELDS * 8);
  private count = 0;

  /** Takes the next candle that can no longer change. */
  close(row: ChartRow): void {
    const candle = indicatorCandle(row);
    for (const line of [this.lines.ema, this.lines.vwap]) line.update(candle);
    const bar = barOf(row, candle, this.lines);
    if (this.count === CHART_BARS + SLACK) {
      this.packed.copyWithin(0, SLACK * FIELDS);
      this.count -= SLACK;
    }
    if ((this.count + 1) * FIELDS > this.packed.length) {
      const grown = new Float64Array(Math.min(this.packed.length * 2, (CHART_BARS + SLACK) * FIELDS));
      grown.set(this.packed);
      this.packed = grown;
    }
    const { openTime, open, high, low, close, volume, revision, complete, venue } = bar;
    const flags = [complete ? 1 : 0, venue ? 1 : 0];
    const values = [openTime, open, high, low, close, volume, bar.ema ?? Number.NaN, bar.vwap ?? Number.NaN, revision, ...flags];
    this.packed.set(values, this.count++ * FIELDS);
  }

  /**
   * At most {@link CHART_BARS} bars in order of time: the closed ones from `fromMs` on, and `held`, the candles that may still change.
   */
  bars(held: readonly ChartRow[], fromMs = Number.NEGATIVE_INFINITY): ChartBar[] {
    const bars: ChartBar[] = [];
    for (let at = this.count - 1; at >= 0; at--) {
      const bar = this.closed(at);
      if (bar.openTime < fromMs) break;
      bars.push(bar);
    }
    return [...bars.reverse(), ...this.forming(held)].slice(-CHART_BARS);
  }

  /** Open time of the last closed bar; minus infinity where there is none. */
  get closedUntil(): number {
    return this.count === 0 ? Number.NEGATIVE_INFINITY : (this.packed[(this.count - 1) * FIELDS] as number);
  }

  private closed(at: number): ChartBar {
    const value = (field: number): number => this.packed[at * FIELDS + field] as number;
    const orNull = (field: number): number | null => (Number.isNaN(value(field)) ? null : value(field));
    return {
      openTime: value(0),
      open: value(1),
      high: value(2),
      low: value(3),
      close: value(4),
      volume: value(5),
      ema: orNull(6),
      vwap: orNull(7),
      revision: value(8),
      final: true,
      complete: value(9) === 1,
      venue: value(10) === 1,
    };
  }

  private forming(held: readonly ChartRow[]): ChartBar[] {
    const { lines } = this;
    const before = { ema: lines.ema.snapshot(), vwap: lines.vwap.snapshot() };
    const bars = held.map((row) => {
      const candle = indicatorCandle(row);
      for (const line of [lines.ema, lines.vwap]) line.update(candle);
      return barOf(row, candle, lines);
    });
    lines.ema.restore(before.ema);
    lines.vwap.restore(before.vwap);
    return bars;
  }
}

function barOf({ revision, final, complete, venue = false }: ChartRow, candle: IndicatorCandle, lines: Record<"ema" | "vwap", Indicator>): ChartBar {
  const { openTime, open, high, low, close, volume } = candle;
  return { openTime, open, high, low, close, volume, ema: lineValue(lines.ema), vwap: lineValue(lines.vwap), revision, final, complete, venue };
}

function lineValue({ values }: Indicator): number | null {
  const value = values[0] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}
