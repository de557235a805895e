import { jsonShape } from "../../core/base/json-syntax.ts";
import type { RecordedFrame } from "../../core/contract/frame.ts";
import { digits } from "../../core/session/raw-jsonl.ts";
import type { LineFormat } from "./read-frames.ts";

const SPACE = 0x20;
const STREAM = new TextEncoder().encode("stream");
const NANOSECOND_DIGITS = 19;
const MICROSECOND_DIGITS = 16;

/**
 * Lines of the hftbacktest collector: `<receive time> <verbatim JSON>`. The time is Unix nanoseconds, or microseconds where it has 16
 * digits. A line whose JSON has no `stream` at its top level is the REST depth snapshot of `symbol`, which the line itself does not name.
 */
export class HftbacktestParser implements LineFormat {
  private readonly url: string | undefined;

  constructor(symbol?: string) {
    this.url = symbol === undefined ? undefined : `/depth?symbol=${encodeURIComponent(symbol)}`;
  }

  parse(bytes: Uint8Array<ArrayBuffer>, start: number, end: number, rx: number, frame: RecordedFrame): string | undefined {
    const space = bytes.indexOf(SPACE, start);
    const rxNs = space < 0 || space >= end ? undefined : receiveTime(bytes, start, space);
    if (rxNs === undefined) return "no receive time; expected Unix nanoseconds (or microseconds of 16 digits), a space and the JSON of one message";
    const shape = jsonShape(bytes, space + 1, end, STREAM);
    if (shape === "malformed") return "no well-formed JSON in UTF-8 behind the receive time, or cut short; expected the JSON of one message";
    const rest = shape === "without-key";
    if (rest && this.url === undefined) {
      return 'a REST depth snapshot (it has no "stream"), which does not name its instrument; pass --symbol with the exchange\'s id of it';
    }
    frame.rx = rx;
    frame.kind = rest ? "rest" : "recv";
    frame.conn = rest ? "rest" : "ws";
    frame.epoch = 0;
    frame.url = rest ? (this.url ?? "") : "";
    frame.bytes = bytes;
    frame.start = space + 1;
    frame.end = end;
    frame.rxNs = rxNs;
    frame.monoNs = null;
    frame.binary = false;
    return undefined;
  }
}

function receiveTime(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  const length = end - start;
  if (length < 1 || length > NANOSECOND_DIGITS) return undefined;
  // In two halves that a number holds exactly.
  const middle = Math.max(start, end - 9);
  const high = digits(bytes, start, middle);
  const low = digits(bytes, middle, end);
  if (high < 0 || low < 0) return undefined;
  const value = BigInt(high) * 1_000_000_000n + BigInt(low);
  const rxNs = length === MICROSECOND_DIGITS ? value * 1000n : value;
  return rxNs < 2n ** 63n ? rxNs : undefined;
}
