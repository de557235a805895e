import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BlockReader, BlockWriter } from "../../../src/core/contract/frame-block.ts";
import { blankFrame, type RecordedFrame } from "../../../src/core/contract/frame.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { encodeState } from "../../../src/core/desk/part-state.ts";
import { FOLD_VERSION } from "../../../src/core/session/fold-version.ts";
import type { Keyframe, Mark } from "../../../src/core/session/mark.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { readRecording } from "../../../src/workers/import/formats.ts";
import { importFrames } from "../../../src/workers/import/import-session.ts";
import { replaySession, verifySession } from "../../../src/workers/replay/replay-session.ts";
import { LiveShare } from "../../../src/workers/fold/live-share.ts";
import { exportRawJsonl } from "../../../src/workers/store/export-raw-jsonl.ts";
import { Recorder } from "../../../src/workers/store/recorder.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { WRITER } from "../../../src/workers/store/session-rows.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { diffText, snapshotText, tradeText } from "../../core/binance-text.ts";
import { depthAnswer, framesOf, open, recv, type Said } from "../../core/frames.ts";

const A = "binance:AUSDT";
const B = "binance:BUSDT";
const FOLD_WORKER = join(import.meta.dirname, "../../../src/workers/replay/fold-worker.ts");

const diff = (symbol: string, id: number): Said => recv(diffText({ symbol, U: id, u: id, bids: `9${id % 9} 1`, E: 1_000 + id }));
const trade = (symbol: string, id: number): Said => recv(tradeText({ symbol, id, ms: 1_000 + id, price: "100", qty: "1" }));
const quarantine = (body: object): Said => ({ kind: "quarantine", text: JSON.stringify(body), conn: "ws-1", url: "", epoch: 0 });

/** Two books; update 12 of A is the message in quarantine, as a frame further on says, and a snapshot mends the book after that. */
const SCRIPT: Said[] = [
  open(),
  depthAnswer("AUSDT", snapshotText(10, "90 1", "101 1")),
  depthAnswer("BUSDT", snapshotText(10, "90 1", "101 1")),
  diff("AUSDT", 11),
  diff("BUSDT", 11),
  trade("AUSDT", 1),
  diff("AUSDT", 12),
  diff("BUSDT", 12),
  diff("AUSDT", 13),
  quarantine({ rx: 7, instrument: A }),
  diff("BUSDT", 13),
  depthAnswer("AUSDT", snapshotText(13, "90 2", "101 2")),
  diff("AUSDT", 14),
  trade("BUSDT", 1),
];
const POISON_RX = 7;
const SAID_RX = 10;

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tapedeck-quarantine-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const mark = (afterRx: number): Mark => ({ afterRx, eventMs: new Map([["binance", 1_014]]), keyframes: [A, B] });

function recorded(): RecordedFrame[] {
  return framesOf(SCRIPT).map((frame) => ({ ...blankFrame(), ...frame, rxNs: BigInt(frame.rx), monoNs: BigInt(frame.rx) }));
}

function blockOf(frames: readonly RecordedFrame[]): Uint8Array {
  const block = new BlockWriter();
  for (const frame of frames) block.add(frame);
  return block.finish();
}

/** The keyframes of a fold that read every frame up to `rx`, the one in quarantine too. */
function keyframesAt(rx: number): Keyframe[] {
  const desk = new Desk({ venue: BINANCE_SPOT });
  for (const frame of framesOf(SCRIPT).slice(0, rx)) desk.apply(frame);
  desk.mark(mark(rx));
  return desk.instruments().flatMap(({ id, book, analytics }) =>
    (
      [
        ["book", book],
        ["analytics", analytics],
      ] as const
    ).map(([part, held]): Keyframe => {
      if (held === null) throw new Error("not held");
      return { afterRx: rx, instrument: id, part, foldVersion: FOLD_VERSION, bytes: encodeState(held.state()) };
    }),
  );
}

/** Records the script as a desk does: with keyframes of states that had read the message, before it was put in quarantine and after. */
async function record(out: string): Promise<void> {
  const manifest = { writer: WRITER, source: "recording", venue: "binance", sessionRx: 1, format: null, files: [] } as const;
  const recorder = new Recorder(SessionWriter.create(out, manifest, { inPlace: true }), () => {});
  const frames = recorded();
  recorder.take({ block: blockOf(frames.slice(0, 8)), marks: [mark(8)], readMs: 0 });
  for (const keyframe of keyframesAt(8)) recorder.keyframe(keyframe);
  recorder.take({ block: blockOf(frames.slice(8, 9)), marks: [mark(9)], readMs: 0 });
  await recorder.commit();
  recorder.take({ block: blockOf(frames.slice(9)), marks: [], readMs: 0 });
  for (const keyframe of keyframesAt(9)) recorder.keyframe(keyframe);
  await recorder.close();
}

const replayed = (tape: string, options: { workers?: number; untilRx?: number } = {}) =>
  replaySession(tape, { speed: "max", workers: 1, foldWorker: FOLD_WORKER, onProgress: () => {}, ...options });

