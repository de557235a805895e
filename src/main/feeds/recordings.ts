import { closeSync, existsSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What follows the venue in the name of a recording. */
const NAME_TAIL = /^-\d{4}-\d{2}-\d{2}T\d{2}Z(-\d+)?\.tape$/;
/** "File format write version" of a SQLite file, 2 for WAL (https://www.sqlite.org/fileformat2.html, 1.3): only a sealed session has none. */
const WRITE_VERSION_AT = 18;
const WAL = 2;

export interface RecordingsOptions {
  readonly folder: string;
  readonly venue: string;
  /** Unix milliseconds. */
  readonly wallMs: () => number;
}

/** The files of an always-on recording: one an hour (UTC) and venue, `<venue>-2026-01-31T08Z.tape`, in one folder. */
export class Recordings {
  private readonly options: RecordingsOptions;
  private hour: number;

  constructor(options: RecordingsOptions) {
    this.options = options;
    this.hour = this.now();
  }

  /** The file to begin with; it does not exist. */
  first(): string {
    this.hour = this.now();
    return this.free();
  }

  /** The file to go on in where another hour has begun since the last file, else null; it does not exist, or was only begun. */
  next(): string | null {
    return this.now() > this.hour ? this.free() : null;
  }

  /** The desk goes on in the file that {@link next} named. */
  moved(): void {
    this.hour = this.now();
  }

  private now(): number {
    return Math.floor(this.options.wallMs() / HOUR_MS);
  }

  private free(): string {
    const { folder, venue } = this.options;
    const stem = `${venue}-${new Date(this.now() * HOUR_MS).toISOString().slice(0, 13)}Z`;
    for (let part = 1; ; part++) {
      const path = join(folder, part === 1 ? `${stem}.tape` : `${stem}-${part}.tape`);
      if (!existsSync(path)) return path;
    }
  }
}

/** The recordings of that venue in a folder that were begun and not sealed, oldest first; `inUse` is not one of them. */
export function unsealed({ folder, venue }: Pick<RecordingsOptions, "folder" | "venue">, inUse: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(venue) && NAME_TAIL.test(name.slice(venue.length)))
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => path !== inUse && (existsSync(`${path}-wal`) || isInWriteAheadMode(path)));
}

function isInWriteAheadMode(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const version = Buffer.alloc(1);
    return readSync(file, version, 0, 1, WRITE_VERSION_AT) === 1 && version[0] === WAL;
  } finally {
    closeSync(file);
  }
}

export interface Retention {
  readonly mostBytes: number;
  readonly mostDays: number;
}

/** Deletes recordings, oldest first, until the rest is no larger and no older than allowed; returns what it deleted. `keep` are never touched. */
export function retain(folder: string, { mostBytes, mostDays }: Retention, wallMs: number, keep: readonly string[]): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".tape"))
    .map((name) => join(folder, name))
    // A file with a log beside it is being written, or has not been recovered yet.
    .filter((path) => !keep.includes(path) && !existsSync(`${path}-wal`))
    .map((path) => ({ path, ...sizeOf(path) }))
    .toSorted((a, b) => b.ms - a.ms);
  let bytes = keep.reduce((sum, path) => sum + sizeOf(path).bytes, 0);
  const deleted: string[] = [];
  for (const file of files) {
    bytes += file.bytes;
    if (bytes <= mostBytes && wallMs - file.ms <= mostDays * DAY_MS) continue;
    rmSync(file.path, { force: true });
    deleted.push(file.path);
  }
  return deleted;
}

function sizeOf(path: string): { readonly bytes: number; readonly ms: number } {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { bytes: stat?.size ?? 0, ms: stat?.mtimeMs ?? 0 };
}
