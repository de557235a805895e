import { fromBase64 } from "../../core/base/base64.ts";
import { NumberText, parseJson } from "../../core/base/json-lexemes.ts";
import { isJson } from "../../core/base/json-syntax.ts";
import { isUtf8 } from "../../core/base/utf8.ts";
import type { FrameKind, RecordedFrame } from "../../core/contract/frame.ts";
import { isObject, type Json } from "../../core/venues/checked-fields.ts";
import type { LineFormat } from "./read-frames.ts";

/** What a line of the first format says: who, in which direction, when, and what. */
const TEXT_LINE = /^(?:(\S+) (<->|<-|->) )?([0-9]{1,10}(?:\.[0-9]{1,9})?)(?:: ?|$)/;
/** The kinds of record of the second format, and what they are here. */
const KINDS: Readonly<Record<string, FrameKind>> = { connect: "open", send: "send", recv: "recv", http: "rest" };
const HEADER = "configuration: ";
const BRACE = 0x7b;
const BRACKET = 0x5b;
/** Addresses are no longer; a message may be megabytes. */
const HEAD_BYTES = 4_096;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Recordings of cryptofeed's raw data collection, in both of its formats, told apart line by line. The first: `<unix s>: <message>`,
 * `<address> <-> <unix s>` (connected), `<address> <- <unix s>: <message>` (sent), `<url> -> <unix s>: <answer>`. The second: JSON records
 * `{t, conn, ts, data | b64, url?, addr?}`. What describes the recording itself is no frame. The first names no connections: each file that
 * begins with one has its own.
 */
export class CryptofeedParser implements LineFormat {
  private connections = 0;
  private atStart = true;

  beginFile(): void {
    this.atStart = true;
  }

  isNoFrame(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) return true;
    if (bytes[start] !== BRACE) return utf8.decode(bytes.subarray(start, Math.min(end, start + HEADER.length))) === HEADER;
    const head = utf8.decode(bytes.subarray(start, Math.min(end, start + 64)));
    return /^\{"t": ?"header"/.test(head);
  }

  parse(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, rx: number, frame: RecordedFrame): string | undefined {
    frame.rx = rx;
    frame.epoch = 0;
    frame.monoNs = null;
    return bytes[start] === BRACE ? this.parseRecord(bytes, start, end, frame) : this.parseText(bytes, start, end, frame);
  }

  private parseText(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, frame: RecordedFrame): string | undefined {
    const found = TEXT_LINE.exec(utf8.decode(bytes.subarray(start, Math.min(end, start + HEAD_BYTES))));
    if (found === null) return 'no line of cryptofeed\'s; expected "<unix seconds>: <message>", "<address> <-> <unix seconds>" or the like';
    const [head, address = "", arrow = "", seconds = ""] = found;
    if (arrow === "<->" && this.atStart) this.connections++;
    this.atStart = false;
    const at = start + encoder.encode(head).length;
    if ((bytes[at] === BRACE || bytes[at] === BRACKET) && !isJson(bytes, at, end)) {
      return "no well-formed JSON behind the time, or cut short; expected one message";
    }
    frame.kind = arrow === "<->" ? "open" : arrow === "<-" ? "send" : arrow === "->" ? "rest" : "recv";
    frame.conn = frame.kind === "rest" ? "rest" : `ws-${Math.max(1, this.connections)}`;
    frame.url = frame.kind === "open" || frame.kind === "rest" ? address : "";
    frame.rxNs = nanoseconds(seconds);
    place(frame, bytes, at, end);
    frame.binary = !isUtf8(bytes, frame.start, end);
    return undefined;
  }

  private parseRecord(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, frame: RecordedFrame): string | undefined {
    const record = parseJson(bytes, start, end, true);
    if (!isObject(record)) return "no well-formed JSON in UTF-8, or cut short; expected one record a line";
    const kind = typeof record["t"] === "string" && Object.hasOwn(KINDS, record["t"]) ? KINDS[record["t"]] : undefined;
    if (kind === undefined) return `"t" is none of ${Object.keys(KINDS).join(", ")}, header`;
    const { conn, ts } = record;
    if (typeof conn !== "string") return '"conn" is missing; expected the connection\'s name';
    if (!(ts instanceof NumberText) || !/^[0-9]{1,10}(\.[0-9]+)?$/.test(ts.text)) return '"ts" is no time; expected Unix seconds';
    const data = dataOf(record, kind);
    if (data === undefined) return '"data" or "b64" is missing, or no text; expected the message';
    frame.kind = kind;
    frame.conn = conn;
    frame.url = kind === "open" ? textOr(record["addr"]) : kind === "rest" ? textOr(record["url"]) : "";
    frame.rxNs = nanoseconds(ts.text);
    place(frame, data, 0, data.length);
    frame.binary = "b64" in record && !isUtf8(data);
    return undefined;
  }
}

function place(frame: RecordedFrame, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
  frame.bytes = bytes;
  frame.start = Math.min(start, end);
  frame.end = end;
}

function dataOf({ data, b64 }: Json, kind: FrameKind): Uint8Array<ArrayBuffer> | undefined {
  if (typeof data === "string" && data.isWellFormed()) return encoder.encode(data);
  if (typeof b64 === "string") {
    const text = encoder.encode(b64);
    return fromBase64(text, 0, text.length);
  }
  return kind === "open" && data === undefined ? new Uint8Array(0) : undefined;
}

function textOr(value: unknown): string {
  return typeof value === "string" && value.isWellFormed() ? value : "";
}

/** Seconds with a fraction, as text, in nanoseconds: digits past the ninth are cut. */
function nanoseconds(seconds: string): bigint {
  const [whole = "0", fraction = ""] = seconds.split(".");
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
