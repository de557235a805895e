import { hex4, jsonEscapeLength, jsonStringEnd, plainRunEnd } from "./json-syntax.ts";

const PLAIN_ESCAPES = new Map([
  [0x22, 0x22],
  [0x2f, 0x2f],
  [0x5c, 0x5c],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);

/** The byte that `\` and this byte stand for; 0 where it takes more than a look (`\u`). */
const ESCAPED = Uint8Array.from({ length: 256 }, (_, byte) => PLAIN_ESCAPES.get(byte) ?? 0);

/**
 * Reads JSON strings to the UTF-8 they stand for, without a JavaScript string between: `bytes[start..end)` after {@link read}.
 * A string without escapes is not copied; the buffer of one with escapes is used again by the next.
 */
export class JsonString {
  bytes = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Whether the string held half of a surrogate pair, which no UTF-8 stands for; its text is then unusable. */
  loneSurrogate = false;
  private scratch = new Uint8Array(4096);

  /** Reads the string whose opening quote stands just before `at`. Where it has ended (after its closing quote), or -1 where it is none. */
  read(bytes: Uint8Array<ArrayBuffer>, at: number, end: number): number {
    this.loneSurrogate = false;
    let backslash = plainRunEnd(bytes, at, end);
    const after = jsonStringEnd(bytes, backslash, end);
    if (after < 0) return -1;
    while (backslash < after && bytes[backslash] !== 0x5c) backslash++;
    if (backslash === after) {
      this.bytes = bytes;
      this.start = at;
      this.end = after - 1;
    } else {
      this.unescape(bytes, at, backslash, after - 1);
    }
    return after;
  }

  /** Copies the well-formed string `bytes[from..to)`, whose first backslash is known, with its escapes resolved: never longer than it was. */
  private unescape(bytes: Uint8Array, from: number, backslash: number, to: number): void {
    if (this.scratch.length < to - from) this.scratch = new Uint8Array((to - from) * 2);
    const out = this.scratch;
    out.set(bytes.subarray(from, backslash));
    let used = backslash - from;
    let at = backslash;
    while (at < to) {
      const byte = bytes[at] as number;
      if (byte !== 0x5c) {
        out[used++] = byte;
        at++;
        continue;
      }
      const plain = ESCAPED[bytes[at + 1] as number] as number;
      if (plain !== 0) {
        out[used++] = plain;
        at += 2;
        continue;
      }
      const unit = hex4(bytes, at + 2, to);
      at += 6;
      let point = unit;
      if (unit >= 0xd800 && unit <= 0xdfff) {
        const low = unit <= 0xdbff && jsonEscapeLength(bytes, at, to) === 6 && bytes[at] === 0x5c ? hex4(bytes, at + 2, to) : -1;
        if (low >= 0xdc00 && low <= 0xdfff) {
          point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          at += 6;
        } else {
          this.loneSurrogate = true;
        }
      }
      used = putUtf8(out, used, point);
    }
    this.bytes = out;
    this.start = 0;
    this.end = used;
  }
}

function putUtf8(out: Uint8Array, at: number, point: number): number {
  let next = at;
  if (point < 0x80) {
    out[next++] = point;
  } else if (point < 0x800) {
    out[next++] = 0xc0 | (point >> 6);
    out[next++] = 0x80 | (point & 0x3f);
  } else if (point < 0x10000) {
    out[next++] = 0xe0 | (point >> 12);
    out[next++] = 0x80 | ((point >> 6) & 0x3f);
    out[next++] = 0x80 | (point & 0x3f);
  } else {
    out[next++] = 0xf0 | (point >> 18);
    out[next++] = 0x80 | ((point >> 12) & 0x3f);
    out[next++] = 0x80 | ((point >> 6) & 0x3f);
    out[next++] = 0x80 | (point & 0x3f);
  }
  return next;
}
