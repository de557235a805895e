import { skipSpace } from "../../core/base/json-syntax.ts";
import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import { ImportError } from "./import-error.ts";
import { type LineBatch, readLines } from "./line-reader.ts";

/** A text format with one frame a line. */
export interface LineFormat {
  /**
   * Fills `frame` from the line `bytes[start..end)`, whose number over all files is `rx`; its bytes need to be valid only until the next call.
   * Returns what is wrong with the line and what is expected, or undefined where all is well.
   */
  parse(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, rx: number, frame: RecordedFrame): string | undefined;
  /** Whether a line is none of a frame, such as a heading: it gets no number. Blank lines are wrong lines where this does not take them. */
  isNoFrame?(bytes: Uint8Array, start: number, end: number): boolean;
  /** Another file begins. */
  beginFile?(): void;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The frames of the files, read as one stream in the order of their lines and numbered from 1. Frames come in groups, since waiting
 * for each alone would cost more than reading it; every group must be read to its end before the next. The frame object is reused.
 * Throws {@link ImportError} with the file and the line: a wrong or blank line, a cut archive, a file without lines.
 */
export async function* readFrames(paths: readonly string[], format: LineFormat): AsyncGenerator<Iterable<RecordedFrame>, void, undefined> {
  const frame: RecordedFrame = blankFrame();
  let file = "";
  for await (const batch of readLines(paths)) {
    if (batch.firstLine === 1 || batch.file !== file) format.beginFile?.();
    file = batch.file;
    yield framesOf(batch, frame.rx, format, frame);
  }
}

function* framesOf(batch: LineBatch, lastRx: number, format: LineFormat, frame: RecordedFrame): Generator<RecordedFrame, void, undefined> {
  const { file, bytes, end } = batch;
  let line = batch.firstLine;
  let rx = lastRx;
  for (let start = batch.start; start < end; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const lineEnd = newline < 0 || newline >= end ? end : newline;
    // Text files from Windows end their lines with \r\n.
    const textEnd = lineEnd > start && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
    if (format.isNoFrame?.(bytes, start, textEnd) === true) {
      start = lineEnd + 1;
      continue;
    }
    if (skipSpace(bytes, start, textEnd) === textEnd) throw new ImportError(file, line, "a blank line; expected one message a line");
    const problem = format.parse(bytes, start, textEnd, ++rx, frame);
    if (problem !== undefined) throw new ImportError(file, line, problem);
    yield frame;
    start = lineEnd + 1;
  }
}
