import { utf8SequenceLength } from "./utf8.ts";

/** What {@link jsonShape} found: not JSON text at all, or JSON whose top-level object has, or has not, the key asked for. */
export type JsonShape = "malformed" | "with-key" | "without-key";

const OBJECT = 1;
const ARRAY = 2;

/** 1 for the bytes that end the plain run of a string: the quote, the backslash, controls, and everything that is not ASCII. */
const STOPS = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x20 || byte === 0x22 || byte === 0x5c || byte >= 0x80 ? 1 : 0));

/** The nesting of the value being read, one byte a level; grows with the deepest text seen, so that no text overflows the call stack. */
let nesting = new Uint8Array(256);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NO_KEY = new Uint8Array(0);

/** Whether `bytes[start..end)` is one JSON text in well-formed UTF-8 (RFC 8259): true exactly where `JSON.parse` accepts it. */
export function isJson(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  return jsonShape(bytes, start, end, NO_KEY) !== "malformed";
}

/**
 * Checks `bytes[start..end)` as {@link isJson} does and looks for a key of the top-level object on the way, wherever it stands
 * and whether or not it is written with escapes. `key` is the key's UTF-8; builds no value.
 */
export function jsonShape(bytes: Uint8Array, start: number, end: number, key: Uint8Array): JsonShape {
  let depth = 0;
  let found = false;
  let at = skipSpace(bytes, start, end);
  value: for (;;) {
    const first = at < end ? (bytes[at] as number) : 0;
    if (first === 0x22) {
      at = jsonStringEnd(bytes, at + 1, end);
    } else if (first === 0x7b || first === 0x5b) {
      if (depth === nesting.length) nesting = grown(nesting);
      nesting[depth++] = first === 0x7b ? OBJECT : ARRAY;
      at = skipSpace(bytes, at + 1, end);
      if (at < end && bytes[at] === first + 2) {
        depth--;
        at++;
      } else if (first === 0x5b) {
        continue;
      } else {
        const keyStart = at + 1;
        at = memberValue(bytes, at, end);
        if (at < 0) return "malformed";
        if (depth === 1) found ||= isKey(bytes, keyStart, end, key);
        continue;
      }
    } else {
      at = first === 0x74 || first === 0x66 || first === 0x6e ? literalEnd(bytes, at, end) : jsonNumberEnd(bytes, at, end);
    }
    if (at < 0) return "malformed";
    // A value has ended: close what it closes, until a comma asks for the next one.
    for (;;) {
      at = skipSpace(bytes, at, end);
      if (depth === 0) return at < end ? "malformed" : found ? "with-key" : "without-key";
      const next = at < end ? (bytes[at] as number) : 0;
      const inside = nesting[depth - 1];
      at++;
      if (next === 0x2c) {
        at = skipSpace(bytes, at, end);
        if (inside === ARRAY) continue value;
        const keyStart = at + 1;
        at = memberValue(bytes, at, end);
        if (at < 0) return "malformed";
        if (depth === 1) found ||= isKey(bytes, keyStart, end, key);
        continue value;
      }
      if (next !== (inside === OBJECT ? 0x7d : 0x5d)) return "malformed";
      depth--;
    }
  }
}

/** The first place at or after `at` that is not JSON white space. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end) {
    const byte = bytes[next] as number;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    next++;
  }
  return next;
}

/** Where the string whose opening quote stands just before `at` has ended (after its closing quote), or -1 where it is no JSON string. */
export function jsonStringEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  for (;;) {
    next = plainRunEnd(bytes, next, end);
    if (next >= end) return -1;
    const byte = bytes[next] as number;
    if (byte === 0x22) return next + 1;
    const length = byte === 0x5c ? jsonEscapeLength(bytes, next, end) : byte >= 0x80 ? utf8SequenceLength(bytes, next, end) : 0;
    if (length === 0) return -1;
    next += length;
  }
}

/** Where the bytes of a string at `at` stop being plain: at its quote, an escape, a control, the first byte that is not ASCII, or `end`. */
export function plainRunEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && STOPS[bytes[next] as number] === 0) next++;
  return next;
}

/** Length of the escape whose backslash stands at `at`: 2, or 6 for `\uXXXX`; 0 where it is none. */
export function jsonEscapeLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return 0;
  switch (bytes[at + 1]) {
    case 0x22: // "
    case 0x2f: // /
    case 0x5c: // \
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 2;
    case 0x75:
      return hex4(bytes, at + 2, end) < 0 ? 0 : 6;
    default:
      return 0;
  }
}

/** The value of four hexadecimal digits at `at`, or -1. */
export function hex4(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) return -1;
  let value = 0;
  for (let n = 0; n < 4; n++) {
    const byte = bytes[at + n] as number;
    const lower = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57;
    else return -1;
  }
  return value;
}

/** Where the JSON number at `at` has ended, or -1 where there is none. */
export function jsonNumberEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at < end && bytes[at] === 0x2d ? at + 1 : at;
  const whole = next;
  next = digitsEnd(bytes, next, end);
  if (next === whole || (bytes[whole] === 0x30 && next > whole + 1)) return -1;
  if (next < end && bytes[next] === 0x2e) {
    const fraction = next + 1;
    next = digitsEnd(bytes, fraction, end);
    if (next === fraction) return -1;
  }
  if (next < end && ((bytes[next] as number) | 0x20) === 0x65) {
    let exponent = next + 1;
    if (exponent < end && (bytes[exponent] === 0x2b || bytes[exponent] === 0x2d)) exponent++;
    next = digitsEnd(bytes, exponent, end);
    if (next === exponent) return -1;
  }
  return next;
}

function digitsEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && (bytes[next] as number) >= 0x30 && (bytes[next] as number) <= 0x39) next++;
  return next;
}

const LITERALS = ["true", "false", "null"].map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0)));

/** Where the `true`, `false` or `null` at `at` has ended, or -1. */
function literalEnd(bytes: Uint8Array, at: number, end: number): number {
  const word = LITERALS.find((literal) => literal[0] === bytes[at]);
  if (word === undefined || at + word.length > end) return -1;
  for (let n = 1; n < word.length; n++) if (bytes[at + n] !== word[n]) return -1;
  return at + word.length;
}

/** Reads `"key" :` at `at`; where the member's value starts, or -1. */
function memberValue(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== 0x22) return -1;
  const keyEnd = jsonStringEnd(bytes, at + 1, end);
  if (keyEnd < 0) return -1;
  const colon = skipSpace(bytes, keyEnd, end);
  if (colon >= end || bytes[colon] !== 0x3a) return -1;
  return skipSpace(bytes, colon + 1, end);
}

/** Whether the well-formed string that starts after its quote at `at` is `key`. */
function isKey(bytes: Uint8Array, at: number, end: number, key: Uint8Array): boolean {
  if (key.length === 0) return false;
  for (let n = 0; n <= key.length && at + n < end; n++) {
    const byte = bytes[at + n];
    if (byte === 0x5c) {
      const text: unknown = JSON.parse(decoder.decode(bytes.subarray(at - 1, jsonStringEnd(bytes, at, end))));
      return text === decoder.decode(key);
    }
    if (n === key.length) return byte === 0x22;
    if (byte !== key[n]) return false;
  }
  return false;
}

function grown(from: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(from.length * 4);
  to.set(from);
  return to;
}
