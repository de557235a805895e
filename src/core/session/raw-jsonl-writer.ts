import { toBase64 } from "../base/base64.ts";
import { isUtf8 } from "../base/utf8.ts";
import type { RecordedFrame } from "../contract/frame.ts";

const encoder = new TextEncoder();
const SHORT_ESCAPES = new Map([
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
  [0x22, 0x22],
  [0x5c, 0x5c],
]);
const HEX = encoder.encode("0123456789abcdef");
const UNICODE_ESCAPE = encoder.encode("\\u00");

/**
 * Writes frames as raw-jsonl lines, one after another, into a buffer of its own: the counterpart of `RawJsonlParser`.
 * Bytes that are no UTF-8 go as base64, with `"b64": true`; all others as they are, so reading the line gives back the same bytes.
 */
export class RawJsonlWriter {
  private buffer = new Uint8Array(1 << 16);
  private used = 0;

  /** Bytes written since the last {@link take}. */
  get length(): number {
    return this.used;
  }

  write(frame: RecordedFrame): void {
    const base64 = frame.binary || !isUtf8(frame.bytes, frame.start, frame.end);
    const head = [`{"rx":${frame.rx},"rxNs":"${frame.rxNs}"`];
    if (frame.monoNs !== null) head.push(`"monoNs":"${frame.monoNs}"`);
    head.push(`"conn":${JSON.stringify(frame.conn)}`);
    if (frame.epoch !== 0) head.push(`"epoch":${frame.epoch}`);
    head.push(`"kind":"${frame.kind}"`);
    if (frame.url !== "") head.push(`"url":${JSON.stringify(frame.url)}`);
    if (base64) head.push(`"b64":true`);
    if (frame.quarantined !== undefined) head.push(`"quarantined":${JSON.stringify(frame.quarantined)}`);
    this.text(`${head.join(",")},"data":"`);
    if (base64) this.bytes(toBase64(frame.bytes, frame.start, frame.end));
    else this.escaped(frame.bytes, frame.start, frame.end);
    this.text('"}\n');
  }

  /** The lines written since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const lines = this.buffer.slice(0, this.used);
    this.used = 0;
    return lines;
  }

  private text(text: string): void {
    this.reserve(text.length * 3);
    this.used += encoder.encodeInto(text, this.buffer.subarray(this.used)).written;
  }

  private bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  private escaped(bytes: Uint8Array, start: number, end: number): void {
    this.reserve((end - start) * 6);
    const out = this.buffer;
    let used = this.used;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c) {
        out[used++] = byte;
        continue;
      }
      const short = SHORT_ESCAPES.get(byte);
      if (short === undefined) {
        out.set(UNICODE_ESCAPE, used);
        out[used + 4] = HEX[byte >> 4] as number;
        out[used + 5] = HEX[byte & 15] as number;
        used += 6;
      } else {
        out[used++] = 0x5c;
        out[used++] = short;
      }
    }
    this.used = used;
  }

  private reserve(length: number): void {
    if (this.used + length <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.used + length, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.used));
    this.buffer = grown;
  }
}
