import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

/** The capture that is measured: Binance USD-M BTCUSDT, 2024-08-08, 344 s of depth at every change, trades and best bid/ask. */
export const CAPTURE = { file: "binance-usdm/usdm_btcusdt_20240808.gz", venue: "binance-usdm", symbol: "BTCUSDT" } as const;

export function capturePath(): string {
  const path = resolve(join(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", CAPTURE.file));
  if (!existsSync(path)) throw new Error(`${path} is not there: say with TAPEDECK_CAPTURES where the captures are`);
  return path;
}

/** The capture's messages: `bytes[starts[i]..ends[i])` is the JSON text of the i-th; `rest[i]` where it is the depth snapshot. */
export interface Messages {
  readonly text: Buffer;
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly rest: readonly boolean[];
}

export function readMessages(): Messages {
  const bytes = gunzipSync(readFileSync(capturePath()));
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? bytes.length : newline;
    starts.push(bytes.indexOf(32, at) + 1);
    ends.push(end);
    at = end + 1;
  }
  const rest = starts.map((start) => bytes.subarray(start, start + 10).toString() !== '{"stream":');
  return { text: bytes, bytes, starts: Int32Array.from(starts), ends: Int32Array.from(ends), rest };
}