describe("a recording with a message in quarantine", () => {
  test("is folded without it, by any number of workers: counted, a gap of its own book alone, mended by the next snapshot", async () => {
    await record(path("x.tape"));
    const one = await replayed(path("x.tape"));
    expect(one.frames).toBe(SCRIPT.length);
    expect(one.ledger.rejected).toEqual({ quarantined: 1 });
    expect(one.instruments[A]).toMatchObject({
      quality: "live",
      epoch: 2,
      resyncs: 1,
      gaps: [{ fromRx: POISON_RX, toRx: 13, cause: "quarantined" }],
    });
    expect(one.instruments[B]).toMatchObject({ quality: "live", epoch: 1, gaps: [] });
    for (const workers of [2, 4]) expect((await replayed(path("x.tape"), { workers })).digest).toBe(one.digest);
    const before = await replayed(path("x.tape"), { untilRx: SAID_RX - 2 });
    expect(before.instruments[A]).toMatchObject({ quality: "gap", reason: expect.stringMatching(/^message quarantined at frame 7/), bids: [] });
  });

  test("keeps the message, and counts nothing that was stored of a state that had read it", async () => {
    await record(path("x.tape"));
    const reader = SessionReader.open(path("x.tape"));
    expect(reader.quarantines).toEqual([{ rx: POISON_RX, byRx: SAID_RX, instrument: A }]);
    expect([reader.digests(), [...reader.keyframes()], reader.gaps()]).toEqual([[], [], []]);
    const frame = blankFrame();
    const [block] = reader.blocks();
    block?.read(POISON_RX - 1, frame);
    expect([frame.quarantined, new TextDecoder().decode(frame.bytes.subarray(frame.start, frame.end))]).toEqual([A, SCRIPT[POISON_RX - 1]?.text]);
    block?.read(POISON_RX, frame);
    expect(frame.quarantined).toBeUndefined();
    reader.close();
    expect(await verifySession(path("x.tape"), { workers: 1, foldWorker: FOLD_WORKER, onProgress: () => {} })).toMatchObject({ different: 0 });
  });

  test("gives the same digest when it is exported and imported, whole and in part", async () => {
    await record(path("x.tape"));
    const reader = SessionReader.open(path("x.tape"));
    await exportRawJsonl(reader, path("x.jsonl"));
    reader.close();
    const lines = readFileSync(path("x.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { quarantined?: string }).quarantined).filter((named) => named !== undefined)).toEqual([A]);
    const options = { venue: BINANCE_SPOT, out: path("y.tape"), format: "raw-jsonl", files: [] };
    const { digest } = await importFrames(readRecording("raw-jsonl", [path("x.jsonl")]), options);
    expect(digest).toBe((await replayed(path("x.tape"))).digest);
    expect((await replayed(path("y.tape"))).digest).toBe(digest);
    const verified = await verifySession(path("y.tape"), { workers: 2, foldWorker: FOLD_WORKER, onProgress: () => {} });
    expect(verified).toEqual({ equal: 2, different: 0, notComparable: 0 });
  });

  test("is lost to every book of the connection where nobody knows whose the message was", async () => {
    const frames = recorded();
    const desk = new Desk({ venue: BINANCE_SPOT });
    const block = new BlockReader(blockOf(frames), new Map([[POISON_RX, ""]]));
    const frame = blankFrame();
    for (let at = 0; at < 8; at++) {
      block.read(at, frame);
      desk.apply(frame);
    }
    expect([A, B].map((id) => desk.find(id)?.book?.sync.gaps)).toEqual([
      [{ fromRx: POISON_RX, toRx: null, cause: "quarantined" }],
      [{ fromRx: POISON_RX, toRx: null, cause: "quarantined" }],
    ]);
  });
});

describe("a fold worker that had read a message before it was put in quarantine", () => {
  const share = (keyframes: Keyframe[], log: BlockReader[]): LiveShare =>
    new LiveShare({
      venue: BINANCE_SPOT,
      partition: { countsControl: true, parts: () => ["book", "analytics"] },
      log: () => log.map((block) => ({ block, marks: [] })),
      clock: () => 0,
      onKeyframe: (keyframe) => keyframes.push(keyframe),
      onSnapshotWanted: () => {},
      onHole: () => {},
    });

  test("gives no state of its own to the file any more; one that passed over it does", () => {
    const frames = recorded();
    const [tainted, sound]: [Keyframe[], Keyframe[]] = [[], []];
    const live = share(tainted, []);
    live.take({ block: blockOf(frames.slice(0, 8)), marks: [mark(8)], readMs: 0 });
    expect(tainted).toHaveLength(4);
    live.take({ block: blockOf(frames.slice(8)), marks: [mark(14)], readMs: 0 });
    expect(tainted).toHaveLength(4);
    const rebuilt = share(sound, [new BlockReader(blockOf(frames.slice(0, 12)), new Map([[POISON_RX, A]]))]);
    rebuilt.catchUp();
    rebuilt.take({ block: blockOf(frames.slice(12)), marks: [mark(14)], readMs: 0 });
    expect(sound).toHaveLength(4);
  });
});
