import type { Undo } from "../../core/contract/port.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { ChartSeries } from "../views/chart-series.ts";
import { ToldKlines } from "../views/told-klines.ts";
import { TapeCursor } from "./tape-cursor.ts";
import type { TapeSource } from "./tape-source.ts";

/** Short slices: the replay itself comes first. */
const SLICE_MS = 4;
const FRAMES_PER_LOOK = 64;

export interface CandleBackfillOptions {
  readonly tape: TapeSource;
  readonly venue: Venue;
  /** Up to which frame each instrument's candles are wanted. */
  readonly until: ReadonlyMap<InstrumentId, number>;
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** The candles, and what the exchange told of those that may still change. */
  readonly onDone: (series: Map<InstrumentId, ChartSeries>, klines: ToldKlines) => void;
}

/** Folds a tape's trades from the beginning, beside the replay, for the candles that had left the fold's state before its keyframes. */
export class CandleBackfill {
  private readonly options: CandleBackfillOptions;
  private readonly cursor: TapeCursor;
  private readonly desk: Desk;
  private readonly series = new Map<InstrumentId, ChartSeries>();
  private readonly klines: ToldKlines;
  private readonly lastRx: number;
  private cancelSlice: Undo;

  constructor(options: CandleBackfillOptions) {
    const { tape, venue, until, schedule } = options;
    this.options = options;
    this.cursor = new TapeCursor(tape);
    this.klines = new ToldKlines(venue);
    this.lastRx = [...until.values()].reduce((greatest, rx) => Math.max(greatest, rx), 0);
    for (const id of until.keys()) this.series.set(id, new ChartSeries());
    this.desk = new Desk({
      venue,
      partition: { parts: (id) => (until.has(id) ? ["analytics"] : []), countsControl: false },
      candlesOnly: true,
      beside: (id) => ({ onFigures: (figures) => this.klines.take(id, figures) }),
      onCandle: (id, row) => {
        if (this.cursor.frame.rx <= (until.get(id) ?? 0)) this.series.get(id)?.close(this.klines.noted(id, row));
      },
    });
    this.cancelSlice = schedule(() => this.slice(), 0);
  }

  cancel(): void {
    this.cancelSlice();
  }

  private slice(): void {
    const { clock, schedule, onDone } = this.options;
    const startMs = clock();
    for (let taken = 1; ; taken++) {
      const next = this.cursor.next();
      if (next === null || (next === "frame" && this.cursor.frame.rx > this.lastRx)) break;
      if (next === "frame") this.desk.apply(this.cursor.frame);
      else this.desk.mark(next);
      if (taken % FRAMES_PER_LOOK !== 0 || clock() - startMs < SLICE_MS) continue;
      this.cancelSlice = schedule(() => this.slice(), 0);
      return;
    }
    onDone(this.series, this.klines);
  }
}
