import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { StoredSession } from "../../core/contract/catalogue.ts";
import { SessionReader } from "../store/session-reader.ts";

/** The most sessions described, the newest by the file's own time: each is opened, which proves its tables. */
const MOST_SESSIONS = 500;

/** Describes the session files in these folders, and these files themselves, newest first. A folder that is not there holds none. */
export function* describeSessions(folders: readonly string[], files: readonly string[]): Generator<StoredSession> {
  const paths = new Set([...folders.flatMap(sessionsIn), ...files]);
  const dated = [...paths].map((path) => ({ path, stats: statSync(path, { throwIfNoEntry: false }) }));
  const newest = dated.toSorted((a, b) => (b.stats?.mtimeMs ?? 0) - (a.stats?.mtimeMs ?? 0)).slice(0, MOST_SESSIONS);
  for (const { path, stats } of newest) yield describe(path, stats?.size ?? 0);
}

function sessionsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".tape"))
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function describe(path: string, bytes: number): StoredSession {
  try {
    const reader = SessionReader.open(path);
    try {
      const { manifest, frames, instruments, span } = reader;
      const told = span && { firstNs: String(span.firstNs), lastNs: String(span.lastNs) };
      return { path, venue: manifest.venue, bytes, frames, instruments: instruments.length, span: told, fault: "" };
    } finally {
      reader.close();
    }
  } catch (error) {
    const fault = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    return { path, venue: "", bytes, frames: 0, instruments: 0, span: null, fault };
  }
}
