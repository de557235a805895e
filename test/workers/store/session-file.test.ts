import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { SessionFileError, type SessionFileReason } from "../../../src/workers/store/session-file-error.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { GAPS, INSTRUMENTS, MANIFEST, testBlock, testDigest, testFrame, testKeyframe, testMark } from "./session-content.ts";
import { copyFrame, fill, readAll, readFrames, temporaryFolder, writeSession } from "./session-fixture.ts";

function reasonOf(work: () => unknown): SessionFileReason | undefined {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    expect(error.message).not.toContain("\n");
    return error.reason;
  }
  return undefined;
}

describe("session file", () => {
  test.each(["zstd", "gzip", "none"] as const)("gives back all that was written (%s)", async (codec) => {
    const path = join(temporaryFolder(), "a.tape");
    await writeSession(path, 3, 20, { codec });
    const frames = Array.from({ length: 60 }, (_, index) => testFrame(index + 1));
    expect(readAll(path)).toEqual({
      manifest: MANIFEST,
      instruments: INSTRUMENTS,
      frames: 60,
      span: { firstNs: frames[0]?.rxNs, lastNs: frames[59]?.rxNs },
      tail: null,
      marks: [20, 40, 60].map(testMark),
      digests: [20, 40, 60].map(testDigest),
      gaps: GAPS,
      keyframes: [20, 40, 60].map(testKeyframe),
      all: frames.map(copyFrame),
    });
  });

  test("of no frames is a session too", async () => {
    const path = join(temporaryFolder(), "empty.tape");
    await SessionWriter.create(path, MANIFEST).close();
    expect(readAll(path)).toMatchObject({ frames: 0, span: null, tail: null, all: [] });
  });

  test("reads on from the block that holds a frame, and finds the last keyframe at or before one", async () => {
    const path = join(temporaryFolder(), "a.tape");
    await writeSession(path);
    const session = SessionReader.open(path);
    expect(readFrames(session, 41).map(({ rx }) => rx)).toEqual(Array.from({ length: 20 }, (_, index) => 41 + index));
    expect(readFrames(session, 40)).toHaveLength(40);
    expect(readFrames(session, 61)).toEqual([]);
    expect(session.latestKeyframe("binance:BTCUSDT", "book", 59, 1)).toEqual(testKeyframe(40));
    expect(session.latestKeyframe("binance:BTCUSDT", "book", 60, 1)).toEqual(testKeyframe(60));
    expect(session.latestKeyframe("binance:BTCUSDT", "book", 19, 1)).toBeUndefined();
    expect(session.latestKeyframe("binance:BTCUSDT", "book", 60, 2)).toBeUndefined();
    expect(session.latestKeyframe("binance:BTCUSDT", "analytics", 60, 1)).toBeUndefined();
    session.close();
  });

  test("is one file when closed, and opens from a folder that cannot be written", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    await writeSession(path);
    expect(readdirSync(folder)).toEqual(["a.tape"]);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    if (process.getuid?.() === 0) {
      // The superuser may write anywhere, so another user looks.
      const script = `import { SessionReader } from ${JSON.stringify(resolve("src/workers/store/session-reader.ts"))};
        console.log(SessionReader.open(${JSON.stringify(path)}).frames);`;
      const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], { uid: 65534, gid: 65534, cwd: "/", encoding: "utf8" });
      expect(out).toBe("60\n");
    }
    expect(readAll(path)).toMatchObject({ frames: 60 });
    chmodSync(folder, 0o755);
    expect(readdirSync(folder)).toEqual(["a.tape"]);
  });

  test("leaves an existing file as it is until closed, and for good where the import is given up", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    writeFileSync(path, "what was there");
    const writer = SessionWriter.create(path, MANIFEST);
    await fill(writer, 2, 5);
    expect(reasonOf(() => SessionWriter.create(path, MANIFEST))).toBe("busy");
    writer.abort();
    expect(readFileSync(path, "utf8")).toBe("what was there");
    expect(readdirSync(folder)).toEqual(["a.tape"]);
    await writeSession(path);
    expect(readAll(path)).toMatchObject({ frames: 60 });
  });

  test("never stores a mark, keyframe or digest ahead of its frames", async () => {
    const path = join(temporaryFolder(), "a.tape");
    const writer = SessionWriter.create(path, MANIFEST, { inPlace: true });
    await writer.appendBlock(testBlock(1, 5));
    writer.appendMark(testMark(5));
    writer.appendMark(testMark(9));
    await writer.appendBlock(testBlock(6, 8));
    await writer.appendBlock(testBlock(9, 9));
    writer.appendMark(testMark(12));
    await expect(writer.close()).rejects.toThrow("a row after frame 12 in a session of 9 frames");
    writer.abort();
    expect(readAll(path)).toMatchObject({ frames: 9, tail: { afterRx: 9, cause: "writer-killed" }, marks: [testMark(5), testMark(9)] });
  });

  test("takes blocks in order only", async () => {
    const writer = SessionWriter.create(join(temporaryFolder(), "a.tape"), MANIFEST);
    await writer.appendBlock(testBlock(1, 5));
    await expect(writer.appendBlock(testBlock(7, 8))).rejects.toThrow("a block from frame 7 does not follow frame 5");
    await expect(writer.appendBlock(testBlock(5, 8))).rejects.toThrow(RangeError);
    writer.abort();
  });

  test("refuses what cannot be written, and leaves nothing behind", async () => {
    const folder = temporaryFolder();
    expect(reasonOf(() => SessionWriter.create(join(folder, "none", "a.tape"), MANIFEST))).toBe("unwritable");
    mkdirSync(join(folder, "dir.tape"));
    expect(reasonOf(() => SessionWriter.create(join(folder, "dir.tape"), MANIFEST))).toBe("unwritable");
    writeFileSync(join(folder, "old.tape"), "");
    expect(reasonOf(() => SessionWriter.create(join(folder, "old.tape"), MANIFEST, { inPlace: true }))).toBe("busy");
    writeFileSync(join(folder, "live.tape-wal"), "commits of a recorder");
    expect(reasonOf(() => SessionWriter.create(join(folder, "live.tape"), MANIFEST))).toBe("busy");
    expect(readdirSync(folder).toSorted()).toEqual(["dir.tape", "live.tape-wal", "old.tape"]);
  });

  test("removes what dead imports to the same file left, and nothing else", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    const dead = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
    for (const name of [`a.tape.${dead}.importing`, `a.tape.${dead}.importing-wal`, `a.tape.${process.pid}.importing`])
      writeFileSync(join(folder, name), "x");
    const kept = [`a.tape.${process.ppid}.importing`, `b.tape.${dead}.importing`, "a.tape.x.importing"];
    for (const name of kept) writeFileSync(join(folder, name), "x");
    await writeSession(path);
    expect(readdirSync(folder).toSorted()).toEqual([...kept, "a.tape"].toSorted());
  });

  test("is refused with a reason where it is missing, foreign, empty or a folder, and nothing is created", () => {
    const folder = temporaryFolder();
    const open = (name: string): SessionFileReason | undefined => reasonOf(() => SessionReader.open(join(folder, name)));
    expect(open("missing.tape")).toBe("missing");
    expect(open("no/folder.tape")).toBe("missing");
    expect(open(":memory:")).toBe("missing");
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, "text.tape"), `{"rxNs":"1"}\n`.repeat(100));
    expect(open("text.tape")).toBe("foreign");
    writeFileSync(join(folder, "empty.tape"), "");
    expect(open("empty.tape")).toBe("foreign");
    mkdirSync(join(folder, "folder.tape"));
    expect(open("folder.tape")).toBe("unreadable");
    expect(existsSync(join(folder, "text.tape-journal"))).toBe(false);
    expect(statSync(join(folder, "empty.tape")).size).toBe(0);
  });
});
