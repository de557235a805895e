/**
 * What a fold worker has in work, in 16 bytes that whoever supervises it reads when it has died: the frame's number as a 64-bit float, and
 * a second one that says how to read it.
 */
export interface WorkNote {
  readonly rx: number;
  /** Whether it is this frame; else it is one of those from here on. */
  readonly exact: boolean;
}

/** Length of a note. */
export const WORK_NOTE_BYTES = 16;

/** Where a worker is told to note frame by frame, it does so for as many: no block holds more. */
export const CAREFUL_FRAMES = 1 << 16;

const [IDLE, SOME, EXACT] = [0, 1, 2];

/** Null: nothing is in work. */
export function writeWorkNote(view: DataView, note: WorkNote | null): void {
  view.setFloat64(0, note?.rx ?? 0, true);
  view.setFloat64(8, note === null ? IDLE : note.exact ? EXACT : SOME, true);
}

/** Null where nothing was in work, or the bytes are none of ours. */
export function readWorkNote(bytes: Uint8Array): WorkNote | null {
  if (bytes.length !== WORK_NOTE_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [rx, state] = [view.getFloat64(0, true), view.getFloat64(8, true)];
  return Number.isSafeInteger(rx) && (state === SOME || state === EXACT) ? { rx, exact: state === EXACT } : null;
}
