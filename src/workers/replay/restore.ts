import type { Frame } from "../../core/contract/frame.ts";
import { decoderContextOf } from "../../core/desk/book-part.ts";
import { decodeState, type PartState } from "../../core/desk/part-state.ts";
import { type InstrumentId, instrumentId } from "../../core/market/instrument.ts";
import { FOLD_VERSION } from "../../core/session/fold-version.ts";
import type { Decoder, Venue } from "../../core/venues/venue.ts";
import type { TapeSource } from "./tape-source.ts";

const NOTHING = new Uint8Array(0);

/** Both parts of one instrument as they were after frame `afterRx` and the mark there. */
export interface StoredInstrument {
  readonly afterRx: number;
  readonly instrument: InstrumentId;
  readonly book: PartState;
  readonly analytics: PartState;
}

/** A frame is about an instrument whose keyframe is to come and about one whose frames are folded already. */
export class MixedFrameError extends Error {
  override readonly name = "MixedFrameError";
}

/**
 * How the state after a frame is had without folding everything before it. Instruments know nothing of each other, so each is taken
 * from its own last keyframe, and its frames before that are passed over. Where one has no keyframe yet, every frame must be read from
 * the first on, and passing some over costs as much as folding them: then no keyframe is used.
 */
export class Restore {
  /** Folding begins after this frame. */
  readonly fromRx: number;
  /** Where each instrument's keyframe lies. */
  readonly keyframeRx: ReadonlyMap<InstrumentId, number>;
  private readonly venue: Venue;
  private readonly router: Decoder;
  private readonly waiting: StoredInstrument[];
  /** What the decoder knew of its connections where folding begins; empty where it begins with the first frame. */
  readonly decoderContext: Uint8Array;

  private constructor(venue: Venue, stored: StoredInstrument[], fromRx: number) {
    this.venue = venue;
    this.router = venue.decoder(() => []);
    this.waiting = stored.toSorted((a, b) => a.afterRx - b.afterRx);
    this.keyframeRx = new Map(stored.map(({ instrument, afterRx }) => [instrument, afterRx]));
    this.fromRx = fromRx;
    const [first] = this.waiting;
    this.decoderContext = first === undefined ? NOTHING : decoderContextOf(first.book, venue.sequence);
    if (this.decoderContext.length > 0) this.router.resume?.(this.decoderContext, false);
  }

  /** Plans how to come to the state after frame `rx`. */
  static plan(tape: TapeSource, venue: Venue, rx: number): Restore {
    const stored = tape.instruments.flatMap(({ instrument }) => storedAt(tape, instrument, rx) ?? []);
    if (stored.length < tape.instruments.length || stored.length === 0) return Restore.fromTheStart(tape, venue);
    return new Restore(
      venue,
      stored,
      stored.reduce((least, { afterRx }) => Math.min(least, afterRx), rx),
    );
  }

  /** A plan that uses no keyframe but those that a file begins with which goes on after another one. */
  static fromTheStart(tape: TapeSource, venue: Venue): Restore {
    const { baseRx } = tape;
    return new Restore(venue, baseRx === 0 ? [] : tape.instruments.flatMap(({ instrument }) => storedAt(tape, instrument, baseRx) ?? []), baseRx);
  }

  /** Takes out the instruments that are to be restored before frame `rx` is folded. */
  takeDue(rx: number): StoredInstrument[] {
    const later = this.waiting.findIndex(({ afterRx }) => afterRx >= rx);
    return this.waiting.splice(0, later < 0 ? this.waiting.length : later);
  }

  /** Whether the frame is to be folded. Throws {@link MixedFrameError} where one part of it is and another is not. */
  admits(frame: Frame): boolean {
    if (this.waiting.length === 0 || frame.quarantined !== undefined) return true;
    const messages = this.router.decode(frame);
    if (frame.kind !== "recv" && frame.kind !== "rest") return true;
    const { symbols } = this.router.table.index;
    const early = messages.map(({ slot }) => {
      const afterRx = slot < 0 ? undefined : this.keyframeRx.get(instrumentId(this.venue.name, symbols[slot] as string));
      return afterRx !== undefined && frame.rx <= afterRx;
    });
    if (!early.includes(true)) return true;
    if (early.includes(false)) throw new MixedFrameError(`frame ${frame.rx} belongs to several instruments`);
    return false;
  }
}

/** The last keyframes that both parts have at one mark. */
function storedAt(tape: TapeSource, instrument: InstrumentId, rx: number): StoredInstrument | undefined {
  for (let limit = rx; ;) {
    const book = tape.latestKeyframe(instrument, "book", limit, FOLD_VERSION);
    const analytics = book && tape.latestKeyframe(instrument, "analytics", limit, FOLD_VERSION);
    if (book === undefined || analytics === undefined) return undefined;
    if (book.afterRx === analytics.afterRx) {
      return { afterRx: book.afterRx, instrument, book: decodeState(book.bytes), analytics: decodeState(analytics.bytes) };
    }
    limit = Math.min(book.afterRx, analytics.afterRx);
  }
}
