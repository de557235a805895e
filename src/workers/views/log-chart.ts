import type { CandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import type { BlockReader } from "../../core/contract/frame-block.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Keyframe, Mark } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { ChartFold } from "./chart-fold.ts";
import type { ChartSource } from "./chart-stream.ts";

/** Short slices: the live fold comes first. */
const SLICE_MS = 4;
const FRAMES_PER_LOOK = 64;
/** What was folded but is not committed yet is looked for again after so long. */
const AGAIN_MS = 100;
/** Frames that wait while the log is read; what is more the log will have. */
const MOST_WAITING = 100_000;

/** A stretch of the log. */
export interface LogStretch {
  readonly block: BlockReader | null;
  readonly marks: readonly Mark[];
}

/** The recording as a live fold reads it; see `LiveShareOptions`. */
export interface RecordedLog {
  readonly after: (afterRx: number) => Iterable<LogStretch>;
  readonly base: () => { readonly rx: number; readonly keyframes: readonly Keyframe[] };
}

export interface LogChartOptions {
  readonly venue: Venue;
  readonly id: InstrumentId;
  readonly kind: CandleKind;
  /** The exchange's own candles of this kind. */
  readonly before?: readonly CandleRow[];
  readonly log: RecordedLog;
  /** The last frame that the live fold has applied. */
  readonly appliedRx: () => number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** It has caught up: there is something else to show. */
  readonly onReady: () => void;
}

/**
 * A chart of bars that the live fold does not make, of seconds or by activity: a fold of its own over the recording, which goes along with
 * the live one as soon as it has caught up with it. So history and present are one, whatever the page asks for and whenever.
 */
export class LogChart {
  private readonly options: LogChartOptions;
  private readonly fold: ChartFold;
  private readonly frame: RecordedFrame = blankFrame();
  private reading: Iterator<LogStretch> | null;
  private current: LogStretch | null = null;
  private readonly waiting: LogStretch[] = [];
  private waitingFrames = 0;
  private caughtUp = false;
  private cancel: Undo;

  constructor(options: LogChartOptions) {
    const { venue, id, kind, before, log, schedule } = options;
    this.options = options;
    this.fold = new ChartFold(venue, id, kind, before);
    const { rx, keyframes } = log.base();
    this.fold.restore(rx, keyframes);
    this.reading = log.after(rx)[Symbol.iterator]();
    this.cancel = schedule(() => this.slice(), 0);
  }

  stop(): void {
    this.cancel();
    this.endReading();
  }

  /** The live fold has applied these. */
  folded(stretch: LogStretch): void {
    if (this.caughtUp) {
      this.begin(stretch);
      this.advance(Number.POSITIVE_INFINITY);
      return;
    }
    this.waiting.push(stretch);
    this.waitingFrames += stretch.block?.count ?? 0;
    while (this.waitingFrames > MOST_WAITING) this.waitingFrames -= this.waiting.shift()?.block?.count ?? 0;
  }

  source(): ChartSource | null {
    if (!this.caughtUp) return { bars: () => [], places: { price: 0, qty: 0 }, loading: true };
    return this.fold.source();
  }

  private slice(): void {
    const { clock, schedule } = this.options;
    const untilMs = clock() + SLICE_MS;
    while (this.advance(untilMs)) {
      const next = this.next();
      if (next === null) return;
      this.begin(next);
    }
    this.cancel = schedule(() => this.slice(), 0);
  }

  /** What comes next: of the log, then of what waits; null where that is everything, or where it must be looked for again. */
  private next(): LogStretch | null {
    const read = this.reading?.next();
    if (read?.done === false) return read.value;
    this.endReading();
    const [first] = this.waiting;
    const follows = first === undefined ? this.fold.rx >= this.options.appliedRx() : first.block === null || first.block.firstRx <= this.fold.rx + 1;
    if (!follows) {
      this.cancel = this.options.schedule(() => {
        this.reading = this.options.log.after(this.fold.rx)[Symbol.iterator]();
        this.slice();
      }, AGAIN_MS);
      return null;
    }
    if (first !== undefined) {
      this.waiting.shift();
      this.waitingFrames -= first.block?.count ?? 0;
      return first;
    }
    this.caughtUp = true;
    this.options.onReady();
    return null;
  }

  private begin(stretch: LogStretch): void {
    this.current = { ...stretch, marks: stretch.marks.toSorted((a, b) => a.afterRx - b.afterRx) };
  }

  /** Folds the rest of the present stretch, or as much as there is time for; whether it has come to the stretch's end. */
  private advance(untilMs: number): boolean {
    const { current, fold, frame } = this;
    if (current === null) return true;
    const { block, marks } = current;
    let nextMark = marks.findIndex(({ afterRx }) => afterRx >= fold.rx);
    const passMarks = (): void => {
      for (let mark = marks[nextMark]; nextMark >= 0 && mark !== undefined && mark.afterRx <= fold.rx; mark = marks[++nextMark]) fold.mark(mark);
    };
    passMarks();
    const lastRx = block === null ? fold.rx : block.firstRx + block.count - 1;
    for (let taken = 1; block !== null && fold.rx < lastRx; taken++) {
      block.read(Math.max(0, fold.rx + 1 - block.firstRx), frame);
      fold.apply(frame);
      passMarks();
      if (taken % FRAMES_PER_LOOK === 0 && this.options.clock() >= untilMs) return false;
    }
    this.current = null;
    return true;
  }

  private endReading(): void {
    this.reading?.return?.();
    this.reading = null;
  }
}
