import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../../src/simulator/start-exchange.ts";

const CLI = join(import.meta.dirname, "../../out/main/cli.js");
const run = promisify(execFile);

let folder = "";
let exchange: RunningExchange;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-kills-"));
  exchange = await startExchange({ seed: "kills", symbols: 6, rate: 40 });
});
afterEach(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

/** The worker processes of the recorder by name, as the kernel lists them. */
function workersOf(recorder: ChildProcess): Map<string, number> {
  const pid = String(recorder.pid);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  const found = new Map<string, number>();
  for (const child of children) {
    const words = existsSync(`/proc/${child}/cmdline`) ? readFileSync(`/proc/${child}/cmdline`, "utf8").split("\0") : [];
    const name = /([a-z]+-worker)\.js$/.exec(words.find((word) => word.endsWith("-worker.js")) ?? "")?.[1];
    if (name !== undefined) found.set(name, Number(child));
  }
  return found;
}

/** Waits for a process of that name, another than `not`. */
async function worker(recorder: ChildProcess, name: string, not = 0): Promise<number> {
  for (;;) {
    const pid = workersOf(recorder).get(name);
    if (pid !== undefined && pid !== not) return pid;
    if (recorder.exitCode !== null) throw new Error("the recorder has ended");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function tapedeck<T>(...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [CLI, ...args, "--json"], { maxBuffer: 1 << 26, env: { ...process.env, TAPEDECK_DATA: folder } });
  return JSON.parse(stdout) as T;
}

interface Replayed {
  readonly frames: number;
  readonly digest: string;
  readonly instruments: Readonly<Record<string, { readonly quality: string; readonly gaps: readonly { readonly cause: string }[] }>>;
}

interface Status {
  readonly books: { readonly live: number };
  readonly processes: readonly { readonly name: string; readonly restarts: number }[];
  readonly queues: readonly { readonly bound: number; readonly highWater: number }[];
}

describe.skipIf(process.platform !== "linux")("a recorder whose workers are killed (found through /proc: on Linux only)", () => {
  test("in quick succession goes on, seals one whole file, and names what was lost", async () => {
    const tape = join(folder, "kills.tape");
    const symbols = exchange.symbols.join(",");
    const words = ["record", "--venue", "binance", "--symbols", symbols, "--out", tape, "--endpoint", exchange.address, "--json"];
    const env = { ...process.env, TAPEDECK_DATA: folder };
    const recorder = spawn(process.execPath, [CLI, ...words], { stdio: ["ignore", "pipe", "pipe"], env });
    const printed: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) recorder[stream].on("data", (chunk: Buffer) => (printed[stream] += String(chunk)));
    const ended = new Promise<number | null>((resolve) => recorder.once("close", resolve));
    const kill = (pid: number): void => void process.kill(pid, "SIGKILL");
    const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const whole = async (): Promise<Status> => {
      for (;;) {
        // In the first moments nobody answers yet.
        const status = await tapedeck<Status>("status").catch(() => null);
        if (status?.books.live === exchange.symbols.length && status.queues.every(({ bound }) => bound > 0)) return status;
        if (recorder.exitCode !== null) throw new Error("the recorder has ended");
      }
    };
    try {
      // Before its first ready.
      const first = await worker(recorder, "feed-worker");
      kill(first);
      const feed = await worker(recorder, "feed-worker", first);
      await whole();
      // Both within a moment, and each again while it starts.
      const store = await worker(recorder, "store-worker");
      kill(store);
      kill(feed);
      kill(await worker(recorder, "store-worker", store));
      kill(await worker(recorder, "feed-worker", feed));
      await pause(700);
      for (const pid of workersOf(recorder).values()) kill(pid);
      await pause(1_500);
      kill(await worker(recorder, "analytics-worker"));
      const status = await whole();
      expect(status).toMatchObject({ kind: "record", pid: recorder.pid, recording: tape, dropped: 0 });
      expect(status.processes.map(({ name }) => name)).toEqual(["feed-worker", "store-worker", "book-worker", "analytics-worker"]);
      expect(status.processes.every(({ restarts }) => restarts > 0)).toBe(true);
      expect(status.queues.every(({ bound, highWater }) => highWater <= bound)).toBe(true);
      recorder.kill("SIGINT");
      expect({ code: await ended, ...printed }).toMatchObject({ code: 0 });
    } catch (error) {
      throw new Error(`the recorder said: ${printed.stderr}`, { cause: error });
    } finally {
      recorder.kill("SIGKILL");
    }
    const recorded = JSON.parse(printed.stdout) as { frames: number; dropped: number };
    expect(recorded.dropped).toBe(0);
    await expect(tapedeck("status")).rejects.toThrow("no live desk runs");
    const [log = ""] = readdirSync(join(folder, "logs"));
    const events = readFileSync(join(folder, "logs", log), "utf8").trimEnd().split("\n").map((line) => (JSON.parse(line) as { event: string }).event); // prettier-ignore
    expect(new Set(events)).toEqual(new Set(["desk.started", "worker.started", "worker.ready", "worker.died", "desk.trouble", "feed.connected", "feed.disconnected", "worker.stopped", "desk.counters", "desk.stopped"])); // prettier-ignore
    expect(existsSync(`${tape}-wal`)).toBe(false);
    const { closed } = await tapedeck<{ closed: boolean }>("inspect", tape);
    expect(closed).toBe(true);
    const { digests } = await tapedeck<{ digests: { equal: number; different: number } }>("verify", tape);
    expect(digests).toMatchObject({ different: 0 });
    expect(digests.equal).toBeGreaterThanOrEqual(exchange.symbols.length);
    const replays = await Promise.all(["1", "2", "4"].map((workers) => tapedeck<Replayed>("replay", tape, "--workers", workers)));
    expect(new Set(replays.map(({ digest }) => digest)).size).toBe(1);
    expect(replays[0]?.frames).toBe(recorded.frames);
    for (const { gaps } of Object.values(replays[0]?.instruments ?? {})) {
      expect(gaps.length).toBeGreaterThan(0);
      expect(gaps.every(({ cause }) => cause === "disconnect")).toBe(true);
    }
  });
});
