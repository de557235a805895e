import type { SeekTarget, Speed, Step } from "../../core/contract/desk.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { CandleBackfill, type CandleBackfillOptions } from "./candle-backfill.ts";
import { type Goal, Pacer } from "./pacer.ts";
import type { Change } from "../views/page-views.ts";
import { ReplayCharts } from "./replay-charts.ts";
import { ReplayFold } from "./replay-fold.ts";
import { MixedFrameError, Restore } from "./restore.ts";
import { TapeCursor } from "./tape-cursor.ts";
import type { TapeSource } from "./tape-source.ts";
import { TapeTimes } from "./tape-times.ts";

/** In less recorded time than this no candle can have left the fold's state, which keeps an hour of them and more. */
const HELD_CANDLES_NS = 30n * 60n * 1_000_000_000n;
/** A seek reads at least so many frames before its goal, for the trades on the tape. */
const LEAD_IN = 4_096;
const SECOND_NS = 1_000_000_000n;

export interface TransportOptions {
  readonly tape: TapeSource;
  readonly venue: Venue;
  readonly speed: Speed;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** What else is to be told of an instrument's trades. */
  readonly observer?: (id: InstrumentId) => TradeObserver;
  /** Frame `rx` was passed at this time of the replay clock, with these changes; or a mark or a keyframe made them (`rx` null). */
  readonly onChanges: (changes: readonly Change[], rx: number | null, tapeNs: bigint) => void;
  /** The fold starts anew: nothing known of the moment before holds any more. */
  readonly onAnew: () => void;
  /** Candles from before the fold's beginning have come. */
  readonly onOlderCandles: () => void;
  /** Some work was done. */
  readonly onSlice: () => void;
  /** It stands where a seek or a step was to lead, or plays on from there. */
  readonly onArrived: () => void;
}

/** A way to another moment: from which frame to which, since when, and whether it plays on from there. */
export interface Journey {
  readonly fromRx: number;
  readonly toRx: number;
  /** On the monotonic clock. */
  readonly sinceMs: number;
  readonly playOn: boolean;
  /** Whether frames are passed one by one until something happens, so that one may stop anywhere. */
  readonly isStep: boolean;
}

/** Moves a fold along its tape, as a tape deck's transport does: plays, pauses, steps, and seeks by way of keyframes. */
export class Transport {
  readonly times: TapeTimes;
  /** Charts of candles that are not of 1 m. */
  readonly charts: ReplayCharts;
  fold: ReplayFold;
  journey: Journey | null = null;
  private readonly options: TransportOptions;
  private pacer: Pacer;
  private speed: Speed;
  private backfill: CandleBackfill | null = null;
  /** What to do where keyframes turn out to be of no use, because frames belong to several instruments at once. */
  private whereMixed: () => void = () => {};

  constructor(options: TransportOptions) {
    this.options = options;
    this.speed = options.speed;
    this.times = new TapeTimes(options.tape);
    const { tape, venue, clock, schedule, onOlderCandles } = options;
    this.charts = new ReplayCharts({ tape, venue, clock, schedule, onReady: onOlderCandles, appliedRx: () => this.pacer.state.rx });
    this.fold = new ReplayFold(options.venue, Restore.fromTheStart(options.tape, options.venue), undefined, options.observer);
    this.pacer = this.newPacer(0);
  }

  get state(): Pacer["state"] & { readonly speed: Speed } {
    return { ...this.pacer.state, speed: this.speed };
  }

  /** Goes on, or starts again from the first frame where it has ended. */
  play(): void {
    if (this.journey !== null) this.journey = { ...this.journey, playOn: true };
    else if (this.pacer.state.ended) this.seek({ rx: 0 }, true);
    else this.pacer.play();
  }

  /** Stands still: a step at once, a seek when it is there. */
  pause(): void {
    if (this.journey !== null && !this.journey.isStep) {
      this.journey = { ...this.journey, playOn: false };
      return;
    }
    this.journey = null;
    this.pacer.pause();
  }

  setSpeed(speed: Speed): void {
    this.speed = speed;
    this.pacer.setSpeed(speed);
  }

  seek(to: SeekTarget, playOn = this.journey?.playOn ?? this.pacer.state.playing): void {
    const { tape, venue } = this.options;
    const clockNs = "timeNs" in to ? BigInt(to.timeNs) : undefined;
    const toRx = Math.min(tape.frames, "rx" in to ? to.rx : this.times.frameAt(BigInt(to.timeNs)));
    const plan = Restore.plan(tape, venue, toRx);
    const { rx } = this.pacer.state;
    // Folding on from here is the shorter way where no keyframe lies between, unless an instrument still waits for its own.
    const onward = this.journey === null && toRx >= rx && plan.fromRx <= rx;
    if (!onward) this.begin(plan, toRx);
    this.goTo(toRx, clockNs, playOn);
  }

