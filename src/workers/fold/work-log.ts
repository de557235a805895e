import { openSync, writeSync } from "node:fs";
import { CAREFUL_FRAMES, WORK_NOTE_BYTES, type WorkNote, writeWorkNote } from "../../core/contract/work-note.ts";

/** Notes what is in work. */
export interface WorkLog {
  /** Whether each of these frames is to be noted before it is folded: one of them is known to have stopped a process. */
  isCareful(firstRx: number, lastRx: number): boolean;
  note(note: WorkNote | null): void;
}

/** Frames from `carefulRx` on are noted one by one; 0: none. */
export function careful(carefulRx: number): WorkLog["isCareful"] {
  return (firstRx, lastRx) => carefulRx > 0 && lastRx >= carefulRx && firstRx < carefulRx + CAREFUL_FRAMES;
}

/** Keeps the note in a file: it is there whatever the process dies of, also where it is killed or does not come back from a frame. */
export function workLogAt(path: string, carefulRx: number): WorkLog {
  const file = openSync(path, "w");
  const bytes = new Uint8Array(WORK_NOTE_BYTES);
  const view = new DataView(bytes.buffer);
  return {
    isCareful: careful(carefulRx),
    note(note) {
      writeWorkNote(view, note);
      writeSync(file, bytes, 0, WORK_NOTE_BYTES, 0);
    },
  };
}
