import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { isRunning } from "./process-identity.ts";

/** What a running desk leaves in the folder: who it is, and the local socket (on Windows a pipe) that answers for it. */
const noteSchema = z.strictObject({ pid: z.int().min(1), socket: z.string(), startedMs: z.number() });

export type DeskNote = z.infer<typeof noteSchema>;

/** A desk that answers takes a moment; one that does not within this is stuck. */
const PATIENCE_MS = 3_000;

/** A desk that was asked and what it answered. */
export interface DeskAnswer {
  readonly note: DeskNote;
  readonly report: unknown;
}

/** Lets others on this machine, of the same user, ask a desk how it is; `report` is called for each. Resolves with how to end that. */
export async function answerForDesk(folder: string, report: () => unknown): Promise<() => Promise<void>> {
  const socket = socketPath();
  const server = createServer((client) => {
    client.on("error", () => client.destroy()); // whoever asked has gone
    client.end(JSON.stringify(report()));
  });
  await listen(server, socket);
  server.unref();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${process.pid}-${randomUUID().slice(0, 8)}.json`);
  const note: DeskNote = { pid: process.pid, socket, startedMs: Date.now() };
  writeFileSync(path, JSON.stringify(note), { mode: 0o600 });
  return async () => {
    rmSync(path, { force: true });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    rmSync(socket, { force: true });
  };
}

/** Asks every desk that runs; what a desk that died left behind is removed. */
export async function askDesks(folder: string): Promise<DeskAnswer[]> {
  const answers: DeskAnswer[] = [];
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const note = noteOf(path);
    const report = note === null ? null : await ask(note.socket);
    if (note !== null && report !== null) answers.push({ note, report });
    else if (!isOfRunning(name, note)) {
      rmSync(path, { force: true });
      if (note !== null && process.platform !== "win32") rmSync(note.socket, { force: true });
    }
  }
  return answers.toSorted((a, b) => b.note.startedMs - a.note.startedMs);
}

/** A Unix socket's path may have some hundred bytes only, and the user's folder may be deep: it lies among the temporary files. */
function socketPath(): string {
  const name = `tapedeck-${process.pid}-${randomUUID()}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function listen(server: Server, socket: string): Promise<void> {
  const before = process.platform === "win32" ? 0 : process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socket, resolve);
    });
  } finally {
    if (process.platform !== "win32") process.umask(before);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** A note that cannot be read may be one that its desk is just writing: its name tells whose it is. */
function isOfRunning(name: string, note: DeskNote | null): boolean {
  const pid = note?.pid ?? Number(/^([1-9][0-9]*)-/.exec(name)?.[1]);
  return !Number.isNaN(pid) && isRunning(pid);
}

function noteOf(path: string): DeskNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null; // half written, or gone meanwhile
  }
}

/** Null where nobody answers. */
function ask(socket: string): Promise<unknown> {
  return new Promise((resolve) => {
    let text = "";
    const client = connect(socket);
    const timer = setTimeout(() => client.destroy(), PATIENCE_MS);
    client.on("data", (chunk) => (text += String(chunk)));
    client.on("error", () => client.destroy());
    client.on("close", () => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(text) as unknown);
      } catch {
        resolve(null);
      }
    });
  });
}
