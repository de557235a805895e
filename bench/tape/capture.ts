import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { RecordedFrame } from "../../src/core/contract/frame.ts";
import { HftbacktestParser } from "../../src/workers/import/hftbacktest.ts";
import { readFrames } from "../../src/workers/import/read-frames.ts";

/**
 * What is measured: Binance USD-M futures, BTCUSDT and ETHUSDT, 27 minutes of depth at every change, trades and best bid/ask, with
 * one REST snapshot for each of four recordings. Played one after the other as one session.
 */
export const VENUE = "binance-usdm";
export const SYMBOLS = ["BTCUSDT", "ETHUSDT"] as const;
const FILES = [
  ["usdm_btcusdt_20240718.gz", "BTCUSDT", "starts"],
  ["usdm_btcusdt_20240719.gz", "BTCUSDT", "continues"],
  ["usdm_ethusdt_20240718.gz", "ETHUSDT", "starts"],
  ["usdm_ethusdt_20240719.gz", "ETHUSDT", "continues"],
  ["usdm_btcusdt_20240808.gz", "BTCUSDT", "starts"],
  ["usdm_ethusdt_20240808.gz", "ETHUSDT", "starts"],
] as const;

function pathOf(file: string): string {
  const path = resolve(join(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", "binance-usdm", file));
  if (!existsSync(path)) throw new Error(`${path} is not there: say with TAPEDECK_CAPTURES where the captures are`);
  return path;
}

export function captureNames(): readonly string[] {
  return FILES.map(([file]) => file);
}

/** The frames of all files, numbered as one session, in groups as an import reads them. */
export async function* captureFrames(): AsyncGenerator<Iterable<RecordedFrame>> {
  let before = 0;
  for (const [file, symbol] of FILES) {
    let last = before;
    for await (const group of readFrames([pathOf(file)], new HftbacktestParser(symbol))) {
      yield (function* () {
        for (const frame of group) {
          frame.rx += before;
          last = frame.rx;
          yield frame;
          frame.rx -= before;
        }
      })();
    }
    before = last;
  }
}

/**
 * The messages in memory: `bytes[starts[i]..ends[i])` is the JSON text of the i-th; `snapshotOf[i]` its symbol where it is a depth
 * snapshot. A new recording begins at each message of `recordings`.
 */
export interface Messages {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly snapshotOf: readonly (string | null)[];
  readonly recordings: ReadonlySet<number>;
}

export function readMessages(): Messages {
  const texts = FILES.map(([file]) => gunzipSync(readFileSync(pathOf(file))));
  const bytes = Buffer.concat(texts);
  const starts: number[] = [];
  const ends: number[] = [];
  const snapshotOf: (string | null)[] = [];
  const recordings = new Set<number>();
  let at = 0;
  texts.forEach((text, file) => {
    if (FILES[file]?.[2] === "starts") recordings.add(starts.length);
    for (const stop = at + text.length; at < stop;) {
      const newline = bytes.indexOf(10, at);
      const end = newline < 0 ? stop : newline;
      const start = bytes.indexOf(32, at) + 1;
      starts.push(start);
      ends.push(end);
      snapshotOf.push(bytes.subarray(start, start + 10).toString() === '{"stream":' ? null : (FILES[file]?.[1] ?? null));
      at = end + 1;
    }
  });
  return { bytes, starts: Int32Array.from(starts), ends: Int32Array.from(ends), snapshotOf, recordings };
}
