import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { built, type HeadlessDesk, startDesk, tapedeck, writeSmallSession } from "./headless-desk.ts";

const folder = mkdtempSync(join(tmpdir(), "tapedeck-headless-"));
const small = join(folder, "small.tape");

beforeAll(() => {
  writeSmallSession(join(folder, "small.jsonl"));
  tapedeck("import", join(folder, "small.jsonl"), "--venue", "binance", "--format", "raw-jsonl", "--out", small);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A desk that the test's end stops, however the test ends. */
async function start(): Promise<HeadlessDesk> {
  const desk = await startDesk(small);
  onTestFinished(async () => {
    desk.signal("SIGTERM");
    await desk.ended;
  });
  return desk;
}

function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [built("headless"), ...args, "--no-open"], { stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
    child.once("close", (code) => resolve({ code, ...said }));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // no such process
  }
}

describe("the headless desk", () => {
  test("refuses a file that is not there in one line, and creates nothing", async () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await run(join(folder, "absent.tape"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^tapedeck: [^\n]*absent\.tape[^\n]*\n$/);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("refuses a file that is no session in one line", async () => {
    const foreign = join(folder, "foreign.tape");
    writeFileSync(foreign, "this is not a session file, however long one reads in it".repeat(100));
    const { code, stdout, stderr } = await run(foreign);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^tapedeck: [^\n]*foreign\.tape[^\n]*\n$/);
  });

  test("tells wrong usage from failure", async () => {
    expect(await run("--speed", "3")).toMatchObject({ code: 2, stdout: "" });
    const help = await run("--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: npm start/);
  });

  test("refuses a port that is taken in one line, and leaves nothing running", async () => {
    const desk = await start();
    const { code, stderr } = await run(small, "--port", new URL(desk.address).port);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tapedeck: [^\n]*EADDRINUSE[^\n]*\n$/);
  });

  test.skipIf(!existsSync("/proc/self/task")).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends on %s with its worker", async (signal) => {
    const desk = await start();
    const children = desk.children();
    expect(children).toHaveLength(1);
    desk.signal(signal);
    expect(await desk.ended).toMatchObject({ code: 0, stderr: "" });
    expect(children.filter(isAlive)).toEqual([]);
  });

  test.skipIf(!existsSync("/proc/self/task"))("leaves no worker behind when it is killed", async () => {
    const desk = await start();
    const children = desk.children();
    desk.signal("SIGKILL");
    await desk.ended;
    await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});
