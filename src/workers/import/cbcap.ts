import { isUtf8 } from "../../core/base/utf8.ts";
import { blankFrame, type RecordedFrame } from "../../core/contract/frame.ts";
import { ImportError } from "./import-error.ts";
import { readInput } from "./input-stream.ts";
import { MAX_LINE_BYTES, unreadable } from "./line-reader.ts";

const NEWLINE = 0x0a;
/** A head is some thirty characters. */
const MAX_HEAD_BYTES = 256;

/**
 * Reads crossbook's captures: a line `CBCAP1 <venue> <symbol> <unix ns>`, then for each message a line `<ns> <bytes>`, so many bytes, and a
 * line end. The clock of the messages is a steady one: the first of them stands at the time in the head. Frames come in groups, as from
 * readFrames; several files are one stream. Throws {@link ImportError}.
 */
export async function* readCbcap(paths: readonly string[]): AsyncGenerator<Iterable<RecordedFrame>, void, undefined> {
  const frame = blankFrame();
  let rx = 0;
  for (const path of paths) {
    const reader = new CbcapReader(path, frame, rx);
    let pieces: Buffer<ArrayBuffer> = Buffer.alloc(0);
    const chunks = readInput(path)[Symbol.asyncIterator]();
    for (;;) {
      let next: IteratorResult<Buffer<ArrayBuffer>, unknown>;
      try {
        next = await chunks.next();
      } catch (error) {
        throw unreadable(path, reader.line, error);
      }
      if (next.done === true) break;
      pieces = pieces.length === 0 ? next.value : Buffer.concat([pieces, next.value]);
      yield reader.frames(pieces);
      pieces = pieces.subarray(reader.taken);
    }
    if (reader.line === 1) throw new ImportError(path, 1, 'not a capture; expected "CBCAP1 <venue> <symbol> <unix ns>" first');
    if (pieces.length > 0) throw new ImportError(path, reader.line, "the last message is cut short");
    rx = reader.rx;
  }
}

/** The records of one file, as far as its bytes have come. */
class CbcapReader {
  line = 1;
  rx: number;
  /** Bytes used up by the last call of {@link frames}. */
  taken = 0;
  private readonly path: string;
  private readonly frame: RecordedFrame;
  private startNs = 0n;
  private firstNs: bigint | null = null;

  constructor(path: string, frame: RecordedFrame, rx: number) {
    this.path = path;
    this.frame = frame;
    this.rx = rx;
  }

  *frames(buffer: Buffer<ArrayBuffer>): Generator<RecordedFrame, void, undefined> {
    this.taken = 0;
    if (this.line === 1 && !this.readStart(buffer)) return;
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    for (;;) {
      const head = this.head(buffer, /^([0-9]{1,20}) ([0-9]{1,10})$/, "expected a line with the time in ns and the length in bytes");
      if (head === null) return;
      const length = Number(head.found[2]);
      if (length > MAX_LINE_BYTES) throw new ImportError(this.path, this.line, `a message of ${length} bytes; at most ${MAX_LINE_BYTES} are read`);
      const end = head.after + length;
      if (end >= bytes.length) return;
      if (bytes[end] !== NEWLINE) throw new ImportError(this.path, this.line + 1, `the message does not end after its ${length} bytes`);
      this.fill(bytes, head.after, end, BigInt(head.found[1] as string));
      this.taken = end + 1;
      this.line += 1 + lineEnds(bytes, head.after, end + 1);
      yield this.frame;
    }
  }

  private readStart(buffer: Buffer): boolean {
    const head = this.head(buffer, /^CBCAP1 \S+ \S+ ([0-9]{1,20})$/, 'expected "CBCAP1 <venue> <symbol> <unix ns>"');
    if (head === null) return false;
    this.startNs = BigInt(head.found[1] as string);
    this.taken = head.after;
    this.line = 2;
    return true;
  }

  /** The next line, which must be as `pattern` has it; null where it has not come whole. */
  private head(buffer: Buffer, pattern: RegExp, expected: string): { found: RegExpExecArray; after: number } | null {
    const newline = buffer.indexOf(NEWLINE, this.taken);
    const end = newline < 0 ? Math.min(buffer.length, this.taken + MAX_HEAD_BYTES) : newline;
    if (newline < 0 && end - this.taken < MAX_HEAD_BYTES) return null;
    const found = pattern.exec(buffer.toString("latin1", this.taken, end));
    if (found === null) throw new ImportError(this.path, this.line, expected);
    return { found, after: end + 1 };
  }

  private fill(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, ns: bigint): void {
    const { frame } = this;
    this.firstNs ??= ns;
    frame.rx = ++this.rx;
    frame.kind = "recv";
    frame.conn = "ws";
    frame.epoch = 0;
    frame.url = "";
    frame.bytes = bytes;
    frame.start = start;
    frame.end = end;
    frame.rxNs = this.startNs + ns - this.firstNs;
    frame.monoNs = null;
    frame.binary = !isUtf8(bytes, start, end);
  }
}

function lineEnds(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
