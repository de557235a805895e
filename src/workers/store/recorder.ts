import { BlockReader, BlockWriter } from "../../core/contract/frame-block.ts";
import { blankFrame } from "../../core/contract/frame.ts";
import type { FrameBatch } from "../../core/contract/live.ts";
import type { StoreStatus } from "../../core/contract/live-fold.ts";
import { decodeState, instrumentDigest, stateDigest } from "../../core/desk/part-state.ts";
import { readFeedNote } from "../../core/desk/feed-note.ts";
import type { Digest, Keyframe, Mark } from "../../core/session/mark.ts";
import { quarantineRow, type SessionInstrument } from "./session-rows.ts";
import type { SessionWriter } from "./session-writer.ts";

/** A block is committed at this payload... */
const COMMIT_BYTES = 256 * 1024;
/** Keyframes that are waited for, or came too early; of marks long past too: a worker may be far behind. Beyond that the oldest are given up. */
const MOST_EXPECTED = 4_096;

/** The two halves of an instrument at a mark. */
interface Halves {
  book?: Keyframe;
  analytics?: Keyframe;
}

/** What a recorder needs of the file it writes. */
export type SessionLog = Pick<
  SessionWriter,
  "committed" | "knows" | "appendBlock" | "appendMark" | "appendKeyframe" | "appendDigest" | "appendInstrument" | "appendGap" | "drain" | "close"
>;

/**
 * Writes the live log: groups batches into blocks, puts marks and keyframes in their place, and says what is committed.
 * Batches it has seen are passed over; where one is missing it says so and takes nothing until the feed has sent it again.
 */
export class Recorder {
  /** The most bytes that waited for a commit at once. */
  private highWaterBytes = 0;
  /** Keyframes given up because their halves never came together, and the most that were waited for at once. */
  private keyframesGivenUp = 0;
  private highWaterKeyframes = 0;
  private readonly log: SessionLog;
  private readonly onHole: (afterRx: number) => void;
  private readonly block = new BlockWriter();
  /** What marks named and has not come whole, oldest first. What no mark taken here named is not stored. */
  private readonly expected = new Map<string, Halves>();
  /** Those of the last mark. */
  private readonly owed = new Set<string>();
  /** Keyframes that overtook the mark that names them: fold workers have their frames from the feed itself. Oldest first. */
  private early: Keyframe[] = [];
  private readonly frame = blankFrame();
  private taken: number;
  private blockBytes = 0;
  private committingBytes = 0;
  private markedRx: number;
  /** What the marks taken after frame `markedRx` name, each as one text. */
  private readonly markedNames = new Set<string>();

  constructor(log: SessionLog, onHole: (afterRx: number) => void) {
    this.log = log;
    this.onHole = onHole;
    this.taken = log.committed;
    this.markedRx = log.committed;
  }

  /** The last frame taken. */
  get rx(): number {
    return this.taken;
  }

  /** Bytes of text that were taken and are not committed yet. */
  private get waitingBytes(): number {
    return this.blockBytes + this.committingBytes;
  }

  get status(): StoreStatus {
    const { waitingBytes: bytes, highWaterBytes, highWaterKeyframes: highWater, keyframesGivenUp: givenUp } = this;
    const keyframes = { expected: this.expected.size, highWater, bound: MOST_EXPECTED, givenUp };
    return { type: "store.status", queue: { bytes, highWaterBytes }, keyframes };
  }

  /** Whether enough has come for a commit of its own. */
  get isDue(): boolean {
    return this.blockBytes >= COMMIT_BYTES;
  }

  take({ block, marks }: FrameBatch): void {
    if (block.length > 0 && !this.takeFrames(new BlockReader(block))) return;
    for (const mark of marks) {
      if (mark.afterRx > this.taken) {
        this.onHole(this.taken);
        return;
      }
      this.mark(mark);
    }
  }

  /** Writes what is known of an instrument, unless it is written already. */
  instrument(instrument: SessionInstrument): void {
    if (!this.log.knows(instrument.instrument)) this.log.appendInstrument(instrument);
  }

