import type { FeedStatus } from "../../core/contract/live.ts";

/** What the feeds of a session lost and kept, over all of them: each counts from nothing. */
export class FeedTotals {
  /** The most bytes that waited to be stored at once. */
  highWaterBytes = 0;
  boundBytes = 0;
  private before = 0;
  private current = 0;

  /** Frames that found no room. */
  get droppedFrames(): number {
    return this.before + this.current;
  }

  note({ queue }: FeedStatus): void {
    this.current = queue.droppedFrames;
    this.boundBytes = queue.boundBytes;
    this.highWaterBytes = Math.max(this.highWaterBytes, queue.highWaterBytes);
  }

  feedGone(): void {
    this.before += this.current;
    this.current = 0;
  }
}
