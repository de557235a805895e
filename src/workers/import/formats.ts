import { RawJsonlParser } from "../../core/session/raw-jsonl.ts";
import { readCbcap } from "./cbcap.ts";
import { CryptofeedParser } from "./cryptofeed.ts";
import { HftbacktestParser } from "./hftbacktest.ts";
import type { FrameGroups } from "./import-session.ts";
import { readFrames } from "./read-frames.ts";

/** The formats of recordings that can be read, by the names they have on the command line. */
export const IMPORT_FORMATS = ["raw-jsonl", "hftbacktest", "cryptofeed", "cbcap"] as const;

export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** The frames of recorded files, read as one stream. `symbol`: what an hftbacktest recording's REST snapshots are of. */
export function readRecording(format: ImportFormat, paths: readonly string[], symbol?: string): FrameGroups {
  if (format === "cbcap") return readCbcap(paths);
  if (format === "cryptofeed") return readFrames(paths, new CryptofeedParser());
  return readFrames(paths, format === "raw-jsonl" ? new RawJsonlParser() : new HftbacktestParser(symbol));
}
