import type { FeedStatus } from "../../core/contract/live.ts";

/** What the feeds of a session said, lost and kept, over all of them: each counts from nothing. */
export class FeedTotals {
  /** What the feed said last; null while there is none. */
  status: FeedStatus | null = null;
  /** Feeds started, and how many of them since the last status. */
  private feeds = 0;
  private unheard = 0;
  private told: FeedStatus["connections"] = [];
  /** The most bytes that waited to be stored at once. */
  highWaterBytes = 0;
  boundBytes = 0;
  private before = 0;
  private current = 0;

  /** Frames that found no room. */
  get droppedFrames(): number {
    return this.before + this.current;
  }

  /** The connections as the feed, or the one before it, last told. */
  get connections(): FeedStatus["connections"] {
    return this.status?.connections ?? this.told;
  }

  /** Another feed is started: its last two arguments, the connections before it as far as they are known, and how many feeds there were. */
  next(): [string, string] {
    const connections = this.connections.map(({ conn, epoch }) => ({ id: conn, epoch: epoch + this.unheard }));
    this.unheard++;
    return [JSON.stringify(connections), String(this.feeds++)];
  }

  note(status: FeedStatus): void {
    const { queue } = status;
    this.status = status;
    this.unheard = 0;
    this.current = queue.droppedFrames;
    this.boundBytes = queue.boundBytes;
    this.highWaterBytes = Math.max(this.highWaterBytes, queue.highWaterBytes);
  }

  feedGone(): void {
    this.told = this.connections;
    this.status = null;
    this.before += this.current;
    this.current = 0;
  }
}
