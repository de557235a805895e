import type { CandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { Frame } from "../../core/contract/frame.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Keyframe, Mark } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { type BuiltChart, builtChart } from "./built-chart.ts";
import type { ChartSource } from "./chart-stream.ts";

/** A fold of one instrument's trades for one chart: it is caught up with another fold from the log, and then goes along with it. */
export class ChartFold {
  /** The last frame applied. */
  rx = 0;
  private readonly id: InstrumentId;
  private readonly desk: Desk;
  private readonly chart: BuiltChart;

  constructor(venue: Venue, id: InstrumentId, kind: CandleKind, before?: readonly CandleRow[]) {
    const chart = builtChart(kind, before);
    this.id = id;
    this.chart = chart;
    const partition = { parts: (other: InstrumentId) => (other === id ? (["analytics"] as const) : []), countsControl: false };
    this.desk = new Desk({ venue, partition, candlesOnly: true, beside: () => ({ observers: chart.observers }) });
  }

  /** Begins with the state that a file goes on from after frame `rx`. */
  restore(rx: number, keyframes: readonly Keyframe[]): void {
    this.rx = rx;
    for (const keyframe of keyframes) this.desk.restoreOwn(keyframe);
  }

  apply(frame: Frame): void {
    this.desk.apply(frame);
    this.rx = frame.rx;
  }

  mark(mark: Mark): void {
    this.desk.mark(mark);
  }

  /** What is shown by now; null before the instrument's first message. */
  source(): ChartSource | null {
    const analytics = this.desk.find(this.id)?.analytics?.analytics;
    if (analytics === undefined) return null;
    const { chart } = this;
    return { bars: (fromMs) => chart.bars(analytics, fromMs), places: analytics.scale, loading: false, changeable: chart.changeable };
  }
}
