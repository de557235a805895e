import type { Opener, Port } from "../core/contract/port.ts";
import type { HostLine } from "./host-line.ts";
import { type ParentPort, ParentPortLine } from "./parent-port-line.ts";
import { PipeLine } from "./pipe-line.ts";

/** Runs a worker that needs nothing before its first port; see {@link startWorker}. */
export function serveWorker(onPort: (port: Port, opener: Opener) => void): void {
  startWorker(() => onPort);
}

/**
 * The process side of a worker. `begin` opens what the worker works on, and returns what to do with each port: the worker is ready
 * then. It says to its host what it dies of, and ends with it. Under Electron the host speaks over `process.parentPort`, else over
 * the pipe of a child process.
 */
export function startWorker(begin: () => (port: Port, opener: Opener) => void): void {
  const line = hostLine();
  const fail = (error: unknown): void => {
    process.exitCode = 1;
    line.fail(error instanceof Error ? error.message : String(error));
  };
  process.on("uncaughtException", fail);
  // A Ctrl+C reaches the whole process group; the host stops its workers itself, and none may look dead before.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  try {
    line.listen(begin());
    line.tell({ kind: "ready" });
  } catch (error) {
    fail(error);
  }
}

function hostLine(): HostLine {
  const { parentPort } = process as { readonly parentPort?: ParentPort | null };
  return parentPort == null ? new PipeLine() : new ParentPortLine(parentPort);
}

/** Milliseconds of the machine's monotonic clock, the same in every process. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
