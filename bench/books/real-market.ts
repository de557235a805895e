import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

/** Binance spot, BTCUSDT, 10 minutes of 2024-08-08 and -09: one REST snapshot of 1,000 levels a side, then diffs without a gap. */
export const REAL_SYMBOL = "BTCUSDT";
export const REAL_FILES = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"] as const;

/** Writes the capture as the other contestants' files are: its snapshot, then the diffs from the one that continues it. Returns how many. */
export function writeRealMarket(file: string): number {
  const texts = REAL_FILES.flatMap((name) => {
    const path = resolve(join(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", "binance-spot", name));
    if (!existsSync(path)) throw new Error(`${path} is not there: say with TAPEDECK_CAPTURES where the captures are`);
    const lines = gunzipSync(readFileSync(path)).toString().split("\n");
    return lines.map((line) => line.slice(line.indexOf(" ") + 1));
  });
  const snapshot = texts.find((text) => text.startsWith('{"lastUpdateId"'));
  if (snapshot === undefined) throw new Error(`${REAL_FILES.join(", ")} hold no snapshot`);
  const { lastUpdateId } = JSON.parse(snapshot) as { readonly lastUpdateId: number };
  const diffs = texts.filter((text) => text.includes('"e":"depthUpdate"') && lastIdOf(text) > lastUpdateId);
  writeFileSync(file, `${[snapshot, ...diffs].join("\n")}\n`);
  return diffs.length;
}

function lastIdOf(text: string): number {
  return (JSON.parse(text) as { readonly data: { readonly u: number } }).data.u;
}
