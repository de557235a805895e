import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
export const CLI = process.env["TAPEDECK_CLI"] ?? join(root, "out/main/cli.js");
/** Far above what any test prints: a replay of a book with ten levels is a few KiB an instrument. */
const MAX_OUTPUT = 1 << 28;
/** No test needs a tenth of it: a command that hangs is to fail, not to hold up the others. */
const PATIENCE_MS = 60_000;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The object `replay --json` prints, as the contract words it. */
export interface ReplayReport {
  frames: number;
  digest: string;
  framesPerSecond: number;
  ledger: LedgerReport;
  instruments: Record<string, InstrumentReport>;
}

export interface LedgerReport {
  received: number;
  applied: number;
  duplicate: number;
  stale: number;
  buffered: number;
  control: number;
  rejected: Record<string, number>;
}

export interface InstrumentReport {
  quality: string;
  reason: string | null;
  epoch: number;
  resyncs: number;
  deltas: { applied: number; stale: number; duplicate: number };
  checksums: { ok: number; failed: number };
  gaps: { fromRx: number; toRx: number | null; cause: string }[];
  lastUpdateId: number | null;
  bidLevels: number;
  askLevels: number;
  bids: [string, string][];
  asks: [string, string][];
  trades: number;
  lastTrade: { price: string; qty: string; side: string; eventMs: number } | null;
}

/** A folder of its own in which the built command line is run as a user would run it there. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), "tapedeck-cli-"));

  constructor() {
    if (!existsSync(CLI)) throw new Error(`${CLI} is not built; run npm run build`);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return name;
  }

  /** Writes one line each, all of them ended. */
  writeLines(name: string, lines: readonly string[]): string {
    return this.write(name, lines.map((line) => `${line}\n`).join(""));
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  run(...args: string[]): Outcome {
    return this.runFrom(this.folder, {}, ...args);
  }

  runFrom(cwd: string, env: Record<string, string>, ...args: string[]): Outcome {
    // Where the tests were called from is not where this call comes from.
    const outer = { ...process.env, INIT_CWD: undefined };
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...args], {
      cwd,
      env: { ...outer, ...env },
      encoding: "utf8",
      maxBuffer: MAX_OUTPUT,
      timeout: PATIENCE_MS,
    });
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  }

  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [CLI, ...args], { cwd: this.folder, stdio: "ignore" });
  }

  /** Runs a command that must succeed and print one JSON object and nothing else. */
  json(...args: string[]): unknown {
    const { status, stdout, stderr } = this.run(...args, "--json");
    if (status !== 0) throw new Error(`tapedeck ${args.join(" ")} ended with ${status}: ${stderr}`);
    if (stderr !== "") throw new Error(`tapedeck ${args.join(" ")} said on stderr, which is no terminal: ${stderr}`);
    return JSON.parse(stdout);
  }

  /** Imports lines of raw-jsonl as `<tape>.tape` and returns that name. */
  importLines(tape: string, venue: string, lines: readonly string[]): string {
    this.importFiles(tape, venue, this.writeLines(`${tape}.jsonl`, lines));
    return `${tape}.tape`;
  }

  importFiles(tape: string, venue: string, ...files: string[]): unknown {
    return this.json("import", ...files, "--venue", venue, "--format", "raw-jsonl", "--out", `${tape}.tape`);
  }

  replay(tape: string, ...args: string[]): ReplayReport {
    return this.json("replay", tape, ...args) as ReplayReport;
  }

  /** Imports and replays lines in one go. */
  fold(venue: string, lines: readonly string[], ...args: string[]): ReplayReport {
    return this.replay(this.importLines("fold", venue, lines), ...args);
  }

  candles(tape: string, symbol: string): string {
    const { status, stdout, stderr } = this.run("candles", tape, "--symbol", symbol, "--interval", "1m", "--csv");
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
