import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FrameBatch } from "../../../src/core/contract/live.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import { LiveShare } from "../../../src/workers/fold/live-share.ts";
import { readLog } from "../../../src/workers/fold/session-log.ts";
import { replaySession, verifySession } from "../../../src/workers/replay/replay-session.ts";
import { Recorder } from "../../../src/workers/store/recorder.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { liveSession } from "./live-session.ts";

const MANIFEST = { writer: "test", source: "recording", venue: "binance", sessionRx: 1, format: null, files: [] } as const;

let folder = "";
let tape = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-live-"));
  tape = join(folder, "live.tape");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The book share, the analytics share and the recorder of one desk, joined as the shell joins them. */
class Parts {
  readonly holes: number[] = [];
  readonly wants: string[] = [];
  recorder: Recorder;
  shares: Record<Part, LiveShare>;

  constructor(writer: SessionWriter) {
    this.recorder = this.record(writer);
    this.shares = { book: this.share("book"), analytics: this.share("analytics") };
  }

  record(writer: SessionWriter): Recorder {
    return new Recorder(writer, (afterRx) => this.holes.push(afterRx));
  }

  share(part: Part): LiveShare {
    return new LiveShare({
      venue: BINANCE_SPOT,
      partition: { countsControl: part === "book", parts: () => [part] },
      log: (afterRx) => readLog(tape, afterRx),
      clock: () => 1,
      onKeyframe: (keyframe) => this.recorder.keyframe(keyframe),
      onSnapshotWanted: (instrument) => this.wants.push(instrument),
      onHole: (afterRx) => this.holes.push(afterRx),
    });
  }

  take(batch: FrameBatch): void {
    this.recorder.take(batch);
    this.shares.book.take(batch);
    this.shares.analytics.take(batch);
  }
}

async function expectTrue(digest: string, frames: number): Promise<void> {
  const replayed = await replaySession(tape, { workers: 1, speed: "max", foldWorker: "" });
  expect({ frames: replayed.frames, digest: replayed.digest }).toEqual({ frames, digest });
  const verified = await verifySession(tape, { workers: 1, foldWorker: "" });
  expect(verified.different).toBe(0);
  expect(verified.equal).toBeGreaterThanOrEqual(3);
}

describe("the parts of a live desk", () => {
  test("record a session whose stored digests a replay gives again", async () => {
    const { batches, digest, frames } = liveSession(37);
    const parts = new Parts(SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true }));
    for (const batch of batches) {
      parts.take(batch);
      if (parts.recorder.isDue) await parts.recorder.commit();
    }
    await parts.recorder.close();
    expect(parts.holes).toEqual([]);
    expect(new Set(parts.wants)).toEqual(new Set(["binance:BTCUSDT", "binance:ETHUSDT", "binance:SOLUSDT"]));
    await expectTrue(digest, frames);
  });

  test("store what a mark names though the fold workers were faster with it than the recorder with the mark", async () => {
    const { batches, digest, frames } = liveSession(37);
    const parts = new Parts(SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true }));
    const behind = 5;
    for (let at = 0; at < batches.length + behind; at++) {
      const [fresh, late] = [batches[at], batches[at - behind]];
      if (fresh !== undefined) for (const share of Object.values(parts.shares)) share.take(fresh);
      if (late !== undefined) parts.recorder.take(late);
    }
    expect(parts.recorder.isComplete(frames)).toBe(true);
    await parts.recorder.close();
    await expectTrue(digest, frames);
  });

  test("pass over what comes twice, and ask for what is missing", async () => {
    const { batches, digest, frames } = liveSession(200);
    const parts = new Parts(SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true }));
    const missing = 9;
    batches.forEach((batch, at) => {
      if (at !== missing && at < 20) parts.take(batch);
      if (at % 4 === 0 && at < missing) parts.take(batch);
    });
    const before = missing * 200;
    expect(new Set(parts.holes)).toEqual(new Set([before]));
    expect(parts.shares.book.rx).toBe(before);
    for (const batch of batches.slice(missing)) parts.take(batch);
    expect(parts.shares.book.rx).toBe(frames);
    await parts.recorder.close();
    await expectTrue(digest, frames);
  });

  test("a worker that died is rebuilt from the log and what the feed still keeps", async () => {
    const { batches, digest, frames } = liveSession(100);
    const parts = new Parts(SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true }));
    for (const [at, batch] of batches.entries()) {
      parts.take(batch);
      if (at % 10 === 5) await parts.recorder.commit();
      if (at % 25 !== 24) continue;
      const reborn = parts.share(at % 2 === 0 ? "book" : "analytics");
      reborn.catchUp();
      for (const kept of batches.slice(0, at + 1)) reborn.take(kept); // more than it lacks: the rest is passed over
      expect(reborn.rx).toBe(parts.recorder.rx);
      parts.shares = { ...parts.shares, [at % 2 === 0 ? "book" : "analytics"]: reborn };
    }
    await parts.recorder.close();
    await expectTrue(digest, frames);
  });

  test("a store that died goes on in the same file from what it had committed", async () => {
    const { batches, digest, frames } = liveSession(100);
    const killed = SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true });
    const parts = new Parts(killed);
    const half = Math.floor(batches.length / 2);
    for (const batch of batches.slice(0, half)) parts.take(batch);
    const committed = await parts.recorder.commit();
    killed.abort();
    const reader = SessionReader.open(tape);
    expect(reader.tail).toEqual({ afterRx: committed, cause: "writer-killed" });
    reader.close();
    parts.recorder = parts.record(SessionWriter.resume(tape));
    for (const batch of batches.slice(half - 3)) parts.take(batch);
    await parts.recorder.close();
    await expectTrue(digest, frames);
  });

  test("a sealed file is not gone on with", async () => {
    const writer = SessionWriter.create(tape, { ...MANIFEST, files: [] }, { inPlace: true });
    await writer.close();
    expect(() => SessionWriter.resume(tape)).toThrow("is closed: a recording starts a new file");
  });
});
