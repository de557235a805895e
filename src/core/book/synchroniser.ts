import type { Int } from "../base/decimal.ts";
import type { Gap, GapCause, Quality } from "../market/quality.ts";
import { CheckedBook, type Defect } from "./checked-book.ts";
import { isCrossed } from "./crossed.ts";
import { DiffBuffer } from "./diff-buffer.ts";
import type { DepthUpdate } from "./depth-update.ts";
import type { Outcome, Settled } from "./frame-counts.ts";
import type { OrderBook } from "./order-book.ts";
import type { SequencePolicy } from "./sequence-policy.ts";

/**
 * The state machine that decides what may be applied to a book and whether it may be read. Where snapshots are asked for over REST:
 *
 * | state     | holds                          | diff arrives                              | snapshot arrives                            |
 * |-----------|--------------------------------|-------------------------------------------|---------------------------------------------|
 * | idle      | nothing                        | buffer it -> buffering                    | keep it -> bridging                         |
 * | buffering | diffs that wait for a snapshot | buffer it (overflow: drop all, gap)       | covers all: keep it -> bridging;            |
 * |           |                                |                                           | bridges an unbroken buffer: apply -> live;  |
 * |           |                                |                                           | bridges a broken one: gap; else it is stale |
 * | bridging  | a snapshot that waits          | covered: stale; bridges: apply -> live;   | the newer of the two is kept                |
 * |           |                                | else the snapshot is stale -> buffering   |                                             |
 * | live      | a true book                    | old: duplicate; next: apply;              | control: it changes nothing                 |
 * |           |                                | else gap -> buffering                     |                                             |
 *
 * Where the stream brings them itself, `idle` refuses every diff as unsynced, `live` takes the next and counts the old as duplicates, and
 * a break leads to `idle`; a snapshot replaces everything in both, and is live at once.
 *
 * From any state: the connection's end makes the book `down` and drops what waits in its buffer (a snapshot is kept: it may
 * bridge with what the next connection sends); a message of this book that cannot be read is a gap where the book was live.
 * A book that is crossed or locked after a complete message, or whose checksum is another than the venue's, is a defect of the data: gap.
 * Judged after each frame: a snapshot whose buffer is broken further on never makes the book live.
 */
export type SyncState = "idle" | "buffering" | "bridging" | "live";

export class Synchroniser {
  state: SyncState = "idle";
  /** How often the book became live, and how often it did so after a gap. */
  epoch = 0;
  resyncs = 0;
  readonly deltas = { applied: 0, stale: 0, duplicate: 0 };
  rejected = 0; // messages refused, also those that waited first: for a person, in no digest
  readonly gaps: Gap[] = [];
  down = false;
  silent = false;
  /** The connection whose diffs this book takes; empty before the first. */
  conn = "";
  readonly buffer = new DiffBuffer();
  pending: DepthUpdate | null = null;
  /** Of in-band books: a diff was refused for want of a snapshot. */
  starved = false;
  /** What was last found wrong while not live, for the reason a person reads. */
  trouble = "";
  readonly checked: CheckedBook;
  readonly policy: SequencePolicy;
  private readonly settled: Settled;

  constructor(book: OrderBook, policy: SequencePolicy, settled: Settled) {
    this.checked = new CheckedBook(book, policy.checksum);
    this.policy = policy;
    this.settled = settled;
  }

  /** Id the book stands at; 0 before the first snapshot. */
  get lastUpdateId(): Int {
    return this.checked.lastUpdateId;
  }

  get openGap(): Gap | null {
    const last = this.gaps[this.gaps.length - 1];
    return last !== undefined && last.toRx === null ? last : null;
  }

  get quality(): Quality {
    if (this.down) return "down";
    if (this.state === "live") return this.silent ? "stale" : this.checked.proven ? "live" : "unverified";
    return this.openGap ? "gap" : "syncing";
  }

  /** Whether only a snapshot can make the book live. */
  get wantsSnapshot(): boolean {
    if (this.policy.snapshots === "rest") return this.state === "buffering";
    return this.state === "idle" && !this.down && (this.starved || this.openGap !== null);
  }

