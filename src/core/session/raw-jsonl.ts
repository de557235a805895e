import { fromBase64 } from "../base/base64.ts";
import { JsonString } from "../base/json-string.ts";
import { isJson, jsonNumberEnd, skipSpace } from "../base/json-syntax.ts";
import { isUtf8 } from "../base/utf8.ts";
import { FRAME_KINDS, type FrameKind, type RecordedFrame } from "../contract/frame.ts";

/** The keys of a raw-jsonl line; any other makes it a wrong line. */
export const RAW_JSONL_KEYS = ["rxNs", "conn", "kind", "data", "url", "rx", "monoNs", "epoch", "b64", "quarantined"] as const;

type Key = (typeof RAW_JSONL_KEYS)[number];

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const INTEGER = /^-?[0-9]{1,40}$/;
const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const KEY_BYTES = RAW_JSONL_KEYS.map((key) => encoder.encode(key));
const KIND_BYTES = FRAME_KINDS.map((kind) => encoder.encode(kind));

/** Ends the reading of a line with what is wrong with it and what is expected. */
class WrongLine extends Error {}

/** A text seen again and again, such as a connection's id: decoded only when its bytes differ from the last. */
class RepeatedText {
  private bytes = NO_BYTES;
  private text = "";

  decode(from: JsonString): string {
    if (!isText(from, this.bytes)) {
      this.bytes = from.bytes.slice(from.start, from.end);
      this.text = decoder.decode(this.bytes);
    }
    return this.text;
  }
}

function isText(text: JsonString, bytes: Uint8Array): boolean {
  const length = text.end - text.start;
  if (length !== bytes.length) return false;
  for (let n = 0; n < length; n++) if (text.bytes[text.start + n] !== bytes[n]) return false;
  return true;
}

function textOf({ bytes, start, end }: JsonString): Uint8Array {
  return bytes.subarray(start, end);
}

/** Place of the text among `names`, or -1. */
function indexOfText(names: readonly Uint8Array[], text: JsonString): number {
  for (let index = 0; index < names.length; index++) if (isText(text, names[index] as Uint8Array)) return index;
  return -1;
}

/**
 * Reads lines of our own text format, one frame a line, keys in any order:
 * `{"rxNs": "<unix ns>", "conn": "<id>", "kind": "recv", "data": "<verbatim text>", "url"?, "rx"?, "monoNs"?, "epoch"?, "b64"?}`.
 * The text of `data` goes from the line's bytes to the frame's without a JavaScript string between.
 */
export class RawJsonlParser {
  private readonly data = new JsonString();
  private readonly text = new JsonString();
  private readonly conn = new RepeatedText();
  private readonly url = new RepeatedText();
  private bytes: Uint8Array<ArrayBuffer> = NO_BYTES;
  private at = 0;
  private end = 0;

  /**
   * Fills `frame` from the line `bytes[start..end)`, the session's line number `rx`. The frame's bytes are valid until the next call.
   * Returns what is wrong with the line and what is expected, or undefined where all is well.
   */
  parse(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, rx: number, frame: RecordedFrame): string | undefined {
    this.bytes = bytes;
    this.end = end;
    this.at = skipSpace(bytes, start, end);
    try {
      this.readLine(rx, frame);
      return undefined;
    } catch (error) {
      if (!(error instanceof WrongLine)) throw error;
      return isJson(bytes, start, end) ? error.message : "no well-formed JSON in UTF-8, or cut short; expected one JSON object a line";
    } finally {
      this.bytes = NO_BYTES;
    }
  }

  private readLine(rx: number, frame: RecordedFrame): void {
    frame.rx = rx;
    frame.url = "";
    frame.epoch = 0;
    frame.monoNs = null;
    frame.quarantined = undefined;
    this.data.bytes = NO_BYTES;
    this.data.start = 0;
    this.data.end = 0;
    this.data.loneSurrogate = false;
    const seen = {
      rxNs: false,
      conn: false,
      kind: false,
      data: false,
      url: false,
      rx: false,
      monoNs: false,
      epoch: false,
      b64: false,
      quarantined: false,
    };
    let base64 = false;

    if (!this.take(0x7b)) throw new WrongLine("not an object; expected one JSON object a line");
    if (!this.take(0x7d)) {
      do {
        const key = this.readKey();
        if (seen[key]) throw new WrongLine(`"${key}" stands twice; expected it once`);
        seen[key] = true;
        if (key === "rxNs") frame.rxNs = this.readNanoseconds(key, this.string(key, this.text));
        else if (key === "conn") frame.conn = this.conn.decode(this.string(key, this.text));
        else if (key === "kind") frame.kind = this.readKind();
        else if (key === "data") this.string(key, this.data);
        else if (key === "url") frame.url = this.url.decode(this.string(key, this.text));
        else if (key === "rx") this.readRx(rx);
        else if (key === "monoNs") frame.monoNs = this.readMonoNs();
        else if (key === "epoch") frame.epoch = this.natural(key);
        else if (key === "quarantined") frame.quarantined = decoder.decode(textOf(this.string(key, this.text)));
        else base64 = this.readBoolean(key);
      } while (this.take(0x2c));
      if (!this.take(0x7d)) throw new WrongLine("cut short; expected one JSON object a line");
    }
    if (this.at !== this.end) throw new WrongLine("text after the object; expected one JSON object a line");
    for (const key of ["rxNs", "conn", "kind"] as const)
      if (!seen[key]) throw new WrongLine(`"${key}" is missing; expected rxNs, conn, kind and data`);
    if (!seen.data && frame.kind !== "open" && frame.kind !== "close") {
      throw new WrongLine(`"data" is missing; expected the verbatim text (only open and close may go without)`);
    }
    this.placeData(base64, frame);
  }

