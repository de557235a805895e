import { isUtf8 } from "node:buffer";
import { BlockWriter } from "../../core/contract/frame-block.ts";
import type { FrameKind, RecordedFrame } from "../../core/contract/frame.ts";
import { encodeFrames, type FrameBatch } from "../../core/contract/live.ts";
import { MAX_MESSAGE_BYTES, type Undo } from "../../core/contract/port.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Mark } from "../../core/session/mark.ts";
import { MarkRule } from "../../core/session/mark-rule.ts";
import type { FrameRouter } from "./frame-router.ts";
import type { KeptBlocks } from "./kept-blocks.ts";
import { RecentFrames } from "./recent-frames.ts";
import type { Stamper } from "./stamper.ts";
import type { Schedule } from "./world.ts";

/** A frame's share of a block beside its text: its row in four columns, and now and then a lane. */
const FRAME_OVERHEAD = 24;
/** A block leaves before it would outgrow one message, and at the latest after this long. */
const BLOCK_BYTES = MAX_MESSAGE_BYTES - 4_096;
const BLOCK_NS = 1_000_000n;
/** Kept free for the feed's own notes, which are small and always find room. */
const NOTES_SHARE = 1 / 8;
const MOST_FOR_NOTES = 65_536;

/** Which connection a frame belongs to, and how often that had been opened. */
export interface Source {
  readonly id: string;
  readonly epoch: number;
}

export interface FrameTapOptions {
  readonly stamper: Stamper;
  readonly router: FrameRouter;
  readonly kept: KeptBlocks;
  readonly schedule: Schedule;
  readonly venue: string;
  readonly post: (message: ArrayBuffer) => void;
}

/**
 * Where every message becomes a frame: numbered and stamped before anything parses it, put in blocks, kept and sent. What finds no
 * room is never numbered; it is counted, and named by a `gap` frame that stands before whatever its connection says next.
 */
export class FrameTap {
  droppedFrames = 0;
  private readonly options: FrameTapOptions;
  private readonly rule: MarkRule;
  private readonly block = new BlockWriter();
  private readonly encoder = new TextEncoder();
  private readonly frame: RecordedFrame;
  private readonly losses = new Map<string, { epoch: number; lost: number }>();
  private readonly recent = new RecentFrames();
  private marks: Mark[] = [];
  private bytes = 0;
  private beganNs = 0n;
  private cancel: Undo | null = null;

  constructor(options: FrameTapOptions) {
    this.options = options;
    this.rule = new MarkRule(options.venue);
    const bytes = new Uint8Array(0);
    this.frame = { rx: 0, rxNs: 0n, monoNs: 0n, kind: "recv", conn: "", epoch: 0, url: "", bytes, start: 0, end: 0, binary: false };
  }

  /** Takes what a socket or a REST answer said; false where there was no room for it. The router then knows the frame. */
  hear(kind: "recv" | "rest", source: Source, bytes: Uint8Array, binary: boolean, url = ""): boolean {
    const { bytes: keptBytes, boundBytes } = this.options.kept;
    if (keptBytes + this.bytes + bytes.length + FRAME_OVERHEAD > boundBytes - Math.min(MOST_FOR_NOTES, boundBytes * NOTES_SHARE)) {
      this.droppedFrames++;
      const loss = this.losses.get(source.id) ?? { epoch: source.epoch, lost: 0 };
      this.losses.set(source.id, { epoch: source.epoch, lost: loss.lost + 1 });
      return false;
    }
    this.nameLoss(source.id);
    this.add(kind, source, bytes, url, binary || !isUtf8(bytes));
    return true;
  }

  /** Writes down what the feed itself did or found: it always finds room. */
  note(kind: Exclude<FrameKind, "recv" | "rest">, source: Source, text: string, url = ""): void {
    if (kind !== "gap") this.nameLoss(source.id);
    this.add(kind, source, this.encoder.encode(text), url, false);
  }

  /** Writes down that frame `rx` is passed over, and sends it: which frame says so, and whom the message is lost to. */
  quarantine(rx: number): { rx: number; byRx: number; instrument: string } {
    const found = this.recent.find(rx);
    const instrument = found?.instrument ?? "";
    this.note("quarantine", found ?? { id: "", epoch: 0 }, JSON.stringify({ rx, ...(instrument !== "" && { instrument }) }));
    const byRx = this.frame.rx;
    this.flush();
    return { rx, byRx, instrument };
  }

  /** Names every loss that is not named yet. */
  nameLosses(): void {
    for (const id of this.losses.keys()) this.nameLoss(id);
  }

  /** Sends what has come, now. */
  flush(): void {
    this.cancel?.();
    this.cancel = null;
    if (this.block.count === 0) return;
    this.send({ block: this.block.finish(), marks: this.marks, readMs: Number(this.beganNs) / 1e6 });
    this.bytes = 0;
    this.marks = [];
  }

  /** Ends the session: names what was lost, and marks its end. */
  close(readMs: number, instruments: readonly InstrumentId[]): void {
    this.nameLosses();
    this.markAll(readMs, instruments);
  }

  /** Sends what has come, and a mark where every instrument of the session is stored. */
  markAll(readMs: number, instruments: readonly InstrumentId[]): void {
    this.flush();
    if (this.options.stamper.rx > 0) this.send({ block: new Uint8Array(0), marks: [this.rule.closing(instruments)], readMs });
  }

  /** What was sent of the frames after `afterRx` and is still kept, as it was sent: the first `most` bytes of it, and a batch at least. */
  *sentAfter(afterRx: number, most: number): Generator<ArrayBuffer> {
    let left = most;
    for (const batch of this.options.kept.after(afterRx)) {
      // The mark that ends a session goes with the last frames: nobody would know to ask for it.
      if (left <= 0 && batch.block.length > 0) return;
      left -= batch.block.length;
      yield encodeFrames(batch);
    }
  }

  private add(kind: FrameKind, { id, epoch }: Source, bytes: Uint8Array, url: string, binary: boolean): void {
    const { stamper, router, schedule } = this.options;
    const size = bytes.length + FRAME_OVERHEAD;
    if (this.bytes + size > BLOCK_BYTES) this.flush();
    const { frame } = this;
    if (this.block.count === 0) stamper.followWallClock();
    frame.kind = kind;
    frame.conn = id;
    frame.epoch = epoch;
    frame.url = url;
    frame.bytes = bytes;
    frame.start = 0;
    frame.end = bytes.length;
    frame.binary = binary;
    stamper.stamp(frame);
    if (this.block.count === 0) this.beganNs = frame.monoNs as bigint;
    this.block.add(frame);
    this.bytes += size;
    router.route(frame);
    this.recent.note(frame.rx, id, epoch, router.instrument);
    const mark = this.rule.after(frame.rx, router.instrument, bytes.length, kind === "rest" || router.isSnapshot, router.eventMs);
    if (mark !== null) this.marks.push(mark);
    if (this.bytes >= BLOCK_BYTES || (frame.monoNs as bigint) - this.beganNs >= BLOCK_NS) this.flush();
    else this.cancel ??= schedule(() => this.flush(), 0);
  }

  private nameLoss(id: string): void {
    const loss = this.losses.get(id);
    if (loss === undefined) return;
    this.losses.delete(id);
    this.note("gap", { id, epoch: loss.epoch }, JSON.stringify({ cause: "overflow", lost: loss.lost }));
  }

  private send(batch: FrameBatch): void {
    const { kept, post } = this.options;
    kept.keep(batch);
    post(encodeFrames(batch));
  }
}
