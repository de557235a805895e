import { z } from "zod";
import type { Gap } from "../../core/market/quality.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Mark } from "../../core/session/mark.ts";

/** The program and version that a manifest names. */
export const WRITER = "tapedeck 0.1.0";

/** What a session is; written when its file is created, so that a file whose writer was killed can be replayed too. */
export interface SessionManifest {
  /** Program and version that wrote the file. */
  readonly writer: string;
  readonly source: "import" | "recording";
  /** The venue whose messages the file holds. */
  readonly venue: string;
  /** The `rx` of this file's first frame: 1 unless the file goes on after another one of a longer session. */
  readonly sessionRx: number;
  /** Of an import: the format, and the names of the files read, without their folders. */
  readonly format: string | null;
  readonly files: readonly string[];
}

/** An instrument that the session holds; tick and lot size are decimal text, null where the venue did not say. */
export interface SessionInstrument {
  readonly instrument: InstrumentId;
  readonly tickSize: string | null;
  readonly lotSize: string | null;
}

/** A loss in one instrument, as the fold found it. */
export interface SessionGap extends Readonly<Gap> {
  readonly instrument: InstrumentId;
}

/**
 * A message that no fold reads, as frame `byRx` says; `instrument` is what it is lost to, empty where that is every one of its connection.
 * What was stored of a state between the two frames had read it, and counts no more.
 */
export interface SessionQuarantine {
  readonly rx: number;
  readonly byRx: number;
  readonly instrument: string;
}

/** The cause of the rows of `gaps` that are {@link SessionQuarantine}s: `from_rx` is the message, `to_rx` the frame that says so. */
export const QUARANTINE_CAUSE = "quarantine";

/** A row of the table `gaps` that names a message in quarantine. */
export interface QuarantineRow {
  readonly instrument: string;
  readonly fromRx: number;
  readonly toRx: number;
  readonly cause: typeof QUARANTINE_CAUSE;
}

/** The row for it: from the message to the frame that says so. */
export function quarantineRow({ rx, byRx, instrument }: SessionQuarantine): QuarantineRow {
  return { instrument, fromRx: rx, toRx: byRx, cause: QUARANTINE_CAUSE };
}

const manifestSchema = z.object({
  writer: z.string(),
  source: z.enum(["import", "recording"]),
  venue: z.string(),
  sessionRx: z.int().min(1),
  format: z.string().nullable(),
  files: z.array(z.string()),
});

/** One row a member, its value as JSON text, in the order of keys. */
export function manifestRows(manifest: SessionManifest): [key: string, value: string][] {
  return Object.entries(manifestSchema.parse(manifest))
    .map(([key, value]): [string, string] => [key, JSON.stringify(value)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Throws where a member is missing or of another type; rows of unknown keys are left aside. */
export function parseManifest(rows: ReadonlyMap<string, string>): SessionManifest {
  return manifestSchema.parse(Object.fromEntries(Array.from(rows, ([key, value]) => [key, JSON.parse(value) as unknown])));
}

const tableSealSchema = z.object({ rows: z.int().min(0), crc: z.int().min(0) });

export const sealSchema = z.object({
  frames: z.int().min(0),
  tables: z.object({
    manifest: tableSealSchema,
    instruments: tableSealSchema,
    blocks: tableSealSchema,
    marks: tableSealSchema,
    keyframes: tableSealSchema,
    digests: tableSealSchema,
    gaps: tableSealSchema,
  }),
});

/** JSON text of what a mark carries; arrays of pairs, so that no venue's name is special. */
export function markData(mark: Mark): string {
  return JSON.stringify([[...mark.eventMs], mark.keyframes]);
}

const markSchema = z.tuple([z.array(z.tuple([z.string(), z.number()])), z.array(z.custom<InstrumentId>((id) => typeof id === "string"))]);

export function parseMark(afterRx: number, data: string): Mark {
  const [eventMs, keyframes] = markSchema.parse(JSON.parse(data));
  return { afterRx, eventMs: new Map(eventMs), keyframes };
}
