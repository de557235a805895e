import { existsSync } from "node:fs";
import type { BlockReader } from "../../core/contract/frame-block.ts";
import type { Mark } from "../../core/session/mark.ts";
import { SessionReader } from "../store/session-reader.ts";

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
