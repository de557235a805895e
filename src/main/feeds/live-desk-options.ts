import type { FeedCommand, FeedStatus } from "../../core/contract/live.ts";
import type { FoldStatus } from "../../core/contract/live-fold.ts";
import type { Resources } from "../../core/contract/resources.ts";
import type { Opener, Port, Undo } from "../../core/contract/port.ts";
import type { Part } from "../../core/session/mark.ts";
import type { Host, WorkerName } from "../compose.ts";
import type { WorkNotes } from "./work-notes.ts";

/** What of the machine a live desk takes; it may be changed while it runs. */
export type DeskSize = Pick<Resources, "bookWorkers" | "analyticsWorkers" | "feedQueueMiB" | "foldQueueMiB">;

/** What of a desk's size concerns its feed. */
export function feedBound({ feedQueueMiB }: DeskSize): FeedCommand {
  return { type: "feed.bound", bytes: feedQueueMiB * 1024 * 1024 };
}

export interface LiveDeskOptions extends DeskSize {
  readonly host: Pick<Host, "startWorker">;
  readonly venue: string;
  /** `http://host:port` instead of the venue's own addresses; sockets at `ws://host:port`. */
  readonly endpoint: string | null;
  readonly symbols: readonly string[];
  /** The session file to record to; it must not exist. */
  readonly tape: string;
  /** For a recording in several files: the one to go on in where it is time, else null. Asked each second. It must not exist. */
  readonly nextTape?: () => string | null;
  /** The recording goes on in that file; the one before is sealed. */
  readonly onMoved?: (tape: string) => void;
  /** Other workers show the views now, see `LiveDesk.viewSources`; those before them end. */
  readonly onSources?: () => void;
  /** Where fold workers note what they have in work; files unless given. */
  readonly workNotes?: WorkNotes;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Runs a task once after `ms`; `setTimeout` unless given. */
  readonly schedule?: (task: () => void, ms: number) => Undo;
}

/** What the desk knows of itself; statuses are the workers' latest. */
export interface LiveDeskStatus {
  readonly feed: FeedStatus | null;
  readonly books: readonly (FoldStatus | null)[];
  readonly analytics: readonly (FoldStatus | null)[];
}

/** A process that shows views, see `LiveDesk.viewSources`. */
export interface LiveViewSource {
  readonly name: string;
  readonly parts: Part[];
  readonly attach: (page: Port, opener?: Opener) => void;
}

/** A line for a person; `fatal` where the worker is lost for good. */
export interface Trouble {
  readonly worker: WorkerName;
  readonly message: string;
  readonly fatal: boolean;
  /** The symbol that the venue does not know or refused, where that is the trouble. */
  readonly refused?: string;
}
