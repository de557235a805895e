import type { FeedStatus } from "../../core/contract/live.ts";
import type { FrameTap } from "./frame-tap.ts";
import type { KeptBlocks } from "./kept-blocks.ts";
import type { Stamper } from "./stamper.ts";

const STATUS_MS = 1_000;

export interface StatusReportOptions {
  readonly stamper: Stamper;
  readonly kept: KeptBlocks;
  readonly tap: FrameTap;
  readonly nowMs: number;
}

/** How a feed stands, and how fast frames came since it was last asked. */
export class StatusReport {
  private readonly options: StatusReportOptions;
  private lastMs: number;
  private lastRx: number;

  constructor(options: StatusReportOptions) {
    this.options = options;
    this.lastMs = options.nowMs;
    this.lastRx = options.stamper.rx;
  }

  isDue(nowMs: number): boolean {
    return nowMs - this.lastMs >= STATUS_MS;
  }

  take(nowMs: number): Pick<FeedStatus, "type" | "rx" | "storedRx" | "framesPerSecond" | "queue"> {
    const { stamper, kept, tap } = this.options;
    const { rx } = stamper;
    const seconds = (nowMs - this.lastMs) / 1_000;
    const framesPerSecond = seconds > 0 ? (rx - this.lastRx) / seconds : 0;
    this.lastMs = nowMs;
    this.lastRx = rx;
    const { bytes, highWaterBytes, boundBytes } = kept;
    const queue = { bytes, highWaterBytes, boundBytes, droppedFrames: tap.droppedFrames };
    return { type: "feed.status", rx, storedRx: kept.storedRx, framesPerSecond, queue };
  }
}
