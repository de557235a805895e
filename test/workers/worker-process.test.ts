import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ChildWorker } from "../../src/main/host/child-worker.ts";

const WORKER = join(import.meta.dirname, "failing-worker.ts");

/** Runs the worker in a process with Electron's `process.parentPort`, and resolves with its exit code and what it told its parent. */
function underElectron(when: string, order?: object): Promise<{ code: number | null; told: unknown[] }> {
  const env = order === undefined ? process.env : { ...process.env, ORDER: JSON.stringify(order) };
  const args = ["--import", join(import.meta.dirname, "fake-parent-port.ts"), WORKER, when];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  const told = (): unknown[] => out.split("\n").filter(Boolean).map((line) => JSON.parse(line) as unknown); // prettier-ignore
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, told: told() })));
}

describe("a worker's process", () => {
  test("under Electron speaks over its parent port, and ends when it is told to", async () => {
    expect(await underElectron("never", { kind: "stop" })).toEqual({ code: 0, told: [{ kind: "ready" }] });
  });

  test("under Electron says what it cannot begin, and is never ready", async () => {
    expect(await underElectron("begin")).toEqual({ code: 1, told: [{ kind: "failed", message: "the tape is gone" }] });
  });

  test("under Electron says what it dies of", async () => {
    expect(await underElectron("later")).toEqual({ code: 1, told: [{ kind: "ready" }, { kind: "failed", message: "the disk is full" }] });
  });

  test("without Electron says the same over its pipe", async () => {
    const beginning = new ChildWorker(WORKER, ["begin"]);
    await expect(beginning.ready).rejects.toThrow("the tape is gone");
    const later = new ChildWorker(WORKER, ["later"]);
    await later.ready;
    const death = new Promise((resolve) => later.onDeath(resolve));
    expect(await death).toBe("the disk is full");
  });

  test("without Electron ends when its host stops it", async () => {
    const worker = new ChildWorker(WORKER, ["never"]);
    await worker.ready;
    const deaths: string[] = [];
    worker.onDeath((message) => deaths.push(message));
    await worker.stop();
    expect(deaths).toEqual([]);
  });
});
