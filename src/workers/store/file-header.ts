import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SessionFileError } from "./session-file-error.ts";

/** "TAPE" in ASCII: SQLite's `application_id` of a session file. */
export const APPLICATION_ID = 0x54415045;

const SQLITE_MAGIC = "SQLite format 3\0";

/** What the first 100 bytes of a SQLite file say (https://www.sqlite.org/fileformat2.html, 1.3). */
export interface FileHeader {
  /** The `user_version`. */
  readonly version: number;
  /** Whether the file was left in write-ahead mode, as one that is being written, or whose writer was killed, is. */
  readonly wal: boolean;
  /** Size that the pages should add up to, or null where the header does not say it reliably. */
  readonly expectedBytes: number | null;
  readonly bytes: number;
}

/**
 * Looks at the file before SQLite does, so that no foreign file is ever opened as a database.
 * Throws {@link SessionFileError}: missing, unreadable or foreign.
 */
export function readFileHeader(path: string): FileHeader {
  const { head, bytes } = readHead(path);
  if (bytes === 0) throw new SessionFileError("foreign", path, "is empty, and so no Tapedeck session");
  if (head.length < 100 || head.toString("latin1", 0, 16) !== SQLITE_MAGIC) {
    throw new SessionFileError("foreign", path, "is no Tapedeck session: `tapedeck import` makes one from recorded messages");
  }
  if (head.readUInt32BE(68) !== APPLICATION_ID) throw new SessionFileError("foreign", path, "is a SQLite database, but no Tapedeck session");
  const pageSize = head.readUInt16BE(16);
  // The page count is valid only while the version-valid-for number equals the change counter.
  const counted = head.readUInt32BE(24) === head.readUInt32BE(92);
  return {
    version: head.readUInt32BE(60),
    wal: head[18] === 2 && head[19] === 2,
    expectedBytes: counted ? head.readUInt32BE(28) * (pageSize === 1 ? 65536 : pageSize) : null,
    bytes,
  };
}

/** Throws {@link SessionFileError}, newer or older, where the file's layout is not `version`. */
export function requireVersion(path: string, { version: found }: FileHeader, version: number): void {
  if (found > version) {
    throw new SessionFileError(
      "newer",
      path,
      `was written by a newer Tapedeck (layout ${found}, this one knows ${version}): update Tapedeck to open it`,
    );
  }
  if (found < version) {
    throw new SessionFileError(
      "older",
      path,
      `was written by an older Tapedeck (layout ${found} of ${version}): upgrade it, in a folder that can be written`,
    );
  }
}

function readHead(path: string): { head: Buffer; bytes: number } {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new SessionFileError("unreadable", path, "is no file");
    const head = Buffer.alloc(100);
    const length = readSync(file, head, 0, 100, 0);
    return { head: head.subarray(0, length), bytes: stat.size };
  } catch (error) {
    if (error instanceof SessionFileError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") throw new SessionFileError("missing", path, "does not exist", { cause: error });
    throw new SessionFileError("unreadable", path, `cannot be read (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
