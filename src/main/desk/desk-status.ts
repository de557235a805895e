import { basename } from "node:path";
import type { ShellEvent } from "../../core/contract/shell.ts";
import { LatencyHistogram } from "../../core/session/latency-histogram.ts";
import type { LiveDeskStatus } from "../feeds/live-desk-options.ts";
import type { ProcessReport } from "../feeds/process-table.ts";
import type { Measured } from "../status/desk-meter.ts";

export type DeskStatus = Extract<ShellEvent, { type: "desk.status" }>;

/** What pages are told each second of the desk. `bytes` is the recording's size on disk. */
export function deskStatus({ report, own, warnings }: Measured, books: LiveDeskStatus["books"], bytes: number): DeskStatus {
  const { connections, framesPerSecond, dropped, gaps, processes } = report;
  const [queue] = report.queues; // the first is the feed's, which bounds all others
  return {
    type: "desk.status",
    connections: connections.map(({ conn, state, streams, reason, retryInMs }) => ({ name: conn, state, streams, reason, retryInMs })),
    framesPerSecond,
    queue: { bytes: queue?.size ?? 0, highWaterBytes: queue?.highWater ?? 0, boundBytes: queue?.bound ?? 0 },
    dropped,
    gaps,
    quarantined: report.quarantined.length,
    cpuPercent: processes.reduce((sum, { cpuPercent }) => sum + cpuPercent, own.cpuPercent),
    memoryBytes: processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, own.memoryBytes),
    appliedMs: latencyOf(books),
    recording: { session: basename(report.recording), frames: report.storedFrames, bytes },
    down: processes.flatMap((process) => downText(process) ?? []),
    queues: report.queues.map(({ name, unit, size, highWater, bound }) => ({ name, unit, size, highWater, bound })),
    warnings: [...warnings],
  };
}

function downText({ name, state }: ProcessReport): string | null {
  switch (state) {
    case "ready":
    case "stopped":
      return null;
    case "starting":
      return `the ${name} is being started`;
    case "waiting":
      return `the ${name} died and is started again`;
    case "failed":
      return `the ${name} died too often and is not started any more: start Tapedeck again`;
  }
}

function latencyOf(books: LiveDeskStatus["books"]): DeskStatus["appliedMs"] {
  const histogram = new LatencyHistogram();
  for (const book of books) histogram.add(book?.applied ?? []);
  const [p50, p99] = [histogram.percentile(0.5), histogram.percentile(0.99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}
