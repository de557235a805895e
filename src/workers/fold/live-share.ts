import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import { BlockReader, blockSpan } from "../../core/contract/frame-block.ts";
import type { FrameBatch } from "../../core/contract/live.ts";
import type { FoldStatus } from "../../core/contract/live-fold.ts";
import { Desk, type DeskOptions, type HeldInstrument, type Partition } from "../../core/desk/desk.ts";
import { encodeState } from "../../core/desk/part-state.ts";
import { readFeedNote } from "../../core/desk/feed-note.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { FOLD_VERSION } from "../../core/session/fold-version.ts";
import { LatencyHistogram } from "../../core/session/latency-histogram.ts";
import type { Keyframe, Mark } from "../../core/session/mark.ts";
import type { Venue } from "../../core/venues/venue.ts";
import type { WorkLog } from "./work-log.ts";

/** Batches that wait for a hole to be filled, unless the shell says another bound: half a minute of a busy desk. */
const PENDING_BYTES = 64 * 1024 * 1024;
/** While a hole is not filled, the log is read again after so long: reading it costs as much as the file is long. */
const READ_AGAIN_MS = 200;

export interface LiveShareOptions {
  readonly venue: Venue;
  readonly partition: Partition;
  /** Frames and marks after a frame number that the log already holds, as far as it goes. */
  readonly log: (afterRx: number) => Iterable<{ readonly block: BlockReader; readonly marks: readonly Mark[] }>;
  /** The state that the log begins with, where it goes on after another file; frame 0 where it is the first. */
  readonly base?: () => { readonly rx: number; readonly keyframes: readonly Keyframe[] };
  /** Milliseconds of the machine's monotonic clock. */
  readonly clock: () => number;
  readonly onKeyframe: (keyframe: Keyframe) => void;
  readonly onSnapshotWanted: (instrument: InstrumentId) => void;
  /** Neither the log nor what was sent has the frames after this one. */
  readonly onHole: (afterRx: number) => void;
  /** Where it is noted what is in work. */
  readonly work?: WorkLog;
  /** Called now and then while the log is read. */
  readonly onProgress?: () => void;
  /** For the views; absent where nobody looks. */
  readonly views?: ShareViews;
}

/** What the views are told of a share's fold. */
export interface ShareViews extends Pick<DeskOptions, "beside" | "onCandle" | "onTrade"> {
  /**
   * These instruments may have changed with the frames just folded; `timeNs` is the receive time (Unix ns) of one of those frames,
   * null of any other.
   */
  readonly onFolded: (frames: number, changed: readonly InstrumentId[], timeNs: (rx: number) => bigint | null) => void;
  /** This block and these marks were folded, as far as they had not been before. */
  readonly onStretch?: (stretch: { readonly block: BlockReader | null; readonly marks: readonly Mark[] }) => void;
  /** Changes so far that a newer one overtook before a page had painted them. */
  readonly merged?: () => number;
}

/**
 * One worker's share of the live desk: frames in order, whatever happens. A batch that was seen is passed over; where one is missing,
 * the log decides: it is read from there, and what neither holds is asked for again.
 */
export class LiveShare {
  private readonly options: LiveShareOptions;
  private readonly desk: Desk;
  private readonly latency = new LatencyHistogram();
  private readonly wanted = new Set<InstrumentId>();
  private readonly frame: RecordedFrame = blankFrame();
  private readonly pending: FrameBatch[] = [];
  /** Bytes of batches that may wait for a hole to be filled. */
  pendingBound = PENDING_BYTES;
  private pendingBytes = 0;
  private highWater = 0;
  private refetched = 0;
  private applied = 0;
  private markedRx = 0;
  /** Messages in quarantine that were passed over. */
  private readonly passed = new Set<number>();
  private isTainted = false;
  private readMs = Number.NEGATIVE_INFINITY;
  private reported = 0;

  constructor(options: LiveShareOptions) {
    this.options = options;
    const { venue, partition, views: { beside, onCandle, onTrade } = {} } = options;
    this.desk = new Desk({ venue, partition, ...(onCandle && { onCandle }), ...(onTrade && { onTrade }), ...(beside && { beside }) });
  }

  find(id: string): HeldInstrument | undefined {
    return this.desk.find(id);
  }

  /** The last frame applied. */
  get rx(): number {
    return this.applied;
  }

  take(batch: FrameBatch): void {
    if (this.follows(batch)) {
      this.apply(batch);
      this.applyPending();
      return;
    }
    this.hold(batch);
    if (this.options.clock() - this.readMs >= READ_AGAIN_MS) this.catchUp();
    else this.options.onHole(this.applied);
  }

  /** Applies what the log holds beyond what was applied, then what waits. */
  catchUp(): void {
    if (this.applied === 0) this.begin();
    for (const { block, marks } of this.options.log(this.applied)) {
      this.fold(block, marks, false);
      this.options.onProgress?.();
    }
    this.readMs = this.options.clock();
    this.applyPending();
  }

  private begin(): void {
    const { rx, keyframes } = this.options.base?.() ?? { rx: 0, keyframes: [] };
    for (const keyframe of keyframes) this.desk.restoreOwn(keyframe);
    this.applied = rx;
  }

