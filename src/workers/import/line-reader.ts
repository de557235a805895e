import { basename } from "node:path";
import { ImportError } from "./import-error.ts";
import { readInput } from "./input-stream.ts";

/** The longest line accepted, in bytes: no exchange sends more, and a file without line ends must not fill the memory. */
export const MAX_LINE_BYTES = 512 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Whole lines that lie in one buffer. Its object is used again for the next batch. */
export interface LineBatch {
  readonly file: string;
  /** Number, within the file and from 1, of the first line. */
  firstLine: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the first line starts and the last ends; a line end behind the last one is optional. */
  start: number;
  end: number;
}

/**
 * Reads files as one stream of lines, in bounded memory. A last line without a line end is a line like any other.
 * Throws {@link ImportError}: a file that cannot be read or holds no line, a cut archive, a line past `maxLineBytes`.
 */
export async function* readLines(paths: readonly string[], maxLineBytes = MAX_LINE_BYTES): AsyncGenerator<LineBatch, void, undefined> {
  for (const path of paths) yield* readFileLines(path, maxLineBytes);
}

async function* readFileLines(path: string, maxLineBytes: number): AsyncGenerator<LineBatch, void, undefined> {
  const batch: LineBatch = { file: path, firstLine: 1, bytes: new Uint8Array(0), start: 0, end: 0 };
  /** The pieces of a line whose end is not read yet. */
  let pieces: Buffer<ArrayBuffer>[] = [];
  let pending = 0;
  let line = 1;
  const put = (bytes: Buffer<ArrayBuffer>, start: number, end: number): LineBatch => {
    batch.firstLine = line;
    // A Buffer's slice is a view where a Uint8Array's is a copy: only the latter leaves this room.
    batch.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    batch.start = start;
    batch.end = end;
    line += countLines(bytes, start, end);
    return batch;
  };
  const chunks = readInput(path)[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Buffer<ArrayBuffer>, unknown>;
    try {
      next = await chunks.next();
    } catch (error) {
      throw unreadable(path, line, error);
    }
    if (next.done === true) break;
    const chunk = next.value;
    let start = 0;
    const firstEnd = chunk.indexOf(NEWLINE);
    if (pending + (firstEnd < 0 ? chunk.length : firstEnd) > maxLineBytes) {
      throw new ImportError(path, line, `a line of more than ${maxLineBytes} bytes; expected one message a line`);
    }
    if (firstEnd < 0) {
      pieces.push(chunk);
      pending += chunk.length;
      continue;
    }
    if (pending > 0) {
      start = firstEnd + 1;
      const whole = Buffer.concat([...pieces, chunk.subarray(0, start)]);
      pieces = [];
      pending = 0;
      yield put(whole, 0, whole.length);
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > start) yield put(chunk, start, end);
    if (end < chunk.length) {
      pieces.push(chunk.subarray(end));
      pending = chunk.length - end;
    }
  }
  if (pending > 0) {
    const last = Buffer.concat(pieces);
    yield put(last, 0, last.length);
  }
  if (line === 1) throw new ImportError(path, 1, `${basename(path)} holds no line; expected one message a line`);
}

function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = bytes[end - 1] === NEWLINE ? 0 : 1;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

/** Why a file could not be read to its end, at this line of it. */
export function unreadable(path: string, line: number, error: unknown): ImportError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return new ImportError(path, 0, "does not exist", { cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  if (code.startsWith("Z_") || code.startsWith("ZSTD_")) {
    return new ImportError(path, line, `the compressed file is cut short or damaged (${detail}); expected a whole one`, { cause: error });
  }
  return new ImportError(path, 0, `cannot be read (${detail})`, { cause: error });
}
