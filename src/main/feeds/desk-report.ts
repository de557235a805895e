import type { FeedStatus } from "../../core/contract/live.ts";
import { deskQueues, type QueueReport } from "./desk-queues.ts";
import type { FeedTotals } from "./feed-totals.ts";
import type { FoldShares } from "./fold-shares.ts";
import type { LiveStore } from "./live-store.ts";
import type { Quarantined } from "./quarantine.ts";
import type { ProcessReport } from "./process-table.ts";

/** A running desk as `tapedeck status` shows it. */
export interface DeskReport {
  readonly venue: string;
  /** The session file that is being recorded. */
  readonly recording: string;
  /** The last frame numbered, and the last one committed to the file. */
  readonly frames: number;
  readonly storedFrames: number;
  readonly framesPerSecond: number;
  readonly books: { readonly live: number; readonly instruments: number };
  readonly gaps: number;
  /** Changes of views that a newer one overtook unpainted. */
  readonly merged: number;
  readonly dropped: number;
  readonly connections: FeedStatus["connections"];
  readonly processes: readonly ProcessReport[];
  readonly queues: readonly QueueReport[];
  /** Messages that no fold reads because they stopped processes. */
  readonly quarantined: readonly Quarantined[];
}

/** The parts of a live desk that know something of it. */
export interface DeskParts {
  readonly venue: string;
  readonly tape: string;
  readonly lastRx: number;
  readonly feedTotals: FeedTotals;
  readonly store: Pick<LiveStore, "position" | "status">;
  readonly shares: FoldShares;
  readonly processes: readonly ProcessReport[];
  readonly quarantined: readonly Quarantined[];
}

/** What the parts of a live desk know, together. */
export function deskReport({ venue, tape, lastRx, feedTotals, store, shares, processes, quarantined }: DeskParts): DeskReport {
  return {
    venue,
    recording: tape,
    frames: lastRx,
    storedFrames: store.position.committedRx,
    framesPerSecond: feedTotals.status?.framesPerSecond ?? 0,
    ...shares.sums(),
    dropped: feedTotals.droppedFrames,
    connections: feedTotals.connections,
    processes,
    quarantined,
    queues: deskQueues({ feedTotals, store: store.status, shares: shares.named }),
  };
}
