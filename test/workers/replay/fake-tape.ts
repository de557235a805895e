import type { Mark } from "../../../src/core/session/mark.ts";
import type { TapeBlock, TapeSource } from "../../../src/workers/replay/tape-source.ts";

/** A frame of a tape made up for a test: what came over the one connection, and when. */
export interface FakeFrame {
  readonly ms: number;
  readonly text?: string;
}

/** The receive time that frames' `ms` count from: 2024-08-09 00:00 UTC. */
export const START_NS = 1_723_161_600_000_000_000n;

const encoder = new TextEncoder();

/** A tape in memory, in blocks of `perBlock` frames; frame `restRx` is the answer from `restUrl`. */
export function fakeTape(frames: readonly FakeFrame[], { perBlock = 3, marks = [] as readonly Mark[], restRx = 0, restUrl = "" } = {}): TapeSource {
  const clockNs = (index: number): bigint => START_NS + BigInt((frames[index]?.ms ?? 0) * 1e6);
  const block = (from: number): TapeBlock => ({
    count: Math.min(perBlock, frames.length - from),
    firstRx: from + 1,
    read: (index, frame) => {
      const bytes = encoder.encode(frames[from + index]?.text ?? "{}");
      const rx = from + index + 1;
      const rest = rx === restRx;
      Object.assign(frame, { rx, kind: rest ? "rest" : "recv", conn: "c1", epoch: 1, url: rest ? restUrl : "", bytes, start: 0, end: bytes.length });
    },
    readClock: (index, recorded) => {
      recorded.rxNs = clockNs(from + index);
    },
  });
  return {
    manifest: { venue: "binance" },
    baseRx: 0,
    frames: frames.length,
    instruments: [],
    span: frames.length === 0 ? null : { firstNs: clockNs(0), lastNs: clockNs(frames.length - 1) },
    *blocks(fromRx = 1) {
      for (let from = 0; from < frames.length; from += perBlock) if (from + perBlock >= fromRx) yield block(from);
    },
    marks: () => marks,
    latestKeyframe: () => undefined,
    close: () => {},
  };
}

/** Time that moves only when a test says so; tasks run in order of their due time, then of their scheduling. */
export class FakeTime {
  nowMs = 0;
  private tasks: { readonly task: () => void; readonly dueMs: number }[] = [];

  readonly clock = (): number => this.nowMs;

  readonly schedule = (task: () => void, ms: number): (() => void) => {
    const entry = { task, dueMs: this.nowMs + ms };
    this.tasks = [...this.tasks, entry].toSorted((a, b) => a.dueMs - b.dueMs);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  };

  get idle(): boolean {
    return this.tasks.length === 0;
  }

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [next] = this.tasks;
      if (next === undefined || next.dueMs > endMs) break;
      this.tasks = this.tasks.slice(1);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.task();
    }
    this.nowMs = endMs;
  }
}
