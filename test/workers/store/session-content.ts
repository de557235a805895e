import { BlockWriter } from "../../../src/core/contract/frame-block.ts";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import type { Digest, Keyframe, Mark } from "../../../src/core/session/mark.ts";
import type { SessionGap, SessionInstrument, SessionManifest } from "../../../src/workers/store/session-rows.ts";

const encoder = new TextEncoder();

export const MANIFEST: SessionManifest = {
  writer: "tapedeck test",
  source: "import",
  venue: "binance",
  sessionRx: 1,
  format: "raw-jsonl",
  files: ["a.gz"],
};

export const INSTRUMENTS: readonly SessionInstrument[] = [
  { instrument: "binance:BTCUSDT", tickSize: "0.01", lotSize: "0.00001" },
  { instrument: "binance:__proto__", tickSize: null, lotSize: null },
  { instrument: "binance:币安\u0000人生", tickSize: null, lotSize: "1" },
];

/** Frame `rx` of the test session: the kinds, connections and clocks vary. */
export function testFrame(rx: number): RecordedFrame {
  const kind = rx % 11 === 0 ? "rest" : rx % 7 === 0 ? "send" : "recv";
  const binary = rx % 13 === 0;
  const text = encoder.encode(`{"stream":"s${rx % 3}@trade","data":{"t":${rx},"p":"${(rx * 7919) % 100_003}.5"}}`);
  const bytes = binary ? Uint8Array.of(0xff, rx & 255) : text;
  return {
    rx,
    kind,
    conn: `ws${rx % 2}`,
    epoch: rx % 5 === 0 ? 2 : 0,
    url: kind === "rest" ? "/depth?symbol=BTCUSDT" : "",
    bytes,
    start: 0,
    end: bytes.length,
    rxNs: 1_723_161_253_937_085_768n + BigInt((rx * 104_729) % 1_000_003) - BigInt(rx % 17) * 1000n,
    monoNs: rx % 4 === 0 ? null : BigInt(rx) * 1000n,
    binary,
  };
}

export function testBlock(fromRx: number, toRx: number): Uint8Array {
  const writer = new BlockWriter();
  for (let rx = fromRx; rx <= toRx; rx++) writer.add(testFrame(rx));
  return writer.finish();
}

export function testMark(afterRx: number): Mark {
  return { afterRx, eventMs: new Map([["binance", 1_723_161_255_208 + afterRx]]), keyframes: ["binance:BTCUSDT"] };
}

export function testKeyframe(afterRx: number): Keyframe {
  return { afterRx, instrument: "binance:BTCUSDT", part: "book", foldVersion: 1, bytes: encoder.encode(`book after ${afterRx} `.repeat(20)) };
}

export function testDigest(afterRx: number): Digest {
  return { afterRx, instrument: "binance:BTCUSDT", foldVersion: 1, digest: afterRx.toString(16).padStart(32, "0") };
}

export const GAPS: readonly SessionGap[] = [
  { instrument: "binance:BTCUSDT", fromRx: 5, toRx: 9, cause: "sequence" },
  { instrument: "binance:BTCUSDT", fromRx: 12, toRx: null, cause: "disconnect" },
];
