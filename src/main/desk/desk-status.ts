import type { ShellEvent } from "../../core/contract/shell.ts";
import { LatencyHistogram } from "../../core/session/latency-histogram.ts";
import type { LiveDeskStatus } from "../feeds/live-desk-options.ts";

export type DeskStatus = Extract<ShellEvent, { type: "desk.status" }>;

/** What the desk's own statuses do not say. */
export interface DeskFacts {
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly recording: DeskStatus["recording"];
  readonly down: readonly string[];
}

const NOTHING = { bytes: 0, highWaterBytes: 0, boundBytes: 0, droppedFrames: 0 };

/** What pages are told each second of the desk, from what its workers told last. */
export function deskStatus({ feed, books }: LiveDeskStatus, facts: DeskFacts): DeskStatus {
  const { droppedFrames, ...queue } = feed?.queue ?? NOTHING;
  return {
    type: "desk.status",
    connections: (feed?.connections ?? []).map(({ conn, state, streams, reason, retryInMs }) => ({ name: conn, state, streams, reason, retryInMs })),
    framesPerSecond: feed?.framesPerSecond ?? 0,
    queue,
    dropped: droppedFrames,
    gaps: books.reduce((sum, book) => sum + (book?.gaps ?? 0), 0),
    ...facts,
    down: [...facts.down],
    appliedMs: latencyOf(books),
  };
}

function latencyOf(books: LiveDeskStatus["books"]): DeskStatus["appliedMs"] {
  const histogram = new LatencyHistogram();
  for (const book of books) histogram.add(book?.applied ?? []);
  const [p50, p99] = [histogram.percentile(0.5), histogram.percentile(0.99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}
