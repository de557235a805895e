import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Recordings, retain, unsealed } from "../../../src/main/feeds/recordings.ts";
import { recoverRecordings } from "../../../src/main/feeds/recover-recordings.ts";
import { ChildWorker } from "../../../src/main/host/child-worker.ts";
import { Recorder } from "../../../src/workers/store/recorder.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { liveSession } from "../../workers/fold/live-session.ts";

const DAY_MS = 86_400_000;
const STORE = join(import.meta.dirname, "../../../src/workers/store/main.ts");

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-recordings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("recordings", () => {
  test("are files named by venue and hour, another one when another hour has begun, and never one that exists", () => {
    let wallMs = Date.UTC(2026, 0, 31, 8, 59, 59);
    const recordings = new Recordings({ folder, venue: "binance", wallMs: () => wallMs });
    const first = recordings.first();
    expect(basename(first)).toBe("binance-2026-01-31T08Z.tape");
    writeFileSync(first, "");
    expect(basename(recordings.first())).toBe("binance-2026-01-31T08Z-2.tape");
    expect(recordings.next()).toBeNull();
    wallMs += 2_000;
    expect(basename(recordings.next() ?? "")).toBe("binance-2026-01-31T09Z.tape");
    recordings.moved();
    expect(recordings.next()).toBeNull();
  });

  test("are deleted oldest first beyond a size or an age, but never the open one or one that is not sealed", () => {
    const nowMs = Date.UTC(2026, 1, 1);
    for (const [name, days] of [["a", 9], ["b", 3], ["c", 2], ["open", 0], ["torn", 9]] as const) {
      const path = join(folder, `${name}.tape`);
      writeFileSync(path, "x".repeat(100));
      utimesSync(path, new Date(nowMs - days * DAY_MS), new Date(nowMs - days * DAY_MS));
    } // prettier-ignore
    writeFileSync(join(folder, "torn.tape-wal"), "");
    writeFileSync(join(folder, "notes.txt"), "");
    const keep = [join(folder, "open.tape")];
    expect(retain(folder, { mostBytes: 1_000, mostDays: 7 }, nowMs, keep)).toEqual([join(folder, "a.tape")]);
    expect(retain(folder, { mostBytes: 200, mostDays: 7 }, nowMs, keep)).toEqual([join(folder, "b.tape")]);
    expect(retain(folder, { mostBytes: 0, mostDays: 7 }, nowMs, keep)).toEqual([join(folder, "c.tape")]);
    expect(readdirSync(folder).toSorted()).toEqual(["notes.txt", "open.tape", "torn.tape", "torn.tape-wal"]);
  });

  test("of a program that is no more are sealed with what was committed; what is no recording is left as it is", async () => {
    const torn = join(folder, "binance-2026-01-31T08Z.tape");
    const source = join(folder, "source");
    const manifest = { writer: "test", source: "recording", venue: "binance", sessionRx: 1, format: null, files: [] } as const;
    const writer = SessionWriter.create(source, { ...manifest, files: [] }, { inPlace: true });
    const recorder = new Recorder(writer, () => {});
    for (const batch of liveSession(100).batches.slice(0, 9)) recorder.take(batch);
    const frames = await recorder.commit();
    // As a killed process leaves it.
    for (const side of ["", "-wal"]) copyFileSync(source + side, torn + side);
    writer.abort();
    const foreign = join(folder, "binance-2026-01-31T07Z-2.tape");
    writeFileSync(foreign, "no database");
    const used = join(folder, "binance-2026-01-31T09Z.tape");
    const others = ["binance-usdm-2026-01-31T08Z.tape", "kraken-2026-01-31T08Z.tape", "binance.tape", "notes.tape"];
    for (const path of [foreign, used, ...others.map((name) => join(folder, name))]) writeFileSync(`${path}-wal`, "");
    for (const path of [used, ...others.map((name) => join(folder, name))]) writeFileSync(path, "");
    const host = { startWorker: (_: string, args: readonly string[]) => new ChildWorker(STORE, args) };
    const paths = unsealed({ folder, venue: "binance" }, used);
    const recovered = await Array.fromAsync(recoverRecordings(host, paths));
    expect(recovered).toEqual([
      { path: foreign, frames: null, problem: expect.stringContaining("is no Tapedeck session") as string },
      { path: torn, frames, problem: "" },
    ]);
    const sealed = SessionReader.open(torn);
    expect({ tail: sealed.tail, frames: sealed.frames }).toEqual({ tail: null, frames: 900 });
    sealed.close();
    expect(unsealed({ folder, venue: "binance" }, used)).toEqual([foreign]);
  });

  test("whose log a store could still fold in when its shell was killed are not sealed either", () => {
    const path = join(folder, "demo-2026-01-31T08Z.tape");
    const manifest = { writer: "test", source: "recording", venue: "binance", sessionRx: 1, format: null, files: [] } as const;
    const writer = SessionWriter.create(path, { ...manifest, files: [] }, { inPlace: true });
    writer.abort();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(unsealed({ folder, venue: "demo" }, "")).toEqual([path]);
  });
});
