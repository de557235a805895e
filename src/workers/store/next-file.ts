import { existsSync } from "node:fs";
import { SessionReader } from "./session-reader.ts";
import { WRITER } from "./session-rows.ts";
import { SessionWriter } from "./session-writer.ts";

/**
 * Begins the file that goes on after a sealed one: it starts with the keyframes at the last frame of that, so that it can be replayed by
 * itself. Where it was begun already, by a writer that died, it is gone on with. Throws `SessionFileError`.
 */
export function beginNext(sealed: string, next: string): SessionWriter {
  const reader = SessionReader.open(sealed);
  try {
    const { frames, manifest } = reader;
    const writer = existsSync(next)
      ? SessionWriter.resume(next)
      : SessionWriter.create(next, { ...manifest, writer: WRITER, sessionRx: frames + 1 }, { inPlace: true });
    writer.appendBase([...reader.keyframes()].filter(({ afterRx }) => afterRx === frames));
    for (const instrument of reader.instruments) if (!writer.knows(instrument.instrument)) writer.appendInstrument(instrument);
    return writer;
  } finally {
    reader.close();
  }
}
