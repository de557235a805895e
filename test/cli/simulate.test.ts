import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { Workbench } from "./tapedeck.ts";

const CLI = process.env["TAPEDECK_CLI"] ?? resolve(import.meta.dirname, "../../out/main/cli.js");
const PATIENCE_MS = 15_000;

const benches: Workbench[] = [];

function workbench(): Workbench {
  const made = new Workbench();
  benches.push(made);
  return made;
}

afterEach(() => {
  for (const bench of benches.splice(0)) bench.dispose();
});

class Simulator {
  readonly ended: Promise<number | null>;
  stdout = "";
  stderr = "";
  private readonly child: ChildProcess;

  constructor(cwd: string, ...args: string[]) {
    const { INIT_CWD: _, ...env } = process.env;
    this.child = spawn(process.execPath, [CLI, "simulate", ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.on("data", (data) => (this.stdout += data));
    this.child.stderr?.on("data", (data) => (this.stderr += data));
    this.ended = new Promise((resolve) => this.child.once("exit", resolve));
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  /** The first line of stdout, as soon as it is there. */
  async address(): Promise<string> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    while (!this.stdout.includes("\n")) {
      await Promise.race([
        new Promise((resolve) => this.child.stdout?.once("data", resolve)),
        this.ended.then((code) => Promise.reject(new Error(`it ended with ${code}: ${this.stderr}`))),
        new Promise((_, reject) => patience.addEventListener("abort", () => reject(new Error("it said nothing")))),
      ]);
    }
    return this.stdout.slice(0, this.stdout.indexOf("\n"));
  }

  interrupt(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

describe("tapedeck simulate", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("prints its address first, serves until %s, and leaves the truth", async (signal) => {
    const bench = workbench();
    const simulator = new Simulator(bench.folder, "--symbols", "2", "--seed", "abc", "--truth", "truth", "--json");
    const address = await simulator.address();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
    const { symbols } = (await (await fetch(`${address}/api/v3/exchangeInfo`)).json()) as { symbols: { symbol: string }[] };
    expect(symbols.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    const socket = new WebSocket(`${address.replace("http", "ws")}/ws/btcusdt@bookTicker`);
    await new Promise((resolve) => (socket.onmessage = resolve));
    simulator.interrupt(signal);
    expect(await simulator.ended).toBe(0);
    const [, summary = "", ...rest] = simulator.stdout.split("\n");
    expect([rest, simulator.stderr]).toEqual([[""], ""]);
    expect(JSON.parse(summary)).toMatchObject({ connections: 1, slowClients: 0, symbols: 2, answers: { 200: 1 } });
    expect(readdirSync(bench.path("truth")).toSorted()).toEqual(["books.json", "connection-1.jsonl", "rest.jsonl", "summary.json"]);
    expect(Object.keys(JSON.parse(readFileSync(bench.path("truth/books.json"), "utf8")))).toEqual(["BTCUSDT", "ETHUSDT"]);
  });

  test("ends by itself after the seconds that were asked for", async () => {
    const simulator = new Simulator(workbench().folder, "--symbols", "1", "--seconds", "1", "--rate", "10", "--burst", "0,30,1");
    expect(await simulator.ended).toBe(0);
    expect(simulator.stdout).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+\n1(\.[0-9])? s: 0 messages of 0 streams to 0 connections, 0 REST answers\n$/);
  });

  test("says in one line that the port is in use", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
    });
    onTestFinished(() => void taken.close());
    const simulator = new Simulator(workbench().folder, "--symbols", "1", "--port", String(port));
    expect(await simulator.ended).toBe(1);
    expect([simulator.stdout, simulator.stderr]).toEqual([
      "",
      `tapedeck: port ${port} is in use by another program; choose another with --port, or none for a free one\n`,
    ]);
  });

  test("says in one line what is wrong with a folder or a script of faults", () => {
    const bench = workbench();
    bench.write("file", "x");
    bench.write("bad.json", '[{"kind":"flood","atSeconds":1}]');
    const lines = [
      ["--truth", "."],
      ["--truth", "file/truth"],
      ["--faults", "bad.json"],
      ["--faults", "missing.json"],
    ].map((args) => bench.run("simulate", "--symbols", "1", ...args));
    for (const { status, stdout, stderr } of lines) expect([status, stdout, stderr.split("\n").length]).toEqual([1, "", 2]);
    expect(lines.map(({ stderr }) => stderr)).toEqual([
      "tapedeck: .: is not empty; a run's truth needs a folder of its own\n",
      expect.stringContaining("ENOTDIR"),
      "tapedeck: bad.json: fault 1: kind is one of gap, duplicate, reorder, checksum, types, huge, silence, half-open, snapshot, disconnect\n",
      expect.stringContaining("missing.json"),
    ]);
    expect(existsSync(join(bench.folder, "truth"))).toBe(false);
  });

  test.each([
    [["--dialect", "mtgox"], "--dialect is one of binance, binance-usdm, kraken, okx, bybit, coinbase, bitget, orders, not"],
    [["--symbols", "0"], "--symbols takes a whole number of 1 or more"],
    [["--symbols", "5000"], "--symbols takes at most 2000"],
    [["--port", "70000"], "--port takes at most 65535"],
    [["--rate", "0"], "--rate takes a whole number of 1 or more"],
    [["--burst", "1,2"], "--burst takes AT,RATE,SECONDS"],
    [["--burst", "1,9,5", "--burst", "3,9,5"], "a burst at 3 s begins before the one before it has ended"],
    [["--frobnicate"], "--frobnicate"],
  ])("refuses %j as wrong usage", (args, message) => {
    const { status, stdout, stderr } = workbench().run("simulate", ...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});
