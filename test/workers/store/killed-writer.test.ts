import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { SessionFileError } from "../../../src/workers/store/session-file-error.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { MANIFEST, testFrame, testMark } from "./session-content.ts";
import { copyFrame, readAll, readFrames, temporaryFolder, writeSession } from "./session-fixture.ts";

/** Starts a writer, kills it with SIGKILL once it has committed `frames` frames, and says how many it had reported last. */
async function killedWriter(mode: "import" | "record", path: string, frames: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "session-child.ts"), mode, path], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let committed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    committed = Number(line);
    if (committed >= frames) child.kill("SIGKILL");
  }
  const [, signal] = (await exit) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return committed;
}

describe("a killed writer", () => {
  test("of a recording leaves a file that opens with all that was committed, its tail a named gap", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "live.tape");
    const committed = await killedWriter("record", path, 200);
    expect(existsSync(`${path}-wal`)).toBe(true);
    const session = SessionReader.open(path);
    expect(session.frames).toBeGreaterThanOrEqual(committed);
    expect(session.tail).toEqual({ afterRx: session.frames, cause: "writer-killed" });
    expect(session.manifest).toEqual(MANIFEST);
    expect(readFrames(session)).toEqual(Array.from({ length: session.frames }, (_, index) => copyFrame(testFrame(index + 1))));
    // A mark is stored with the block before it, or, where it came after that commit, with the next.
    const marks = session.marks();
    expect(marks).toEqual(Array.from(marks, (_, index) => testMark((index + 1) * 10)));
    expect(session.frames / 10 - marks.length).toBeOneOf([0, 1]);
    session.close();
  });

  test("of a recording is not written over by an import, which would lose its log", async () => {
    const path = join(temporaryFolder(), "live.tape");
    await killedWriter("record", path, 20);
    const before = readFileSync(path);
    expect(() => SessionWriter.create(path, MANIFEST)).toThrow(SessionFileError);
    expect(readFileSync(path)).toEqual(before);
  });

  test("whose log was lost still opens, or is refused, but shows no wrong frame", async () => {
    const folder = temporaryFolder();
    await killedWriter("record", join(folder, "live.tape"), 100);
    const path = join(folder, "copy.tape");
    copyFileSync(join(folder, "live.tape"), path);
    try {
      const session = SessionReader.open(path);
      expect(readFrames(session)).toEqual(Array.from({ length: session.frames }, (_, index) => copyFrame(testFrame(index + 1))));
      expect(session.tail).not.toBeNull();
      session.close();
    } catch (error) {
      expect(error).toBeInstanceOf(SessionFileError);
    }
  });

  test("of an import leaves the old file as it was, and the next import cleans up after it", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    await writeSession(path);
    const before = readFileSync(path);
    await killedWriter("import", path, 100);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder).some((name) => name.endsWith(".importing"))).toBe(true);
    await writeSession(path, 1, 15);
    expect(readdirSync(folder)).toEqual(["a.tape"]);
    expect(readAll(path)).toMatchObject({ frames: 15, tail: null });
  });

  test("of an import into a new file leaves no file of that name", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "other.tape"), "x");
    await killedWriter("import", join(folder, "a.tape"), 20);
    expect(existsSync(join(folder, "a.tape"))).toBe(false);
    expect(existsSync(join(folder, "other.tape"))).toBe(true);
  });
});
