import { mkdirSync, readdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { diff, rawJsonl, snapshot } from "./recording.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const lines = rawJsonl([snapshot({ id: 5 }), diff({ first: 6, last: 8 })]);
const tape = bench.importLines("given", "binance", lines);
const COMMANDS = ["import", "replay", "candles", "verify", "inspect", "export"];

describe("the command line as scripts see it", { timeout: 60_000 }, () => {
  test.each([["--help"], ...COMMANDS.map((name) => [name, "--help"]), ["replay", "nowhere.tape", "--help"]])(
    "%s %s explains itself and ends with 0",
    (...args) => {
      const { status, stdout, stderr } = bench.run(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain(args[0] === "--help" ? "import" : args[0]);
    },
  );

  test.each([
    [[]],
    [["play"]],
    [["replay"]],
    [["replay", tape, tape]],
    [["replay", tape, "--fast"]],
    [["replay", tape, "--workers", "0"]],
    [["replay", tape, "--workers", "two"]],
    [["replay", tape, "--until", "-1"]],
    [["replay", tape, "--until", "1.5"]],
    [["replay", tape, "--speed", "0"]],
    [["replay", tape, "--speed", "fast"]],
    [["import"]],
    [["import", "given.jsonl", "--venue", "binance", "--format", "raw-jsonl"]],
    [["import", "given.jsonl", "--venue", "binance", "--out", "new.tape"]],
    [["import", "given.jsonl", "--format", "raw-jsonl", "--out", "new.tape"]],
    [["import", "given.jsonl", "--venue", "binance", "--format", "pcap", "--out", "new.tape"]],
    [["import", "--venue", "binance", "--format", "raw-jsonl", "--out", "new.tape"]],
    [["candles", tape]],
    [["candles", tape, "--symbol", "binance:BTCUSDT", "--interval", "2m", "--csv"]],
    [["verify"]],
    [["inspect"]],
    [["export", tape]],
    [["export", tape, "--format", "raw-jsonl"]],
    [["export", tape, "--format", "pcap", "--out", "x"]],
  ])("%j is wrong usage: 2, one line on stderr, nothing on stdout", (args) => {
    expectOneLineFailure(bench.run(...args), 2);
  });

  test("an unknown venue is refused in one line that names the known ones, and no file is made", () => {
    const outcome = bench.run("import", "given.jsonl", "--venue", "binanse", "--format", "raw-jsonl", "--out", "venue.tape", "--json");
    expect(outcome.status).not.toBe(0);
    expectOneLineFailure(outcome, outcome.status);
    for (const venue of ["binance", "binance-usdm", "binance-coinm"]) expect(outcome.stderr).toContain(venue);
    expect(readdirSync(bench.folder)).not.toContain("venue.tape");
  });

  test.each([
    ["import", "given.jsonl", "--venue", "binance", "--format", "raw-jsonl", "--out", "again.tape"],
    ["replay", tape],
    ["verify", tape],
    ["inspect", tape],
  ])("%s --json prints exactly one JSON object on stdout and nothing on stderr", (...args) => {
    const { status, stdout, stderr } = bench.run(...args, "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const value: unknown = JSON.parse(stdout);
    expect(value).toBeTypeOf("object");
    expect(Array.isArray(value)).toBe(false);
  });

  test("paths are relative to where the user called it, which npm hands over as INIT_CWD", () => {
    mkdirSync(bench.path("called-from"), { recursive: true });
    mkdirSync(bench.path("package"), { recursive: true });
    bench.writeLines("called-from/r.jsonl", lines);
    const run = (...args: string[]) => bench.runFrom(bench.path("package"), { INIT_CWD: bench.path("called-from") }, ...args);
    expect(run("import", "r.jsonl", "--venue", "binance", "--format", "raw-jsonl", "--out", "r.tape").status).toBe(0);
    expect(run("export", "r.tape", "--format", "raw-jsonl", "--out", "e.jsonl").status).toBe(0);
    for (const command of ["replay", "verify", "inspect"]) expect(run(command, "r.tape", "--json").status).toBe(0);
    expect(run("candles", "r.tape", "--symbol", "binance:BTCUSDT", "--interval", "1m", "--csv").status).toBe(0);
    expect(readdirSync(bench.path("called-from")).toSorted()).toEqual(["e.jsonl", "r.jsonl", "r.tape"]);
    expect(readdirSync(bench.path("package"))).toEqual([]);
  });

  test("a replay says the fields of its contract and no others", () => {
    const report = bench.replay(tape);
    expect(Object.keys(report)).toEqual(["frames", "digest", "framesPerSecond", "ledger", "instruments"]);
    expect(Object.keys(report.ledger)).toEqual(["received", "applied", "duplicate", "stale", "buffered", "control", "rejected"]);
    const fields = [
      "quality",
      "reason",
      "epoch",
      "resyncs",
      "deltas",
      "checksums",
      "gaps",
      "lastUpdateId",
      "bidLevels",
      "askLevels",
      "bids",
      "asks",
      "trades",
      "lastTrade",
    ];
    expect(Object.keys(report.instruments["binance:BTCUSDT"] ?? {})).toEqual(fields);
    expect(report.framesPerSecond).toBeGreaterThan(0);
  });
});

function expectOneLineFailure({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }, expected: number | null): void {
  expect({ status, stdout }).toEqual({ status: expected, stdout: "" });
  expect(stderr).toMatch(/^[^\n]+\n$/);
}
