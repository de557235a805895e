import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { readFileHeader } from "./file-header.ts";
import { syncFile } from "./import-target.ts";
import { guarded } from "./session-file-error.ts";
import { SessionReader } from "./session-reader.ts";
import { WRITER } from "./session-rows.ts";
import { foldLogIn, SessionWriter } from "./session-writer.ts";

/**
 * Opens the log of a live session to write it: a new file, or, `again` after its writer died, the one that was begun, which may be
 * sealed already. Throws `SessionFileError`, also where the file exists and is not this session's.
 */
export function openLog(tape: string, venue: string, again: boolean): SessionWriter | { readonly sealed: number } {
  if (!again || !existsSync(tape)) {
    return SessionWriter.create(tape, { writer: WRITER, source: "recording", venue, sessionRx: 1, format: null, files: [] }, { inPlace: true });
  }
  const sealed = sealedFrames(tape);
  if (sealed === null) return SessionWriter.resume(tape);
  finishClosing(tape);
  return { sealed };
}

function sealedFrames(tape: string): number | null {
  const reader = SessionReader.open(tape);
  try {
    return reader.tail === null ? reader.frames : null;
  } finally {
    reader.close();
  }
}

/** A writer that died between the seal and the end left the log beside the file. */
function finishClosing(tape: string): void {
  if (!readFileHeader(tape).wal) return;
  guarded("unwritable", tape, "cannot be closed", () => {
    const db = new Database(tape, { fileMustExist: true });
    try {
      db.pragma("wal_checkpoint(TRUNCATE)");
      foldLogIn(db);
    } finally {
      db.close();
    }
    syncFile(tape);
  });
}