  /** Takes a diff that came in frame `rx` over connection `conn`. */
  diff(diff: DepthUpdate, rx: number, conn: string): Outcome {
    // Where another connection took the book over with its snapshot, what the old one still sends is of no use.
    if (this.policy.snapshots === "in-band" && this.state === "live" && conn !== this.conn) {
      this.deltas.stale++;
      return "stale";
    }
    this.silent = false;
    if (this.state === "live" && this.policy.repeats(diff, this.lastUpdateId)) return this.repeated();
    this.conn = conn;
    this.down = false;
    if (this.state === "live") return this.diffWhileLive(diff, rx);
    if (this.policy.snapshots === "in-band") return this.starve();
    return this.state === "bridging" ? this.diffOnPending(diff, rx) : this.hold(diff, rx);
  }

  /** A message that this book, where it is live, has taken before; else it is one more that is of no use without a snapshot. */
  repeated(): Outcome {
    if (this.state !== "live") return "unsynced";
    this.deltas.duplicate++;
    return "duplicate";
  }

  /** Takes a snapshot that came in frame `rx` over connection `conn`. */
  snapshot(snapshot: DepthUpdate, rx: number, conn: string): Outcome {
    if (this.policy.snapshots === "in-band") return this.replace(snapshot, rx, conn);
    if (this.state === "live") return "control";
    if (this.pending !== null) return this.chooseSnapshot(snapshot);
    if (isCrossed(snapshot)) {
      this.trouble = "the last snapshot was crossed and was refused";
      return "crossed";
    }
    this.deltas.stale += this.buffer.dropWhere((diff) => this.policy.drops(diff, snapshot.last), this.settled);
    const first = this.buffer.first;
    if (first === undefined) {
      this.pending = snapshot.clone();
      this.state = "bridging";
      return "buffered";
    }
    if (!this.policy.bridges(first.diff, snapshot.last)) {
      this.trouble = `snapshot ${snapshot.last} cannot bridge to the first waiting update ${first.diff.first}..${first.diff.last}`;
      return "stale";
    }
    this.checked.load(snapshot);
    this.applyBuffer(rx);
    return "applied";
  }

  /** The book's connection ended at frame `rx`: `close`, or an `open` without one. */
  disconnect(rx: number): void {
    if (this.state === "live") this.lose("disconnect", rx);
    this.deltas.stale += this.buffer.dropWhere(() => true, this.settled);
    if (this.state === "buffering") this.state = "idle";
    this.down = true;
  }

  /** A message of this book is known to be lost, though its connection stands. */
  lost(cause: GapCause, rx: number): void {
    if (this.state === "live") this.lose(cause, rx);
  }

  /** The venue confirmed that it sends this in-band book no more: nothing is lost, and nothing is known from here on. */
  end(): void {
    if (this.policy.snapshots === "rest") return;
    this.checked.clear();
    this.state = "idle";
    this.starved = false;
    this.trouble = "its subscription was ended";
  }

  /** The feed saw no message for too long. Sequence rules still prove the book once the next one comes. */
  silence(): void {
    this.silent = true;
  }

  private diffWhileLive(diff: DepthUpdate, rx: number): Outcome {
    const follows = this.policy.follows(diff, this.lastUpdateId);
    const fault = follows ? this.checked.takeOrders(diff, false) : `update ${diff.first}..${diff.last} does not follow ${this.lastUpdateId}`;
    if (fault !== null) {
      this.trouble = fault;
      this.lose("sequence", rx);
      return this.policy.snapshots === "in-band" ? this.starve() : this.hold(diff, rx);
    }
    const defect = this.apply(diff);
    if (defect !== null) this.lose(defect, rx);
    return defect ?? "applied";
  }

  /** An in-band snapshot replaces whatever was there. */
  private replace(snapshot: DepthUpdate, rx: number, conn: string): Outcome {
    this.conn = conn;
    this.down = false;
    this.silent = false;
    this.checked.depthLimit = snapshot.depthLimit;
    const fault = this.checked.takeOrders(snapshot, true);
    const defect = fault === null ? this.checked.load(snapshot) : "unsynced";
    if (defect === null && this.state !== "live") this.becomeLive(rx);
    if (defect === null) return "applied";
    this.starved = true;
    this.trouble = fault ?? this.checked.trouble;
    if (this.state === "live") this.lose(defect === "unsynced" ? "sequence" : defect, rx);
    else this.checked.clear();
    return defect;
  }

