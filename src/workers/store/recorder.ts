import { BlockReader, BlockWriter } from "../../core/contract/frame-block.ts";
import { blankFrame } from "../../core/contract/frame.ts";
import type { FrameBatch } from "../../core/contract/live.ts";
import { decodeState, instrumentDigest, stateDigest } from "../../core/desk/part-state.ts";
import type { Digest, Keyframe, Mark } from "../../core/session/mark.ts";
import type { SessionInstrument } from "./session-rows.ts";
import type { SessionWriter } from "./session-writer.ts";

/** A block is committed at this payload... */
const COMMIT_BYTES = 256 * 1024;

/** The two halves of an instrument at a mark. */
interface Halves {
  book?: Keyframe;
  analytics?: Keyframe;
}

/**
 * Writes the live log: groups batches into blocks, puts marks and keyframes in their place, and says what is committed.
 * Batches it has seen are passed over; where one is missing it says so and takes nothing until the feed has sent it again.
 */
export class Recorder {
  private readonly writer: SessionWriter;
  private readonly onHole: (afterRx: number) => void;
  private readonly block = new BlockWriter();
  private readonly halves = new Map<string, Halves>();
  /** Keyframes that a mark named and that have not come whole. */
  private readonly owed = new Set<string>();
  private readonly frame = blankFrame();
  private taken: number;
  private blockBytes = 0;
  private markedRx = 0;

  constructor(writer: SessionWriter, onHole: (afterRx: number) => void) {
    this.writer = writer;
    this.onHole = onHole;
    this.taken = writer.committed;
    this.markedRx = writer.committed;
  }

  /** The last frame taken. */
  get rx(): number {
    return this.taken;
  }

  /** Whether enough has come for a commit of its own. */
  get isDue(): boolean {
    return this.blockBytes >= COMMIT_BYTES;
  }

  take({ block, marks }: FrameBatch): void {
    if (block.length > 0) {
      const reader = new BlockReader(block);
      if (reader.firstRx > this.taken + 1) {
        this.onHole(this.taken);
        return;
      }
      for (let at = this.taken + 1 - reader.firstRx; at < reader.count; at++) {
        reader.read(at, this.frame);
        reader.readClock(at, this.frame);
        this.block.add(this.frame);
        this.blockBytes += this.frame.end - this.frame.start;
        this.taken = this.frame.rx;
      }
    }
    for (const mark of marks) this.mark(mark);
  }

  /** Writes what is known of an instrument, unless it is written already. */
  instrument(instrument: SessionInstrument): void {
    if (!this.writer.knows(instrument.instrument)) this.writer.appendInstrument(instrument);
  }

  /** Stores both halves of an instrument at a mark, and their digest, once both are here. */
  keyframe(keyframe: Keyframe): void {
    const key = `${keyframe.afterRx} ${keyframe.instrument}`;
    const halves = this.halves.get(key) ?? {};
    halves[keyframe.part] = keyframe;
    const { book, analytics } = halves;
    if (book === undefined || analytics === undefined) {
      this.halves.set(key, halves);
      return;
    }
    this.halves.delete(key);
    this.owed.delete(key);
    this.writer.appendKeyframe(book);
    this.writer.appendKeyframe(analytics);
    this.writer.appendDigest(digestOf(book, analytics));
  }

  /** How many keyframes of the last mark are still to come: a worker that died in between never sends its own of earlier marks. */
  get owedKeyframes(): number {
    return this.owed.size;
  }

  /** Commits what has come; resolves with the last committed frame. */
  async commit(): Promise<number> {
    if (this.block.count > 0) {
      this.blockBytes = 0;
      await this.writer.appendBlock(this.block.finish());
    }
    return this.writer.drain();
  }

  async close(): Promise<void> {
    await this.commit();
    await this.writer.close();
  }

  private mark(mark: Mark): void {
    if (mark.afterRx < this.markedRx || (mark.afterRx === this.markedRx && mark.keyframes.length === 0)) return;
    this.markedRx = mark.afterRx;
    this.owed.clear();
    for (const instrument of mark.keyframes) this.owed.add(`${mark.afterRx} ${instrument}`);
    this.writer.appendMark(mark);
  }
}

function digestOf(book: Keyframe, analytics: Keyframe): Digest {
  const digests = [book, analytics].map(({ bytes }) => stateDigest(decodeState(bytes))) as [string, string];
  return { afterRx: book.afterRx, instrument: book.instrument, foldVersion: book.foldVersion, digest: instrumentDigest(...digests) };
}
