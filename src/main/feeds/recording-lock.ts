import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import * as z from "zod";
import type { Undo } from "../../core/contract/port.ts";
import { isRunning, startOf } from "../status/process-identity.ts";

/** Who holds a lock. `start` tells the process from a later one of the same number, where the platform says; `sinceMs` is Unix time. */
const holderSchema = z.strictObject({ pid: z.int().min(1), start: z.string().nullable(), sinceMs: z.number() });

/** Who holds a lock; see the fields of its file above. */
export type LockHolder = z.infer<typeof holderSchema>;

/** Clocks are set, and the machine's uptime is rounded: a lock from a moment before the machine's start is one from after it. */
const SLACK_MS = 60_000;
/** Others may take and leave the lock meanwhile; no more often than this. */
const MOST_TRIES = 8;

/** Somebody else holds the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly holder: LockHolder;

  constructor(path: string, holder: LockHolder) {
    super(`${path} is held by process ${holder.pid}`);
    this.holder = holder;
  }
}

/**
 * Takes the lock that is the file `path`, until what is returned is called. One whose process is no more, or whose number another process
 * has by now, is taken over. Throws {@link LockedError}, or what the file system says.
 */
export function takeLock(path: string): Undo {
  const text = JSON.stringify({ pid: process.pid, start: startOf(process.pid), sinceMs: Date.now() } satisfies LockHolder);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (create(path, text)) return () => release(path, text);
    const found = read(path);
    if (found === null) continue;
    const holder = holderOf(found);
    if (holder !== null && holds(holder)) throw new LockedError(path, holder);
    removeStale(path, found);
  }
  throw new Error(`${path}: cannot be taken: others take and leave it all the time`);
}

/** Makes the file, whole at once; false where it exists. */
function create(path: string, text: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, text, { mode: 0o600 });
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    return createWithoutLinks(path, text);
  } finally {
    rmSync(own, { force: true });
  }
}

/** For file systems that know no hard links. */
function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Null where there is no such file. */
function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Null where the text is no holder's: a machine that lost its power may leave such a file. */
function holderOf(text: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function holds({ pid, start, sinceMs }: LockHolder): boolean {
  if (!isRunning(pid)) return false;
  const now = startOf(pid);
  if (start !== null && now !== null) return start === now;
  return sinceMs > Date.now() - uptime() * 1_000 - SLACK_MS;
}

/** Of several that find the same stale lock one removes it; who finds that it took away another one's puts that back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== stale) linkSync(aside, path);
  } catch (error) {
    // It was removed before, or a third one has made its own.
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, text: string): void {
  if (read(path) === text) rmSync(path, { force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
