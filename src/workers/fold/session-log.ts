import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BlockReader } from "../../core/contract/frame-block.ts";
import type { Keyframe, Mark } from "../../core/session/mark.ts";
import { SessionFileError } from "../store/session-file-error.ts";
import { SessionReader } from "../store/session-reader.ts";
import type { OpenedTape } from "../replay/tape-source.ts";

/** Within a minute that a file holds but for its edges. */
const MID_MINUTE_MS = 30_000;

/** The log of a live session as a fold worker reads it while it is written: the file it began with, and those that went on after it. */
export class SessionFiles {
  private files: readonly string[];
  private readonly all: string[];

  constructor(tape: string) {
    this.files = [tape];
    this.all = [tape];
  }

  /** The log goes on in another file. A worker is never behind by more than one. */
  move(tape: string): void {
    if (this.files.at(-1) === tape) return;
    this.files = [...this.files.slice(-1), tape];
    this.all.push(tape);
  }

  /** Every file since this worker began that is still there, oldest first. */
  get whole(): readonly string[] {
    return this.all.filter((file) => existsSync(file));
  }

  /** The state before the first frame of the first file; no keyframes where the session begins there. */
  base(): { readonly rx: number; readonly keyframes: readonly Keyframe[] } {
    const [first = ""] = this.files;
    if (!existsSync(first)) return { rx: 0, keyframes: [] };
    const reader = SessionReader.open(first);
    try {
      return { rx: reader.baseRx, keyframes: reader.baseKeyframes() };
    } finally {
      reader.close();
    }
  }

  /** The file that holds the minute of this time (Unix ms): one of the session's, or of those recorded before them; null where none does. */
  at(minuteMs: number): OpenedTape | null {
    const atNs = BigInt(minuteMs + MID_MINUTE_MS) * 1_000_000n;
    for (const file of [...this.files.toReversed(), ...this.writtenUntil(minuteMs)]) {
      const reader = openSound(file);
      if (reader?.span != null && reader.span.firstNs <= atNs && reader.span.lastNs >= atNs) return { source: reader, close: () => reader.close() };
      reader?.close();
    }
    return null;
  }

  /** The files beside the session's that were written to this time or longer, the earliest first: one of the first two ends with it. */
  private writtenUntil(ms: number): string[] {
    const folder = dirname(this.files[0] ?? "");
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(".tape"));
    const written = files.map(({ name }) => ({
      file: join(folder, name),
      atMs: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }));
    const later = written.filter(({ file, atMs }) => atMs >= ms && !this.files.includes(file));
    return later
      .sort((a, b) => a.atMs - b.atMs)
      .slice(0, 2)
      .map(({ file }) => file);
  }

  *after(afterRx: number): Generator<{ block: BlockReader; marks: readonly Mark[] }> {
    for (const file of this.files) yield* readLog(file, afterRx);
  }
}

/** The frames and marks after `afterRx` that a recording's file holds by now; nothing where the file does not exist yet. */
export function* readLog(tape: string, afterRx: number): Generator<{ block: BlockReader; marks: readonly Mark[] }> {
  if (!existsSync(tape)) return;
  const reader = SessionReader.open(tape);
  try {
    const marks = reader.marks().filter((mark) => mark.afterRx > afterRx);
    let next = 0;
    for (const block of reader.blocks(afterRx + 1)) {
      const from = next;
      while (next < marks.length && (marks[next] as Mark).afterRx <= block.lastRx) next++;
      if (block.lastRx > afterRx) yield { block, marks: marks.slice(from, next) };
    }
  } finally {
    reader.close();
  }
}

/** Null where the file is gone, or cannot be vouched for: what it held is not known then. */
function openSound(file: string): SessionReader | null {
  if (!existsSync(file)) return null;
  try {
    return SessionReader.open(file);
  } catch (error) {
    if (error instanceof SessionFileError) return null;
    throw error;
  }
}
