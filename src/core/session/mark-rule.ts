import type { InstrumentId } from "../market/instrument.ts";
import type { Mark } from "./mark.ts";

/** A mark at least each second of event time, so that a quiet symbol's candle closes soon after its minute... */
const MARK_EVERY_MS = 1_000;
/** ...and at least each so many frames, whatever the venue's clock says. */
const MARK_EVERY_FRAMES = 4_096;
/** An instrument is stored again when its frames since then weigh this many times its last snapshot's text: keyframes stay a few per cent. */
const KEYFRAME_WEIGHT = 64;
const LEAST_KEYFRAME_WEIGHT = 256 * 1024;
/** A quieter instrument that has changed is stored again after so long, so that a seek or a restarted worker has few frames to fold... */
const KEYFRAME_AFTER_MS = 5 * 60_000;
/** ...while all frames together outweigh, so many times, the snapshots of those stored for that reason: many quiet deep books wait longer. */
const QUIET_WEIGHT = 32;
/** What a keyframe weighs at least, as a text: an instrument may have no snapshot. */
const LEAST_SNAPSHOT_WEIGHT = LEAST_KEYFRAME_WEIGHT / KEYFRAME_WEIGHT;
/** Two keyframes of deep books take less than a millisecond to write. */
const KEYFRAMES_PER_MARK = 2;

/** What was seen of an instrument since it was stored: `sinceMs` is the event time then, or the first one known, or 0 before that. */
interface Weight {
  sinceKeyframe: number;
  snapshot: number;
  sinceMs: number;
}

/**
 * Decides where marks lie and which instruments each names: a rule over the frames alone, so that any reader of the same frames
 * places the same marks.
 */
export class MarkRule {
  private readonly venue: string;
  private readonly weights = new Map<InstrumentId, Weight>();
  /** The weight that quiet instruments' snapshots may still have. */
  private allowance = 0;
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
    const weight = this.weights.get(instrument) ?? { sinceKeyframe: 0, snapshot: 0, sinceMs: 0 };
    this.weights.set(instrument, weight);
    weight.sinceKeyframe += bytes;
    if (isSnapshot) weight.snapshot = bytes;
    if (weight.sinceMs === 0) weight.sinceMs = this.eventMs;
    this.allowance += bytes / QUIET_WEIGHT;
  }

  private due(): InstrumentId[] {
    const named: InstrumentId[] = [];
    for (const [instrument, weight] of this.weights) {
      if (weight.sinceKeyframe < Math.max(LEAST_KEYFRAME_WEIGHT, KEYFRAME_WEIGHT * weight.snapshot)) continue;
      named.push(this.name(instrument, weight));
      if (named.length === KEYFRAMES_PER_MARK) return named;
    }
    const quiet = this.longestQuiet();
    return quiet === null ? named : [...named, quiet];
  }

  /** Of the changed instruments that were stored long ago, the one whose turn it is, where its snapshot does not weigh too much yet. */
  private longestQuiet(): InstrumentId | null {
    let oldest: readonly [InstrumentId, Weight] | null = null;
    for (const entry of this.weights) {
      const [, { sinceKeyframe, sinceMs }] = entry;
      if (sinceKeyframe === 0 || sinceMs === 0 || this.eventMs - sinceMs < KEYFRAME_AFTER_MS) continue;
      if (oldest === null || sinceMs < oldest[1].sinceMs) oldest = entry;
    }
    if (oldest === null) return null;
    const weight = Math.max(LEAST_SNAPSHOT_WEIGHT, oldest[1].snapshot);
    if (weight > this.allowance) return null;
    this.allowance -= weight;
    return this.name(...oldest);
  }

  private name(instrument: InstrumentId, weight: Weight): InstrumentId {
    weight.sinceKeyframe = 0;
    weight.sinceMs = this.eventMs;
    return instrument;
  }
}
