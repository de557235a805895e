import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SessionFileError } from "./session-file-error.ts";

/** What SQLite keeps beside a database while it works. */
const SIDE_FILES = ["-wal", "-shm", "-journal"] as const;

/** The temporary files this process is writing; a file of our own process id that is not among them is a leftover. */
const active = new Set<string>();

/**
 * Reserves the file in which the session for `target` is written until it is complete: `<target>.<pid>.importing`, beside it.
 * Removes what killed imports to the same target left. Throws {@link SessionFileError}: busy or unwritable.
 */
export function reserveImport(target: string): string {
  refuseUnfinished(target);
  const temporary = `${target}.${process.pid}.importing`;
  if (active.has(temporary)) throw new SessionFileError("busy", target, "is being imported already");
  try {
    if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new SessionFileError("unwritable", target, "is a folder");
    removeLeftovers(target);
    closeSync(openSync(temporary, "wx"));
  } catch (error) {
    throw unwritable(target, error);
  }
  active.add(temporary);
  return temporary;
}

/** Gives a new file its name, which nothing may have yet. Throws {@link SessionFileError}: busy where something has. */
export function placeNew(temporary: string, target: string): void {
  try {
    linkSync(temporary, target);
    rmSync(temporary);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw new SessionFileError("busy", target, "exists already: a recording starts a new file", { cause: error });
    // A file system without links.
    renameSync(temporary, target);
  }
  syncFolder(dirname(target));
  active.delete(temporary);
}

/** Puts the finished file in the target's place, so that power loss leaves either the old file or the new one. */
export function replaceTarget(temporary: string, target: string): void {
  refuseUnfinished(target);
  try {
    renameSync(temporary, target);
    syncFolder(dirname(target));
  } catch (error) {
    throw unwritable(target, error);
  }
  active.delete(temporary);
}

export function discardImport(temporary: string): void {
  removeWithSideFiles(temporary);
  active.delete(temporary);
}

/** Waits until the file's bytes are on the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  if (process.platform === "win32") return; // Windows cannot open a folder to sync it; its rename is journalled
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A log beside the target belongs to it: SQLite would play it into the new file, and the old one would lose its last commits. */
function refuseUnfinished(target: string): void {
  const log = SIDE_FILES.map((side) => target + side).find((side) => existsSync(side));
  if (log === undefined) return;
  throw new SessionFileError("busy", target, `is being recorded, or its recorder was killed (${basename(log)} is there): choose another name`);
}

function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}.`;
  for (const name of readdirSync(dirname(target))) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.importing$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined) continue;
    const leftover = join(dirname(target), name);
    if (Number(pid) === process.pid ? !active.has(leftover) : !isRunning(Number(pid))) removeWithSideFiles(leftover);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // another user's process
  }
}

function removeWithSideFiles(path: string): void {
  for (const side of ["", ...SIDE_FILES]) rmSync(path + side, { force: true });
}

function unwritable(path: string, error: unknown): SessionFileError {
  if (error instanceof SessionFileError) return error;
  const problem = codeOf(error) === "ENOENT" ? "cannot be written: its folder does not exist" : `cannot be written (${(error as Error).message})`;
  return new SessionFileError("unwritable", path, problem, { cause: error });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
