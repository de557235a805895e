import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { RecordedFrame } from "../../core/contract/frame.ts";
import { type ImportFormat, readRecording } from "../../workers/import/formats.ts";

/** One recorded stream: files of one folder, in order. */
export interface Recording {
  readonly format: ImportFormat;
  readonly paths: readonly string[];
  /** With hftbacktest: what its REST snapshots are of. */
  readonly symbol?: string;
}

/** How many of the exchange's own figures were compared with ours, how many agree, and how many could not be compared. */
export interface Tally {
  readonly checked: number;
  readonly equal: number;
  readonly skipped: number;
}

/** What proves a venue's decoder and book: figures of the exchange's own in its recordings. */
export interface Oracle {
  readonly venue: string;
  /** Differences that are the exchange's own, as the README of the recordings says of these files; 0 where absent. */
  readonly allowed?: number;
  /** Whether everything there is must have been compared. */
  readonly skipsNothing?: boolean;
  run(captures: string): Promise<Tally>;
}

/** The files of a folder whose names match, each a recording of its own, in order of name; none where there is no such folder. */
export function recordingsIn(captures: string, folder: string, pattern: RegExp, format: ImportFormat): Recording[] {
  const path = join(captures, folder);
  const names = existsSync(path) ? readdirSync(path).filter((name) => pattern.test(name)) : [];
  return names.sort().map((name) => ({ format, paths: [join(path, name)] }));
}

/** Every frame of a recording; the object is reused. */
export async function* framesOf({ format, paths, symbol }: Recording): AsyncGenerator<RecordedFrame, void, undefined> {
  for await (const group of readRecording(format, paths, symbol)) yield* group;
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (key: keyof Tally): number => tallies.reduce((so, tally) => so + tally[key], 0);
  return { checked: total("checked"), equal: total("equal"), skipped: total("skipped") };
}
