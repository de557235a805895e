import { blockSpan } from "../../core/contract/frame-block.ts";
import type { FrameBatch } from "../../core/contract/live.ts";

/** Reading stops at this share of the bound, and goes on at the lower one: what is in flight then still fits. */
const TIGHT = 0.75;
const EASY = 0.5;

interface Kept {
  readonly lastRx: number;
  readonly batch: FrameBatch;
}

/** The batches that were sent and that the store has not committed yet, oldest first. Bound in bytes; it never drops one by itself. */
export class KeptBlocks {
  boundBytes: number;
  storedRx: number;
  bytes = 0;
  highWaterBytes = 0;
  /** Whether the sockets should not be read for now. */
  isTight = false;
  private readonly kept: Kept[] = [];
  private wantedBytes: number;

  constructor(boundBytes: number, storedRx: number) {
    this.boundBytes = this.wantedBytes = boundBytes;
    this.storedRx = storedRx;
  }

  /** Another bound from now on; a lower one as soon as what is kept leaves room within it, so that nothing is lost for it. */
  limit(boundBytes: number): void {
    this.wantedBytes = boundBytes;
    this.relax();
  }

  /** A batch without frames (marks alone) lies after frame `afterRx` of its last mark. */
  keep(batch: FrameBatch): void {
    const lastRx = batch.block.length > 0 ? blockSpan(batch.block).lastRx : (batch.marks.at(-1)?.afterRx ?? 0);
    this.kept.push({ lastRx, batch });
    this.bytes += batch.block.length;
    this.highWaterBytes = Math.max(this.highWaterBytes, this.bytes);
    if (this.bytes >= this.boundBytes * TIGHT) this.isTight = true;
  }

  /** All frames up to `rx` are committed. */
  forget(rx: number): void {
    if (rx <= this.storedRx) return;
    this.storedRx = rx;
    let count = 0;
    for (const { lastRx, batch } of this.kept) {
      if (lastRx > rx) break;
      this.bytes -= batch.block.length;
      count++;
    }
    this.kept.splice(0, count);
    this.relax();
  }

  private relax(): void {
    if (this.wantedBytes >= this.boundBytes || this.bytes <= this.wantedBytes * EASY) this.boundBytes = this.wantedBytes;
    if (this.bytes <= this.boundBytes * EASY) this.isTight = false;
  }

  /** What is still kept of the frames after `afterRx`, and the marks beside them, oldest first. */
  after(afterRx: number): FrameBatch[] {
    return this.kept.filter(({ lastRx }) => lastRx > afterRx).map(({ batch }) => batch);
  }
}
