import { execFileSync, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const core = String(availableParallelism() - 1);
const canPin = spawnSync("taskset", ["-c", core, process.execPath, "--version"]).status === 0;

/** Runs a script of Node in a process of its own, on one core where `taskset` can pin it there, and returns the JSON value that it prints. */
export function runPinned(script: string, args: readonly string[]): unknown {
  const command = [...(canPin ? ["taskset", "-c", core] : []), process.execPath, "--expose-gc", script, ...args];
  const [file = "", ...rest] = command;
  return JSON.parse(execFileSync(file, rest, { maxBuffer: 1 << 26 }).toString());
}
