import { existsSync } from "node:fs";
import type { BlockReader } from "../../core/contract/frame-block.ts";
import type { Keyframe, Mark } from "../../core/session/mark.ts";
import { SessionReader } from "../store/session-reader.ts";

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
