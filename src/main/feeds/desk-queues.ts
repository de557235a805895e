import type { FeedStatus } from "../../core/contract/live.ts";
import type { ResourceKey } from "../../core/contract/resources.ts";
import type { FoldStatus, StoreStatus } from "../../core/contract/live-fold.ts";

/** One bounded queue of the desk. */
export interface QueueReport {
  readonly name: string;
  readonly unit: "bytes" | "entries";
  readonly size: number;
  readonly highWater: number;
  readonly bound: number;
  /** What happens where it is full. */
  readonly policy: string;
  /** How often that happened: of the feed frames lost, of a fold worker times it was cut off and batches fetched again, of keyframes those given up. */
  readonly count: number;
  /** The setting that helps where it fills. */
  readonly setting: ResourceKey;
}

export interface QueueSources {
  /** Over every feed of the session: each counts from 0. */
  readonly feedTotals: {
    readonly status: FeedStatus | null;
    readonly boundBytes: number;
    readonly highWaterBytes: number;
    readonly droppedFrames: number;
  };
  readonly store: StoreStatus | null;
  readonly shares: readonly { readonly name: string; readonly status: FoldStatus | null }[];
}

/**
 * Every queue of the live desk, in one table: a queue that is not here is a defect. Views have none: of each stream one view at most
 * is unpainted, and what changes meanwhile is merged and counted.
 */
export function deskQueues({ feedTotals, store, shares }: QueueSources): QueueReport[] {
  const bound = feedTotals.boundBytes;
  return [
    {
      name: "feed: frames until stored",
      unit: "bytes",
      size: feedTotals.status?.queue.bytes ?? 0,
      highWater: feedTotals.highWaterBytes,
      bound,
      policy: "sockets are not read from 3/4 on; what finds no room all the same is lost, as a gap with its count",
      count: feedTotals.droppedFrames,
      setting: "feedQueueMiB",
    },
    {
      name: "feed: frames on their way to fold workers",
      unit: "bytes",
      size: feedTotals.status?.links.bytes ?? 0,
      highWater: feedTotals.status?.links.highWaterBytes ?? 0,
      bound: feedTotals.status?.links.boundBytes ?? 0,
      policy: "a worker behind which more waits is cut off; it is joined again, and catches up from the file",
      count: feedTotals.status?.links.lost ?? 0,
      setting: "bookWorkers",
    },
    {
      name: "store: text until committed",
      unit: "bytes",
      size: store?.queue.bytes ?? 0,
      highWater: store?.queue.highWaterBytes ?? 0,
      bound,
      policy: "bound by the feed's queue, which holds the same frames",
      count: 0,
      setting: "feedQueueMiB",
    },
    {
      name: "store: keyframes until whole",
      unit: "entries",
      size: store?.keyframes.expected ?? 0,
      highWater: store?.keyframes.highWater ?? 0,
      bound: store?.keyframes.bound ?? 0,
      policy: "the oldest is given up; the next mark that names its instrument stores it",
      count: store?.keyframes.givenUp ?? 0,
      setting: "analyticsWorkers",
    },
    ...shares.map(({ name, status }): QueueReport => {
      const { bytes = 0, highWaterBytes = 0, boundBytes = 0, refetched = 0 } = status?.queue ?? {};
      const policy = "the newest is let go, and fetched again from the feed or the file";
      return {
        name: `${name}: frames behind a hole`,
        unit: "bytes",
        size: bytes,
        highWater: highWaterBytes,
        bound: boundBytes,
        policy,
        count: refetched,
        setting: "foldQueueMiB",
      };
    }),
  ];
}
