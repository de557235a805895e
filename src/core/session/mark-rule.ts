import type { InstrumentId } from "../market/instrument.ts";
import type { Mark } from "./mark.ts";

/** A mark at least each second of event time, so that a quiet symbol's candle closes soon after its minute... */
const MARK_EVERY_MS = 1_000;
/** ...and at least each so many frames, whatever the venue's clock says. */
const MARK_EVERY_FRAMES = 4_096;
/** An instrument is stored again when its frames since then weigh this many times its last snapshot's text: keyframes stay a few per cent. */
const KEYFRAME_WEIGHT = 64;
const LEAST_KEYFRAME_WEIGHT = 256 * 1024;
/** Two keyframes of deep books take less than a millisecond to write. */
const KEYFRAMES_PER_MARK = 2;

/**
 * Decides where marks lie and which instruments each names: a rule over the frames alone, so that any reader of the same frames
 * places the same marks.
 */
export class MarkRule {
  private readonly venue: string;
  private readonly weights = new Map<InstrumentId, { sinceKeyframe: number; snapshot: number }>();
  private rx = 0;
  private eventMs = 0;
  private markedRx = 0;
  private markedMs = 0;

  constructor(venue: string) {
    this.venue = venue;
  }

  /**
   * Notes a frame: its instrument where it has one, its bytes, whether it is a depth snapshot, and the greatest event time so far.
   * Returns the mark that follows it, or null.
   */
  after(rx: number, instrument: InstrumentId | null, bytes: number, isSnapshot: boolean, eventMs: number): Mark | null {
    this.rx = rx;
    this.eventMs = eventMs;
    if (instrument !== null) this.weigh(instrument, bytes, isSnapshot);
    if (rx - this.markedRx < MARK_EVERY_FRAMES && eventMs - this.markedMs < MARK_EVERY_MS) return null;
    return this.mark(this.due());
  }

  /** The mark that closes a session: every instrument is stored there. */
  closing(instruments: readonly InstrumentId[]): Mark {
    return this.mark(instruments);
  }

  private mark(keyframes: readonly InstrumentId[]): Mark {
    this.markedRx = this.rx;
    this.markedMs = this.eventMs;
    return { afterRx: this.rx, eventMs: new Map(this.eventMs > 0 ? [[this.venue, this.eventMs]] : []), keyframes };
  }

  private weigh(instrument: InstrumentId, bytes: number, isSnapshot: boolean): void {
    const weight = this.weights.get(instrument) ?? { sinceKeyframe: 0, snapshot: 0 };
    this.weights.set(instrument, weight);
    weight.sinceKeyframe += bytes;
    if (isSnapshot) weight.snapshot = bytes;
  }

  private due(): InstrumentId[] {
    const named: InstrumentId[] = [];
    for (const [instrument, weight] of this.weights) {
      if (weight.sinceKeyframe < Math.max(LEAST_KEYFRAME_WEIGHT, KEYFRAME_WEIGHT * weight.snapshot)) continue;
      weight.sinceKeyframe = 0;
      named.push(instrument);
      if (named.length === KEYFRAMES_PER_MARK) break;
    }
    return named;
  }
}
