import { readCandleKind } from "../../core/candles/candle-kind.ts";
import type { Frame } from "../../core/contract/frame.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { FOLD_VERSION } from "../../core/session/fold-version.ts";
import type { Mark } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { ChartFold } from "../views/chart-fold.ts";
import type { ChartSource } from "../views/chart-stream.ts";
import { TapeCursor } from "./tape-cursor.ts";
import type { TapeSource } from "./tape-source.ts";

/** Short slices: the replay itself comes first. */
const SLICE_MS = 4;
const FRAMES_PER_LOOK = 64;

export interface ReplayChartsOptions {
  readonly tape: TapeSource;
  readonly venue: Venue;
  /** The last frame that the replay has folded. */
  readonly appliedRx: () => number;
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** A chart has caught up: there is something else to show. */
  readonly onReady: () => void;
}

/** A chart on its way from the tape's beginning, with the cursor that leads it; or, without one, going along with the replay. */
interface Chart {
  readonly fold: ChartFold;
  cursor: TapeCursor | null;
  cancel: Undo;
}

/**
 * The charts of a replay whose candles are not of 1 m: each a fold of its own from the tape's beginning, which goes along with the replay as soon as
 * it has come to where that is.
 */
export class ReplayCharts {
  private readonly options: ReplayChartsOptions;
  private readonly charts = new Map<string, Chart>();

  constructor(options: ReplayChartsOptions) {
    this.options = options;
  }

  /** What a chart shows by now; one that is not there yet is begun. Null before the instrument's first message. */
  source(id: InstrumentId, interval: string): ChartSource | null {
    const chart = this.charts.get(keyOf(id, interval)) ?? this.begin(id, interval);
    if (chart === null) return null;
    return chart.cursor === null ? chart.fold.source() : { bars: () => [], places: { price: 0, qty: 0 }, loading: true };
  }

  /** The replay folds this frame. */
  frame(frame: Frame): void {
    for (const { fold, cursor } of this.charts.values()) if (cursor === null && fold.rx + 1 === frame.rx) fold.apply(frame);
  }

  mark(mark: Mark): void {
    for (const { fold, cursor } of this.charts.values()) if (cursor === null) fold.mark(mark);
  }

  /** Keeps the charts that somebody looks at: each costs a fold. */
  retain(looked: readonly { readonly id: InstrumentId | null; readonly interval: string }[]): void {
    const wanted = new Set(looked.flatMap(({ id, interval }) => (id === null ? [] : [keyOf(id, interval)])));
    for (const [key, { cancel }] of this.charts) {
      if (wanted.has(key)) continue;
      cancel();
      this.charts.delete(key);
    }
  }

  /** The replay stands at another moment. */
  clear(): void {
    this.retain([]);
  }

  private begin(id: InstrumentId, interval: string): Chart | null {
    const kind = readCandleKind(interval);
    if (kind === undefined) return null;
    const { tape, venue, schedule } = this.options;
    const fold = new ChartFold(venue, id, kind);
    const { baseRx } = tape;
    const base = baseRx === 0 ? undefined : tape.latestKeyframe(id, "analytics", baseRx, FOLD_VERSION);
    fold.restore(baseRx, base === undefined ? [] : [base]);
    const chart: Chart = { fold, cursor: new TapeCursor(tape, baseRx), cancel: () => {} };
    chart.cancel = schedule(() => this.slice(chart), 0);
    this.charts.set(keyOf(id, interval), chart);
    return chart;
  }

  private slice(chart: Chart): void {
    const { clock, schedule, appliedRx, onReady } = this.options;
    const { fold, cursor } = chart;
    const untilMs = clock() + SLICE_MS;
    for (let taken = 1; cursor !== null && fold.rx < appliedRx(); taken++) {
      const next = cursor.next();
      if (next === null) break;
      if (next === "frame") fold.apply(cursor.frame);
      else fold.mark(next);
      if (taken % FRAMES_PER_LOOK !== 0 || clock() < untilMs) continue;
      chart.cancel = schedule(() => this.slice(chart), 0);
      return;
    }
    for (let mark = cursor?.mark(); mark != null; mark = cursor?.mark()) fold.mark(mark);
    chart.cursor = null;
    onReady();
  }
}

function keyOf(id: InstrumentId, interval: string): string {
  return `${id} ${interval}`;
}