  /** Says again which books wait for a snapshot: the last one did not help, or whoever was told is gone. */
  repeatWants(): void {
    for (const id of this.wanted) this.options.onSnapshotWanted(id);
  }

  status(): FoldStatus {
    const held = this.desk.instruments();
    const met = held.slice(this.reported).map(({ id }) => id);
    this.reported = held.length;
    return {
      type: "fold.status",
      rx: this.applied,
      instruments: held.filter(({ book, analytics }) => book !== null || analytics !== null).length,
      live: held.filter(({ book }) => book?.isReadable === true).length,
      gaps: held.reduce((sum, { book }) => sum + (book?.sync.gaps.length ?? 0), 0),
      eventMs: this.desk.eventMs,
      met,
      applied: this.latency.take(),
      queue: { bytes: this.pendingBytes, highWaterBytes: this.highWater, boundBytes: this.pendingBound, refetched: this.refetched },
      merged: this.options.views?.merged?.() ?? 0,
    };
  }

  private follows({ block, marks }: FrameBatch): boolean {
    if (block.length === 0) return marks.every(({ afterRx }) => afterRx <= this.applied);
    return blockSpan(block).firstRx <= this.applied + 1;
  }

  /** Applies what waits and follows, in whatever order it came. */
  private applyPending(): void {
    for (let at = 0; at < this.pending.length;) {
      const batch = this.pending[at] as FrameBatch;
      if (!this.follows(batch)) {
        at++;
        continue;
      }
      this.pending.splice(at, 1);
      this.pendingBytes -= batch.block.length;
      this.apply(batch);
      at = 0;
    }
    if (this.pending.length > 0) this.options.onHole(this.applied);
  }

  private apply({ block, marks, readMs }: FrameBatch): void {
    const before = this.applied;
    this.fold(block.length === 0 ? null : new BlockReader(block), marks, true);
    if (this.applied > before) this.latency.note(this.options.clock() - readMs, this.applied - before);
  }

  private fold(block: BlockReader | null, marks: readonly Mark[], fresh: boolean): void {
    const before = this.applied;
    let next = 0;
    const passMarks = (): void => {
      for (let mark = marks[next]; mark !== undefined && mark.afterRx <= this.applied; mark = marks[++next]) this.mark(mark, fresh);
    };
    passMarks();
    const work = block === null ? undefined : this.options.work;
    const careful = block !== null && work?.isCareful(block.firstRx, block.lastRx) === true;
    if (block !== null) work?.note({ rx: Math.max(block.firstRx, this.applied + 1), exact: false });
    for (let at = block === null ? 0 : Math.max(0, this.applied + 1 - block.firstRx); block !== null && at < block.count; at++) {
      block.read(at, this.frame);
      if (careful) work?.note({ rx: this.frame.rx, exact: true });
      this.desk.apply(this.frame);
      this.applied = this.frame.rx;
      this.heed();
      passMarks();
    }
    const changed = this.desk.takeDirty();
    this.want(changed);
    this.options.views?.onStretch?.({ block, marks });
    this.options.views?.onFolded(this.applied - before, changed, (rx) => this.timeNs(block, rx));
    work?.note(null);
  }

  /** A message that was put in quarantine after it was applied here has changed what is not to be stored: this share is built again soon. */
  private heed(): void {
    const { frame } = this;
    if (frame.quarantined !== undefined) this.passed.add(frame.rx);
    if (frame.kind !== "quarantine") return;
    const note = readFeedNote(frame);
    if (note?.kind === "quarantine" && note.rx < frame.rx && !this.passed.has(note.rx)) this.isTainted = true;
  }

  private timeNs(block: BlockReader | null, rx: number): bigint | null {
    if (block === null || rx < block.firstRx || rx >= block.firstRx + block.count) return null;
    block.readClock(rx - block.firstRx, this.frame);
    return this.frame.rxNs;
  }

  private mark(mark: Mark, fresh: boolean): void {
    if (mark.afterRx < this.applied || (mark.afterRx === this.markedRx && mark.keyframes.length === 0)) return;
    this.markedRx = mark.afterRx;
    this.desk.mark(mark);
    if (!fresh || this.isTainted) return;
    for (const instrument of mark.keyframes) {
      const held = this.desk.find(instrument);
      for (const part of ["book", "analytics"] as const) {
        const state = held?.[part]?.state();
        if (state) this.options.onKeyframe({ afterRx: mark.afterRx, instrument, part, foldVersion: FOLD_VERSION, bytes: encodeState(state) });
      }
    }
  }

  /** A book that can go on only from a snapshot wants one; said once, until it is live. */
  private want(changed: readonly InstrumentId[]): void {
    for (const id of changed) {
      const sync = this.desk.find(id)?.book?.sync;
      if (sync?.wantsSnapshot !== true) this.wanted.delete(id);
      else if (!this.wanted.has(id)) {
        this.wanted.add(id);
        this.options.onSnapshotWanted(id);
      }
    }
  }

  private hold(batch: FrameBatch): void {
    this.pending.push(batch);
    this.pendingBytes += batch.block.length;
    this.highWater = Math.max(this.highWater, this.pendingBytes);
    // The feed and the log still have what is dropped here: it is asked for again.
    while (this.pendingBytes > this.pendingBound) {
      this.pendingBytes -= this.pending.pop()?.block.length ?? 0;
      this.refetched++;
    }
  }
}
