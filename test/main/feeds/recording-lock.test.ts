import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LockedError, takeLock } from "../../../src/main/feeds/recording-lock.ts";
import { startOf } from "../../../src/main/status/process-identity.ts";

let folder = "";
let lock = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-lock-"));
  lock = join(folder, "demo.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const leave = (pid: number, start: string | null, sinceMs = Date.now()): void => writeFileSync(lock, JSON.stringify({ pid, start, sinceMs }));

describe("the lock of a recording folder", () => {
  test("is one process's at a time, which it names, and leaves nothing when it is let go", () => {
    const unlock = takeLock(lock);
    expect(() => takeLock(lock)).toThrow(LockedError);
    try {
      takeLock(lock);
    } catch (error) {
      expect((error as LockedError).holder).toMatchObject({ pid: process.pid, start: startOf(process.pid) });
    }
    unlock();
    expect(readdirSync(folder)).toEqual([]);
    takeLock(lock)();
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a process that is no more is taken over", () => {
    leave(spawnSync(process.execPath, ["--version"]).pid, null);
    const unlock = takeLock(lock);
    expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid });
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is torn, or empty, is taken over", () => {
    for (const text of ["", '{"pid": 1', "null", '{"pid":"1"}']) {
      writeFileSync(lock, text);
      takeLock(lock)();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")("of a number that another process has by now is taken over (told by /proc: on Linux only)", () => {
    leave(process.pid, "another boot 1");
    takeLock(lock)();
    leave(process.pid, startOf(process.pid));
    expect(() => takeLock(lock)).toThrow(LockedError);
  });

  test("from before the machine was started is taken over where the platform tells processes apart by number alone", () => {
    leave(process.pid, null, 1_000);
    takeLock(lock)();
    leave(process.pid, null);
    expect(() => takeLock(lock)).toThrow(LockedError);
  });

  test("is not taken away by one who lets go of another's", () => {
    const unlock = takeLock(lock);
    leave(process.pid, startOf(process.pid), 1);
    unlock();
    expect(readdirSync(folder)).toEqual(["demo.lock"]);
  });

  test("is had by one of many processes that want a stale one at once", async () => {
    leave(spawnSync(process.execPath, ["--version"]).pid, null);
    const program = join(import.meta.dirname, "../../../src/main/feeds/recording-lock.ts");
    // Each says whether it has the lock, and holds it until its input ends: no one is gone before all have tried.
    const script = `import { takeLock, LockedError } from ${JSON.stringify(program)};
      try { takeLock(${JSON.stringify(lock)}); console.log("has it"); } catch (error) { console.log(error instanceof LockedError ? "locked" : error.message); }
      process.stdin.resume();`;
    const children = Array.from({ length: 8 }, () => spawn(process.execPath, ["--input-type=module-typescript", "--eval", script]));
    const said = await Promise.all(
      children.map((child) => new Promise<string>((resolve) => child.stdout.once("data", (text: Buffer) => resolve(String(text).trim())))),
    );
    for (const child of children) child.kill("SIGKILL");
    expect(said.toSorted()).toEqual(["has it", ...Array.from({ length: 7 }, () => "locked")]);
    expect(readdirSync(folder)).toEqual(["demo.lock"]);
  });
});
