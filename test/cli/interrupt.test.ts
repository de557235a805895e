import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import { rawJsonl, trade } from "./recording.ts";
import { CLI, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const MINUTE_MS = 60_000;
const MINUTES = 40_000;
const PRICES = Array.from({ length: MINUTES }, (_, at) => String(100 + ((at * 7) % 50)));
const tape = bench.importLines("long", "binance", rawJsonl(PRICES.map((price, at) => trade({ id: at + 1, tradeMs: at * MINUTE_MS, price })))); // prettier-ignore
/** Keeps a thread busy for many seconds: as many profiles as fit into a condition, each of which begins anew each hour. */
const ENDLESS = Array.from({ length: 95 }, (_, at) => `vp(1,${100 + at}).poc>0`).join(" and ");

/** npm says in its environment which folder relative paths are meant in. */
const HERE = { cwd: bench.folder, env: { ...process.env, INIT_CWD: bench.folder } };

const threadsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim());

describe.skipIf(!existsSync("/proc/self/task"))("Ctrl+C while threads compute", () => {
  test.each([
    ["screen", [tape, ENDLESS, "--json"]],
    ["screen", [tape, ENDLESS, "--symbol", "binance:BTCUSDT"]],
    ["backtest", [tape, tape, ENDLESS, "--bars", "2", "--workers", "2", "--json"]],
  ])("takes %s back: one line, no result, exit code 130, and nothing is left running", async (command, words) => {
    // A group of its own, so that whatever it leaves behind is found by the group.
    const child = spawn(process.execPath, [CLI, command, ...words], { ...HERE, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const pid = child.pid ?? 0;
    const ended = once(child, "close");
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    await expect.poll(() => threadsOf(pid), { timeout: 30_000 }).toContain("analysis");
    process.kill(-pid, "SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(await said).toEqual(["", expect.stringMatching(/^tapedeck: cancelled at [0-9]+ %[^\n]*; nothing is printed\n$/)]);
    expect(() => process.kill(-pid, 0)).toThrow("ESRCH");
  });
});