  private placeData(base64: boolean, frame: RecordedFrame): void {
    const { data } = this;
    if (base64) {
      const bytes = fromBase64(data.bytes, data.start, data.end);
      if (bytes === undefined) throw new WrongLine(`"data" is no base64; expected padded base64 where "b64" is true`);
      frame.bytes = bytes;
      frame.start = 0;
      frame.end = bytes.length;
      frame.binary = !isUtf8(bytes);
      return;
    }
    frame.bytes = data.bytes;
    frame.start = data.start;
    frame.end = data.end;
    frame.binary = false;
  }

  /** Takes the byte, and white space after it, where it comes next. */
  private take(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at = skipSpace(this.bytes, this.at + 1, this.end);
    return true;
  }

  private readKey(): Key {
    if (!this.readString(this.text)) throw new WrongLine("no key and value; expected one JSON object a line");
    const key = RAW_JSONL_KEYS[indexOfText(KEY_BYTES, this.text)];
    if (key === undefined) throw new WrongLine(`unknown key ${quoted(this.text)}; expected only ${RAW_JSONL_KEYS.join(", ")}`);
    if (!this.take(0x3a)) throw new WrongLine("no key and value; expected one JSON object a line");
    return key;
  }

  private readString(into: JsonString): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== 0x22) return false;
    const after = into.read(this.bytes, this.at + 1, this.end);
    if (after < 0) return false;
    this.at = skipSpace(this.bytes, after, this.end);
    return true;
  }

  private string(key: Key, into: JsonString): JsonString {
    if (!this.readString(into)) throw new WrongLine(`"${key}" is no text; expected a JSON string`);
    if (into.loneSurrogate)
      throw new WrongLine(`"${key}" holds half a surrogate pair; expected Unicode text (bytes that are none go in base64, with "b64": true)`);
    return into;
  }

  private readKind(): FrameKind {
    const kind = FRAME_KINDS[indexOfText(KIND_BYTES, this.string("kind", this.text))];
    if (kind === undefined) throw new WrongLine(`unknown kind ${quoted(this.text)}; expected ${FRAME_KINDS.join(", ")}`);
    return kind;
  }

  private readNanoseconds(key: Key, from: JsonString): bigint {
    const length = from.end - from.start;
    // 19 digits, as Unix time has for three centuries: two exact halves are much faster than parsing text to a bigint.
    const high = length === 19 ? digits(from.bytes, from.start, from.end - 9) : -1;
    const low = high >= 0 ? digits(from.bytes, from.end - 9, from.end) : -1;
    if (low >= 0 && high < 9_223_372_036) return BigInt(high) * 1_000_000_000n + BigInt(low);
    const text = length > 41 ? "" : decoder.decode(from.bytes.subarray(from.start, from.end));
    const value = INTEGER.test(text) ? BigInt(text) : undefined;
    if (value === undefined || value < INT64_MIN || value > INT64_MAX) {
      throw new WrongLine(`"${key}" is no 64-bit integer; expected nanoseconds as text, such as "1723161253937085768"`);
    }
    return value;
  }

  private readMonoNs(): bigint {
    if (this.bytes[this.at] === 0x22) return this.readNanoseconds("monoNs", this.string("monoNs", this.text));
    return BigInt(this.integer("monoNs", "nanoseconds as text"));
  }

  private readRx(rx: number): void {
    const stated = this.natural("rx");
    if (stated !== rx) throw new WrongLine(`"rx" is ${stated} in line ${rx} of the session; expected ${rx}, or no "rx"`);
  }

  private natural(key: Key): number {
    const value = this.integer(key, "an integer of 0 or more");
    if (value < 0) throw new WrongLine(`"${key}" is negative; expected an integer of 0 or more`);
    return value;
  }

  private integer(key: Key, expected: string): number {
    const after = jsonNumberEnd(this.bytes, this.at, this.end);
    const value = after < 0 || after - this.at > 40 ? Number.NaN : Number(decoder.decode(this.bytes.subarray(this.at, after)));
    if (!Number.isSafeInteger(value)) throw new WrongLine(`"${key}" is no safe integer; expected ${expected}`);
    this.at = skipSpace(this.bytes, after, this.end);
    return value + 0;
  }

  private readBoolean(key: Key): boolean {
    for (const word of ["true", "false"]) {
      let length = 0;
      while (length < word.length && this.at + length < this.end && this.bytes[this.at + length] === word.charCodeAt(length)) length++;
      if (length !== word.length) continue;
      this.at = skipSpace(this.bytes, this.at + length, this.end);
      return word === "true";
    }
    throw new WrongLine(`"${key}" is neither true nor false; expected one of them`);
  }
}

/** The value of 1 to 15 decimal digits, or -1 where other bytes are among them. */
export function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Text out of the line, short and on one line, for a message. */
function quoted(from: JsonString): string {
  const text = decoder.decode(from.bytes.subarray(from.start, from.end));
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