  private starve(): Outcome {
    this.starved = true;
    if (this.trouble === "") this.trouble = "updates came without a snapshot to stand on";
    return "unsynced";
  }

  private diffOnPending(diff: DepthUpdate, rx: number): Outcome {
    const snapshot = this.pending as DepthUpdate;
    if (this.policy.drops(diff, snapshot.last)) {
      this.deltas.stale++;
      return "stale";
    }
    this.pending = null;
    if (!this.policy.bridges(diff, snapshot.last)) {
      this.trouble = `snapshot ${snapshot.last} cannot bridge to update ${diff.first}..${diff.last}`;
      this.settled.stale++;
      this.state = "idle";
      return this.hold(diff, rx);
    }
    this.settled.applied++;
    this.checked.load(snapshot);
    const defect = this.apply(diff);
    if (defect === null) this.becomeLive(rx);
    else this.lose(defect, rx);
    return defect ?? "applied";
  }

  private hold(diff: DepthUpdate, rx: number): Outcome {
    this.state = "buffering";
    if (this.buffer.isFull) {
      this.rejected += this.buffer.overflow(this.settled);
      this.trouble = `more than ${DiffBuffer.BOUND} updates waited for a snapshot and were dropped`;
      this.openGapAt("overflow", rx);
    }
    this.buffer.push(diff.clone(), rx);
    return "buffered";
  }

  private chooseSnapshot(snapshot: DepthUpdate): Outcome {
    if (isCrossed(snapshot)) return "crossed";
    if (snapshot.last <= (this.pending as DepthUpdate).last) return "stale";
    this.settled.stale++;
    this.pending = snapshot.clone();
    return "buffered";
  }

  /** Applies what waited, in order; the book is live only where all of it chains. */
  private applyBuffer(rx: number): void {
    for (let first = true; ; first = false) {
      const next = this.buffer.first;
      if (next === undefined) break;
      const { diff } = next;
      if (!first && diff.last <= this.lastUpdateId) {
        this.deltas.duplicate++;
        this.buffer.shift();
        this.settled.note("duplicate", next.rx);
        continue;
      }
      if (!first && !this.policy.follows(diff, this.lastUpdateId)) {
        this.trouble = `update ${diff.first}..${diff.last} does not follow ${this.lastUpdateId}`;
        this.openGapAt("sequence", next.rx);
        this.checked.clear();
        return;
      }
      this.buffer.shift();
      const defect = this.apply(diff);
      if (defect !== null) {
        this.rejected++;
        this.settled.note(defect, next.rx);
        this.openGapAt(defect, next.rx);
        this.checked.clear();
        if (this.buffer.first === undefined) this.state = "idle";
        return;
      }
      this.settled.note("applied", next.rx);
    }
    this.becomeLive(rx);
  }

  /** Applies a diff; the defect that the book then shows, if any. */
  private apply(diff: DepthUpdate): Defect | null {
    const defect = this.checked.apply(diff);
    if (defect !== null) this.trouble = this.checked.trouble;
    else if (diff.isDiff) this.deltas.applied++;
    return defect;
  }

  private becomeLive(rx: number): void {
    this.state = "live";
    this.epoch++;
    this.trouble = "";
    this.starved = false;
    const gap = this.openGap;
    if (gap === null) return;
    gap.toRx = rx;
    this.resyncs++;
  }

  /** The book is no longer true: it is emptied and waits for a snapshot. */
  private lose(cause: GapCause, rx: number): void {
    this.openGapAt(cause, rx);
    this.checked.clear();
    this.state = "idle";
    this.silent = false;
  }

  /** One entry a loss: what breaks while a gap is open belongs to it. */
  private openGapAt(cause: GapCause, fromRx: number): void {
    if (this.openGap === null) this.gaps.push({ fromRx, toRx: null, cause });
  }
}
