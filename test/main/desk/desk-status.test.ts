import { expect, test } from "vitest";
import { encodeShell, decodeShellEvent } from "../../../src/core/contract/shell.ts";
import { LatencyHistogram } from "../../../src/core/session/latency-histogram.ts";
import { deskStatus } from "../../../src/main/desk/desk-status.ts";
import type { DeskReport } from "../../../src/main/feeds/desk-report.ts";
import type { ProcessReport } from "../../../src/main/feeds/process-table.ts";

const process = (name: string, state: ProcessReport["state"], cpuPercent = 0, memoryBytes = 0): ProcessReport => ({
  name,
  pid: 1,
  state,
  restarts: 0,
  cpuPercent,
  memoryBytes,
});

const REPORT: DeskReport = {
  venue: "binance",
  recording: "/data/demo/demo-1.tape",
  frames: 120,
  storedFrames: 100,
  framesPerSecond: 12.5,
  books: { live: 1, instruments: 2 },
  gaps: 3,
  merged: 0,
  dropped: 4,
  connections: [{ conn: "ws-1", state: "waiting", epoch: 2, streams: 0, reason: "refused", retryInMs: 500 }],
  processes: [process("feed-worker", "ready", 30, 1_000), process("book-worker", "waiting"), process("store-worker", "failed")],
  quarantined: [{ rx: 7, byRx: 90, instrument: "binance:A" }],
  queues: [{ name: "feed", unit: "bytes", size: 5, highWater: 9, bound: 64, policy: "", count: 4, setting: "feedQueueMiB" }],
};

test("a desk's status sums up its processes, and names those that are down and what is done about it", () => {
  const [fast, slow] = [new LatencyHistogram(), new LatencyHistogram()];
  fast.note(0.5, 99);
  slow.note(40, 1);
  const share = { type: "fold.status", rx: 1, live: 1, instruments: 1, gaps: 0, eventMs: 0 } as const;
  const queue = { bytes: 0, highWaterBytes: 0, boundBytes: 0, refetched: 0 };
  const books = [fast, slow].map((histogram) => ({ ...share, applied: histogram.take(), queue, met: [], merged: 0 }));
  const warnings = [{ id: "cpu", message: "much", setting: "profile" as const }];
  const status = deskStatus({ report: REPORT, own: { cpuPercent: 2.5, memoryBytes: 500 }, warnings }, books, 7_000);
  expect(decodeShellEvent(encodeShell(status))).toEqual(status);
  expect(status).toMatchObject({
    framesPerSecond: 12.5,
    queue: { bytes: 5, highWaterBytes: 9, boundBytes: 64 },
    dropped: 4,
    gaps: 3,
    quarantined: 1,
    cpuPercent: 32.5,
    memoryBytes: 1_500,
    recording: { session: "demo-1.tape", frames: 100, bytes: 7_000 },
    warnings,
    queues: [{ name: "feed", unit: "bytes", size: 5, highWater: 9, bound: 64 }],
    connections: [{ name: "ws-1", state: "waiting", streams: 0, reason: "refused", retryInMs: 500 }],
  });
  expect(status.down).toEqual([
    "the book-worker died and is started again",
    "the store-worker died too often and is not started any more: start Tapedeck again",
  ]);
  expect(status.appliedMs?.p50).toBeCloseTo(0.5, 1);
  expect(status.appliedMs?.p99).toBeLessThan(1);
  expect(deskStatus({ report: REPORT, own: { cpuPercent: 0, memoryBytes: 0 }, warnings: [] }, [null], 0).appliedMs).toBeNull();
});
