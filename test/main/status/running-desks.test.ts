import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answerForDesk, askDesks } from "../../../src/main/status/running-desks.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-running-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("running desks", () => {
  test("answer for themselves, the last one first, as long as they run", async () => {
    let asked = 0;
    const first = await answerForDesk(join(folder, "running"), () => ({ desk: "first", asked: ++asked }));
    await new Promise((resolve) => setTimeout(resolve, 2)); // a desk of the same millisecond is not the last one
    const second = await answerForDesk(join(folder, "running"), () => ({ desk: "second" }));
    const reports = (await askDesks(join(folder, "running"))).map(({ report }) => report);
    expect(reports).toEqual([{ desk: "second" }, { desk: "first", asked: 1 }]);
    await second();
    expect((await askDesks(join(folder, "running"))).map(({ report }) => report)).toEqual([{ desk: "first", asked: 2 }]);
    await first();
    expect(await askDesks(join(folder, "running"))).toEqual([]);
    expect(readdirSync(join(folder, "running"))).toEqual([]);
  });

  test("that died are forgotten, with what they left; what is no note of one is removed too", async () => {
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    const socket = join(folder, "dead.sock");
    writeFileSync(socket, "");
    writeFileSync(join(folder, "a.json"), JSON.stringify({ pid: dead, socket, startedMs: 1 }));
    writeFileSync(join(folder, "b.json"), "half a no");
    expect(await askDesks(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(socket)).toBe(false);
  });

  test("are found the next time where one was just writing its note", async () => {
    const name = `${process.pid}-12345678.json`;
    writeFileSync(join(folder, name), "half a no");
    writeFileSync(join(folder, `${spawnSync(process.execPath, ["--version"]).pid}-12345678.json`), "half a no");
    expect(await askDesks(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test("of a folder that does not exist are none", async () => {
    expect(await askDesks(join(folder, "nowhere"))).toEqual([]);
  });
});
