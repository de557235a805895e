import { ByteReader, ByteWriter, BytesError } from "../base/bytes.ts";
import { MAX_MESSAGE_BYTES } from "./port.ts";
import { VIEW_VERSION, ViewError, type ViewHeader } from "./view.ts";

/**
 * The envelope of chart, ladder and tape messages: u8 message, u8 version, bool complete, uint seq, uint merged, then columns one
 * after another, all as {@link ByteWriter} writes them. Integers of any size travel exactly.
 */
export function encodeMessage(message: number, header: ViewHeader, write: (w: ByteWriter) => void): ArrayBuffer {
  const w = new ByteWriter(4096);
  w.u8(message);
  w.u8(VIEW_VERSION);
  w.bool(header.complete);
  w.uint(header.seq);
  w.uint(header.merged);
  write(w);
  return w.finish().buffer;
}

/**
 * The longest of ever fewer of `items` (from the start) whose message stays within a message's bound: what a screen shows of a hostile
 * instrument is less, never a message that nobody takes. Throws RangeError where not even an empty one does.
 */
export function encodeFitting<T>(items: readonly T[], encode: (items: readonly T[]) => ArrayBuffer): ArrayBuffer {
  for (let rest = items; ; rest = rest.slice(0, Math.floor(rest.length / 2))) {
    const buffer = encode(rest);
    if (buffer.byteLength <= MAX_MESSAGE_BYTES) return buffer;
    if (rest.length === 0) throw new RangeError(`a view of ${buffer.byteLength} bytes without a row`);
  }
}

/** Reads what {@link encodeMessage} wrote; throws {@link ViewError} where the bytes are anything else. */
export function decodeMessage<T>(buffer: ArrayBuffer, message: number, read: (r: ByteReader) => T): ViewHeader & T {
  const r = new ByteReader(new Uint8Array(buffer));
  try {
    const kind = r.u8();
    const version = r.u8();
    if (kind !== message || version !== VIEW_VERSION) throw new ViewError(`view message ${kind} of version ${version} is not known`);
    const view = { complete: readFlag(r), seq: r.uint(), merged: r.uint(), ...read(r) };
    if (!r.done) throw new ViewError("view has bytes after its end");
    return view;
  } catch (error) {
    if (error instanceof ViewError) throw error;
    // TypeError: a text that is not UTF-8.
    if (error instanceof BytesError || error instanceof TypeError) throw new ViewError("view ends early or holds what it cannot", { cause: error });
    throw error;
  }
}

export function readFlag(r: ByteReader): boolean {
  const byte = r.u8();
  if (byte > 1) throw new ViewError(`${byte} is neither yes nor no`);
  return byte === 1;
}

/** Reads as many values as a column is said to have; each takes a byte at least, so a false number of rows ends with the message. */
export function readColumn<T>(rows: number, read: () => T): T[] {
  const values: T[] = [];
  for (let n = 0; n < rows; n++) values.push(read());
  return values;
}

/** The member of a list that a code on the wire stands for. */
export function readCode<T>(r: ByteReader, of: readonly T[]): T {
  const code = r.u8();
  const value = of[code];
  if (value === undefined) throw new ViewError(`code ${code} is not known`);
  return value;
}
