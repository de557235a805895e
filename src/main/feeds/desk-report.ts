import type { FeedStatus } from "../../core/contract/live.ts";
import type { QueueReport } from "./desk-queues.ts";
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
}