  /** Stores both halves of an instrument at a mark, and their digest, once both are here. */
  keyframe(keyframe: Keyframe): void {
    const key = `${keyframe.afterRx} ${keyframe.instrument}`;
    const halves = this.expected.get(key);
    if (halves === undefined) {
      if (keyframe.afterRx >= this.markedRx) this.holdEarly(keyframe);
      return;
    }
    halves[keyframe.part] = keyframe;
    const { book, analytics } = halves;
    if (book === undefined || analytics === undefined) return;
    this.expected.delete(key);
    this.owed.delete(key);
    this.log.appendKeyframe(book);
    this.log.appendKeyframe(analytics);
    this.log.appendDigest(digestOf(book, analytics));
  }

  /** What came before the mark that names it, to be handed on to the next file's recorder: this one forgets it. */
  takeEarly(): Keyframe[] {
    const { early } = this;
    this.early = [];
    return early;
  }

  /** Whether the mark that ends the session after frame `rx` is here, with all the keyframes it names. */
  isComplete(rx: number): boolean {
    return this.markedRx === rx && this.markedNames.size > 0 && this.owed.size === 0;
  }

  /** Commits what has come; resolves with the last committed frame. */
  async commit(): Promise<number> {
    if (this.block.count > 0) {
      const bytes = this.blockBytes;
      this.blockBytes = 0;
      this.committingBytes += bytes;
      await this.log.appendBlock(this.block.finish());
      const rx = await this.log.drain();
      this.committingBytes -= bytes;
      return rx;
    }
    return this.log.drain();
  }

  async close(): Promise<void> {
    await this.commit();
    await this.log.close();
  }

  /** False where frames before these are missing. */
  private takeFrames(reader: BlockReader): boolean {
    if (reader.firstRx > this.taken + 1) {
      this.onHole(this.taken);
      return false;
    }
    for (let at = this.taken + 1 - reader.firstRx; at < reader.count; at++) {
      reader.read(at, this.frame);
      reader.readClock(at, this.frame);
      this.block.add(this.frame);
      this.blockBytes += this.frame.end - this.frame.start;
      this.taken = this.frame.rx;
      if (this.frame.kind === "quarantine") this.quarantine();
    }
    this.highWaterBytes = Math.max(this.highWaterBytes, this.waitingBytes);
    return true;
  }

  /** From here on nobody reads that message, and what was stored of states that had read it counts no more. */
  private quarantine(): void {
    const { rx: byRx } = this.frame;
    const note = readFeedNote(this.frame);
    if (note?.kind === "quarantine" && note.rx < byRx) this.log.appendGap(quarantineRow({ rx: note.rx, byRx, instrument: note.instrument }));
  }

  private mark(mark: Mark): void {
    const names = mark.keyframes.join(" ");
    if (mark.afterRx < this.markedRx || (mark.afterRx === this.markedRx && (names === "" || this.markedNames.has(names)))) return;
    if (mark.afterRx > this.markedRx) this.markedNames.clear();
    this.markedRx = mark.afterRx;
    if (names !== "") this.markedNames.add(names);
    this.owed.clear();
    for (const instrument of mark.keyframes) this.expect(`${mark.afterRx} ${instrument}`);
    this.log.appendMark(mark);
    for (const keyframe of this.takeEarly()) this.keyframe(keyframe);
  }

  private holdEarly(keyframe: Keyframe): void {
    this.early.push(keyframe);
    if (this.early.length <= MOST_EXPECTED) return;
    this.early.shift();
    this.keyframesGivenUp++;
  }

  private expect(key: string): void {
    this.owed.add(key);
    if (!this.expected.has(key)) this.expected.set(key, {});
    this.highWaterKeyframes = Math.max(this.highWaterKeyframes, this.expected.size);
    if (this.expected.size <= MOST_EXPECTED) return;
    const [oldest] = this.expected.keys();
    this.expected.delete(oldest as string);
    this.keyframesGivenUp++;
  }
}

function digestOf(book: Keyframe, analytics: Keyframe): Digest {
  const digests = [book, analytics].map(({ bytes }) => stateDigest(decodeState(bytes))) as [string, string];
  return { afterRx: book.afterRx, instrument: book.instrument, foldVersion: book.foldVersion, digest: instrumentDigest(...digests) };
}
