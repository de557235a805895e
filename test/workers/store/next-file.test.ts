import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { candleBuilder } from "../../../src/core/candles/candle-builder.ts";
import { type CandleKind, readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { blankFrame } from "../../../src/core/contract/frame.ts";
import { BlockReader } from "../../../src/core/contract/frame-block.ts";
import { type FrameBatch } from "../../../src/core/contract/live.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { LiveShare } from "../../../src/workers/fold/live-share.ts";
import { SessionFiles } from "../../../src/workers/fold/session-log.ts";
import { recomputedCandles } from "../../../src/workers/replay/recomputed-candles.ts";
import { replaySession, verifySession } from "../../../src/workers/replay/replay-session.ts";
import { Restore } from "../../../src/workers/replay/restore.ts";
import { TapeTimes } from "../../../src/workers/replay/tape-times.ts";
import { exportRawJsonl } from "../../../src/workers/store/export-raw-jsonl.ts";
import { beginNext } from "../../../src/workers/store/next-file.ts";
import { Recorder } from "../../../src/workers/store/recorder.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { liveSession } from "../fold/live-session.ts";

const MANIFEST = { writer: "test", source: "recording", venue: "binance", sessionRx: 1, format: null, files: [] } as const;
const { batches, digest, frames } = liveSession(100);
const half = Math.floor(batches.length / 2);
const instruments = ["binance:BTCUSDT", "binance:ETHUSDT", "binance:SOLUSDT"] as const;

let folder = "";
let first = "";
let second = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-next-"));
  first = join(folder, "first.tape");
  second = join(folder, "second.tape");
  await recordTwoFiles();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One live session that goes on in a second file half way. */
async function recordTwoFiles(): Promise<void> {
  const files = new SessionFiles(first);
  const share = (part: Part): LiveShare =>
    new LiveShare({
      venue: BINANCE_SPOT,
      partition: { countsControl: part === "book", parts: () => [part] },
      log: (afterRx) => files.after(afterRx),
      clock: () => 1,
      onKeyframe: (keyframe) => recorder.keyframe(keyframe),
      onSnapshotWanted: () => {},
      onHole: () => {},
    });
  const shares = [share("book"), share("analytics")];
  let recorder = new Recorder(SessionWriter.create(first, { ...MANIFEST, files: [] }, { inPlace: true }), () => {});
  const take = (batch: FrameBatch): void => {
    recorder.take(batch);
    for (const each of shares) each.take(batch);
  };
  for (const batch of batches.slice(0, half)) take(batch);
  const rx = recorder.rx;
  take({ block: new Uint8Array(0), marks: [{ afterRx: rx, eventMs: new Map(), keyframes: instruments }], readMs: 0 });
  expect(recorder.isComplete(rx)).toBe(true);
  for (const instrument of instruments) recorder.instrument({ instrument, tickSize: null, lotSize: null });
  await recorder.close();
  const next = beginNext(first, second);
  files.move(second);
  recorder = new Recorder(next, () => {});
  for (const batch of batches.slice(half)) take(batch);
  await recorder.close();
}

describe("a recording in two files", () => {
  test("replays its second file by itself to the digest of the whole session, and each proves its own digests", async () => {
    const options = { workers: 1, speed: "max", foldWorker: "" } as const;
    const replayed = await replaySession(second, options);
    expect(replayed.digest).toBe(digest);
    expect(replayed.frames).toBe(frames - half * 100);
    const { received } = replayed.ledger;
    expect(received).toBe(replayed.frames);
    for (const file of [first, second])
      expect(await verifySession(file, options)).toMatchObject({ equal: expect.any(Number) as number, different: 0 });
    expect((await verifySession(second, options)).equal).toBeGreaterThanOrEqual(3);
  });

  test("restores any moment of its second file as a fold of the whole session has it", async () => {
    const reader = SessionReader.open(second);
    expect({ baseRx: reader.baseRx, frames: reader.frames }).toEqual({ baseRx: half * 100, frames });
    expect(reader.instruments.map(({ instrument }) => instrument)).toEqual(instruments);
    expect(Restore.plan(reader, BINANCE_SPOT, half * 100 + 7)).toMatchObject({ fromRx: half * 100 });
    expect(Restore.fromTheStart(reader, BINANCE_SPOT).keyframeRx.size).toBe(3);
    const times = new TapeTimes(reader);
    expect(times.frameAt(0n)).toBe(half * 100);
    expect(times.frameAt((reader.span?.lastNs ?? 0n) + 1n)).toBe(frames);
    reader.close();
  });

  test("builds a worker again from its second file alone", () => {
    const files = new SessionFiles(second);
    const share = new LiveShare({
      venue: BINANCE_SPOT,
      partition: { countsControl: true, parts: () => ["book", "analytics"] },
      log: (afterRx) => files.after(afterRx),
      base: () => files.base(),
      clock: () => 1,
      onKeyframe: () => {},
      onSnapshotWanted: () => {},
      onHole: () => {},
    });
    share.catchUp();
    expect(share.rx).toBe(frames);
    expect(share.status()).toMatchObject({ live: 3, instruments: 3 });
  });

  test("exports its second file with lines numbered from 1", async () => {
    const reader = SessionReader.open(second);
    expect(await exportRawJsonl(reader, join(folder, "second.jsonl"))).toEqual({ frames: frames - half * 100 });
    reader.close();
  });

  test.each(["1s", "1m", "1h", "tick:20"])("has the %s candles of both made again as those of one recording", async (name) => {
    const kind = readCandleKind(name) as CandleKind;
    const closed: CandleRow[] = [];
    const builder = candleBuilder(kind, (row) => closed.push(row));
    const desk = new Desk({ venue: BINANCE_SPOT, beside: (id) => ({ observers: id === "binance:BTCUSDT" ? builder.observers : [] }) });
    const frame = blankFrame();
    for (const { block, marks } of batches) {
      const reader = block.length === 0 ? null : new BlockReader(block);
      for (let at = 0; reader !== null && at < reader.count; at++) {
        reader.read(at, frame);
        desk.apply(frame);
        for (const mark of marks) if (mark.afterRx === frame.rx) desk.mark(mark);
      }
    }
    const analytics = desk.find("binance:BTCUSDT")?.analytics?.analytics;
    const progress: [number, number][] = [];
    const rows = await recomputedCandles([first, second], "binance:BTCUSDT", kind, (done, total) => progress.push([done, total]));
    expect(rows).toEqual([...closed, ...(analytics === undefined ? [] : builder.rows(analytics))]);
    expect(rows.length).toBeGreaterThan(0);
    expect(progress.at(-1)).toEqual([frames, frames]);
    expect(await recomputedCandles([first, second], "binance:NOPE", kind, () => {})).toEqual([]);
    await expect(recomputedCandles([], "binance:BTCUSDT", kind, () => {})).rejects.toThrow("there is no recording to read");
  });

  test("goes on with a second file that was begun by a store which died", () => {
    rmSync(second);
    beginNext(first, second).abort();
    const again = beginNext(first, second);
    expect(again.committed).toBe(half * 100);
    again.abort();
    const reader = SessionReader.open(second);
    expect(reader.baseKeyframes()).toHaveLength(6);
    reader.close();
  });
});

describe("a file that somebody reads", () => {
  test("is sealed all the same, and read with its log beside it", async () => {
    const path = join(folder, "read.tape");
    const writer = SessionWriter.create(path, { ...MANIFEST, files: [] }, { inPlace: true });
    const recorder = new Recorder(writer, () => {});
    for (const batch of batches.slice(0, 9)) recorder.take(batch);
    await recorder.commit();
    const reader = SessionReader.open(path);
    for (const block of reader.blocks()) expect(block.count).toBeGreaterThan(0);
    await recorder.close();
    const sealed = SessionReader.open(path);
    expect({ tail: sealed.tail, frames: sealed.frames }).toEqual({ tail: null, frames: 900 });
    sealed.close();
    reader.close();
  });
});