  /** Goes one step on and stands. `focus`: whose trades count; null: any. */
  step(by: Step, focus: InstrumentId | null): void {
    if (this.journey !== null) return;
    const { rx, tapeNs } = this.pacer.state;
    const trades = (): number => (focus === null ? this.fold.tradeCount : this.fold.trades.total(focus));
    const seen = trades();
    const clockNs = tapeNs + SECOND_NS;
    const goals: Record<Step, Omit<Goal, "onReached">> = {
      frame: { isBeyond: () => false, isReached: () => true },
      trade: { isBeyond: () => false, isReached: () => trades() > seen },
      second: { isBeyond: (_, nextNs) => nextNs > clockNs, clockNs },
    };
    this.depart({ toRx: by === "frame" ? rx + 1 : this.options.tape.frames, playOn: false, isStep: true }, goals[by]);
  }

  private goTo(toRx: number, clockNs: bigint | undefined, playOn: boolean): void {
    this.whereMixed = () => {
      this.begin(Restore.fromTheStart(this.options.tape, this.options.venue), toRx);
      this.goTo(toRx, clockNs, this.journey?.playOn ?? playOn);
    };
    this.depart({ toRx, playOn, isStep: false }, { isBeyond: (next) => next > toRx, ...(clockNs === undefined ? {} : { clockNs }) });
  }

  private depart(journey: Pick<Journey, "toRx" | "playOn" | "isStep">, goal: Omit<Goal, "onReached">): void {
    this.journey = { ...journey, fromRx: this.pacer.state.rx, sinceMs: this.options.clock() };
    this.pacer.run({ ...goal, onReached: () => this.arrive() });
  }

  private arrive(): void {
    const playOn = this.journey?.playOn === true;
    this.options.onChanges(this.fold.restoreBefore(this.pacer.state.rx + 1), null, 0n);
    this.journey = null;
    this.options.onSlice();
    if (playOn) this.pacer.play();
    this.options.onArrived();
  }

  /** The fold starts anew on its way to frame `toRx`, from keyframes or from nothing. */
  private begin(plan: Restore, toRx: number): void {
    const leadInRx = Math.max(0, toRx - LEAD_IN);
    this.pacer.pause();
    this.backfill?.cancel();
    this.charts.clear();
    this.fold = new ReplayFold(this.options.venue, plan, leadInRx + 1, this.options.observer);
    this.backfill = this.olderCandles(plan.keyframeRx);
    this.pacer = this.newPacer(Math.min(plan.fromRx, leadInRx));
    this.options.onAnew();
  }

  /** Sees to the candles that had left the fold's state before these keyframes; null where there can be none. */
  private olderCandles(until: ReadonlyMap<InstrumentId, number>): CandleBackfill | null {
    const { tape, venue, clock, schedule, onOlderCandles } = this.options;
    const latestRx = [...until.values()].reduce((greatest, rx) => Math.max(greatest, rx), 0);
    if (this.times.clockNs(latestRx) - this.times.clockNs(0) <= HELD_CANDLES_NS) return null;
    const { candles, klines } = this.fold;
    candles.awaitOlder();
    const onDone: CandleBackfillOptions["onDone"] = (series, told) => {
      candles.adopt(series);
      klines.adopt(told);
      onOlderCandles();
    };
    return new CandleBackfill({ tape, venue, until, clock, schedule, onDone });
  }

  private newPacer(fromRx: number): Pacer {
    const { tape, clock, schedule, onChanges, onSlice } = this.options;
    return new Pacer({
      cursor: new TapeCursor(tape, fromRx),
      speed: this.speed,
      ...(fromRx === 0 ? {} : { start: { rx: fromRx, tapeNs: this.times.clockNs(fromRx) } }),
      clock,
      schedule: (task, ms) => schedule(() => this.unlessMixed(task), ms),
      onFrame: (frame, tapeNs) => {
        const changes = this.fold.frame(frame);
        this.charts.frame(frame);
        onChanges(changes, frame.rx, tapeNs);
      },
      onMark: (mark) => {
        const changes = this.fold.mark(mark);
        this.charts.mark(mark);
        onChanges(changes, null, 0n);
      },
      onSlice,
    });
  }

  private unlessMixed(task: () => void): void {
    try {
      task();
    } catch (error) {
      if (!(error instanceof MixedFrameError)) throw error;
      this.whereMixed();
    }
  }
}
