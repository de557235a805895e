import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { blankFrame } from "../../core/contract/frame.ts";
import { RawJsonlWriter } from "../../core/session/raw-jsonl-writer.ts";
import { asSessionFileError } from "./session-file-error.ts";
import type { SessionReader } from "./session-reader.ts";

const WRITE_BYTES = 1 << 20;

/**
 * Writes every frame of the session as raw-jsonl to `out`, which takes its place only when it is complete.
 * Importing the file gives the same frames, byte for byte. Throws `SessionFileError`: damaged, or unwritable.
 */
export async function exportRawJsonl(session: SessionReader, out: string): Promise<{ frames: number }> {
  const target = resolve(out);
  const temporary = `${target}.${process.pid}.exporting`;
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, "w");
    for (const lines of rawJsonl(session)) await file.writeFile(lines);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(temporary, target);
  } catch (error) {
    await file?.close();
    await rm(temporary, { force: true });
    throw asSessionFileError(error, "unwritable", out, "cannot be written");
  }
  return { frames: session.frames - session.baseRx };
}

/** The session's lines in pieces of about 1 MiB. */
export function* rawJsonl(session: SessionReader): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const writer = new RawJsonlWriter();
  for (const block of session.blocks()) {
    const frame = blankFrame();
    for (let index = 0; index < block.count; index++) {
      block.read(index, frame);
      block.readClock(index, frame);
      frame.rx -= session.baseRx; // a line's number is its place
      writer.write(frame);
      if (writer.length >= WRITE_BYTES) yield writer.take();
    }
  }
  if (writer.length > 0) yield writer.take();
}
