import { resolve } from "node:path";
import Database from "better-sqlite3";
import { BlockReader } from "../../core/contract/frame-block.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { GapCause } from "../../core/market/quality.ts";
import type { Digest, Keyframe, Mark, Part } from "../../core/session/mark.ts";
import { unpack } from "./codec.ts";
import { readFileHeader, requireVersion } from "./file-header.ts";
import { SESSION_VERSION } from "./migrations/migrate.ts";
import { rowCrc } from "./row-crc.ts";
import { asSessionFileError, guarded, SessionFileError } from "./session-file-error.ts";
import {
  parseManifest,
  parseMark,
  QUARANTINE_CAUSE,
  type SessionGap,
  type SessionInstrument,
  type SessionManifest,
  type SessionQuarantine,
} from "./session-rows.ts";
import { type KeyRow, readTables } from "./table-rows.ts";

/** The part that a killed writer did not get to store: whatever came after this frame is lost. */
export interface SessionTail {
  readonly afterRx: number;
  readonly cause: "writer-killed";
}

interface BlockRow {
  readonly firstRx: number;
  readonly lastRx: number;
  readonly row: KeyRow;
}

const DAMAGED = "is damaged, and nothing of it is shown: restore it from a copy or import it again";

/**
 * A session file, opened to be read only. Opening proves everything but the data of blocks and keyframes, which is proved when it is read.
 * Every method throws {@link SessionFileError} rather than show a byte that was not written.
 */
export class SessionReader {
  readonly path: string;
  readonly manifest: SessionManifest;
  readonly instruments: readonly SessionInstrument[];
  /**
   * The last frame before this file's first: 0, or, where the file goes on after another one of a longer session, that one's last frame;
   * the state there is stored as keyframes.
   */
  readonly baseRx: number;
  /** Number of the last frame; frames count from `baseRx` + 1 without holes. */
  readonly frames: number;
  /** Null where the file was closed properly. */
  readonly tail: SessionTail | null;
  /** Unix nanoseconds of the first and the last frame, or null where there is none. */
  readonly span: { readonly firstNs: bigint; readonly lastNs: bigint } | null;
  /** Messages that no fold reads. */
  readonly quarantines: readonly SessionQuarantine[];
  private readonly quarantined: ReadonlyMap<number, string> | null;
  private readonly db: Database.Database;
  private readonly markList: readonly Mark[];
  private readonly digestList: readonly Digest[];
  private readonly gapList: readonly SessionGap[];
  private readonly blockRows: readonly BlockRow[];
  private readonly keyframeRows: readonly KeyRow[];
  private readonly blockData: Database.Statement;
  private readonly keyframeData: Database.Statement;

  private constructor(path: string, db: Database.Database, wal: boolean) {
    const { rows, seal } = readTables(db);
    // A closed file is not in write-ahead mode, so one without a seal has lost it.
    if (seal === null && !wal) throw new Error("the seal is missing");
    this.path = path;
    this.db = db;
    this.manifest = parseManifest(new Map(rows.manifest.map(({ keys }) => [text(keys[0]), text(keys[1])])));
    this.instruments = rows.instruments.map(({ keys }) => ({
      instrument: instrument(keys[1]),
      tickSize: keys[2] === null ? null : text(keys[2]),
      lotSize: keys[3] === null ? null : text(keys[3]),
    }));
    this.markList = rows.marks.map(({ keys }) => parseMark(integer(keys[1]), text(keys[2])));
    const digests = rows.digests.map(({ keys }) => ({
      afterRx: integer(keys[1]),
      instrument: instrument(keys[2]),
      foldVersion: integer(keys[3]),
      digest: text(keys[4]),
    }));
    this.quarantines = rows.gaps
      .filter(({ keys }) => keys[4] === QUARANTINE_CAUSE)
      .map(({ keys }) => ({ instrument: text(keys[1]), rx: integer(keys[2]), byRx: integer(keys[3]) }))
      // The first word on a message stays: what was stored since has heeded it.
      .filter(({ rx }, at, all) => all.findIndex((other) => other.rx === rx) === at);
    this.quarantined = this.quarantines.length === 0 ? null : new Map(this.quarantines.map(({ rx, instrument: lost }) => [rx, lost]));
    this.gapList = rows.gaps
      .filter(({ keys }) => keys[4] !== QUARANTINE_CAUSE)
      .map(({ keys }) => ({
        instrument: instrument(keys[1]),
        fromRx: integer(keys[2]),
        toRx: keys[3] === null ? null : integer(keys[3]),
        cause: text(keys[4]) as GapCause,
      }));
    this.blockRows = rows.blocks.map((row) => ({ firstRx: integer(row.keys[0]), lastRx: integer(row.keys[1]), row }));
    this.digestList = digests.filter(({ afterRx }) => this.counts(afterRx));
    this.keyframeRows = rows.keyframes.filter(({ keys }) => this.counts(integer(keys[1])));
    this.baseRx = this.manifest.sessionRx - 1;
    this.frames = contiguous(this.blockRows, this.baseRx);
    if (seal !== null && seal.frames !== this.frames) throw new Error(`${this.frames} frames of ${seal.frames}`);
    this.tail = seal === null ? { afterRx: this.frames, cause: "writer-killed" } : null;
    const first = rows.blocks[0];
    const last = rows.blocks.at(-1);
    this.span = first && last ? { firstNs: nanoseconds(first.keys[2]), lastNs: nanoseconds(last.keys[3]) } : null;
    this.blockData = db.prepare("SELECT data FROM blocks WHERE first_rx = ?").pluck();
    this.keyframeData = db.prepare("SELECT data FROM keyframes WHERE id = ?").pluck();
  }

  /** Opens a session file; creates and changes nothing. */
  static open(path: string): SessionReader {
    const target = resolve(path);
    const header = readFileHeader(target);
    requireVersion(target, header, SESSION_VERSION);
    if (!header.wal && header.expectedBytes !== null && header.expectedBytes !== header.bytes) {
      throw new SessionFileError("damaged", target, `${DAMAGED} (${header.bytes} bytes instead of ${header.expectedBytes})`);
    }
    let db: Database.Database | undefined;
    try {
      db = new Database(target, { readonly: true, fileMustExist: true });
      db.pragma("cell_size_check = ON");
      db.pragma("trusted_schema = OFF");
      return new SessionReader(target, db, header.wal);
    } catch (error) {
      db?.close();
      if (header.wal && error instanceof Database.SqliteError && /CANTOPEN|READONLY/.test(error.code)) {
        const problem = "was not closed, and reading it needs a folder that can be written: copy it there, with the -wal file beside it";
        throw asSessionFileError(error, "unreadable", target, problem);
      }
      throw asSessionFileError(error, "damaged", target, DAMAGED);
    }
  }

  marks(): readonly Mark[] {
    return this.markList;
  }

  digests(): readonly Digest[] {
    return this.digestList;
  }

  gaps(): readonly SessionGap[] {
    return this.gapList;
  }

  /** The blocks from the one that holds frame `fromRx` to the last, each proved before it is given out. */
  *blocks(fromRx = 1): Generator<BlockReader, void, undefined> {
    for (const block of this.blockRows) if (block.lastRx >= fromRx) yield this.readBlock(block);
  }

  /** What the file begins with: the state of every instrument before its first frame; none where that is the session's first. */
  baseKeyframes(): Keyframe[] {
    if (this.baseRx === 0) return [];
    return this.keyframeRows.filter(({ keys }) => integer(keys[1]) === this.baseRx).map((row) => this.readKeyframe(row));
  }

  /** Every keyframe in the order of marks. */
  *keyframes(): Generator<Keyframe, void, undefined> {
    for (const row of this.keyframeRows) yield this.readKeyframe(row);
  }

  /** The last keyframe of that part of the instrument that lies at or before frame `rx` and was made by `foldVersion`. */
  latestKeyframe(of: InstrumentId, part: Part, rx: number, foldVersion: number): Keyframe | undefined {
    const row = this.keyframeRows.findLast(
      ({ keys }) => integer(keys[1]) <= rx && keys[2] === of && keys[3] === part && integer(keys[4]) === foldVersion,
    );
    return row === undefined ? undefined : this.readKeyframe(row);
  }

  close(): void {
    this.db.close();
  }

  /** Whether a state stored after frame `afterRx` is that of a fold which passes over what is in quarantine. */
  private counts(afterRx: number): boolean {
    return !this.quarantines.some(({ rx, byRx }) => rx <= afterRx && afterRx < byRx);
  }

  private readBlock({ firstRx, lastRx, row }: BlockRow): BlockReader {
    return guarded("damaged", this.path, `${DAMAGED} (frames ${firstRx} to ${lastRx})`, () => {
      const data: unknown = this.blockData.get(firstRx);
      const block = new BlockReader(unpack(text(row.keys[4]), proved("blocks", row, data), integer(row.keys[5])), this.quarantined);
      const { firstNs, lastNs } = block;
      if (block.firstRx !== firstRx || block.lastRx !== lastRx || firstNs !== row.keys[2] || lastNs !== row.keys[3]) {
        throw new Error(`the block says frames ${block.firstRx} to ${block.lastRx}`);
      }
      return block;
    });
  }

  private readKeyframe(row: KeyRow): Keyframe {
    const { keys } = row;
    return guarded("damaged", this.path, `${DAMAGED} (a keyframe after frame ${String(keys[1])})`, () => {
      const data: unknown = this.keyframeData.get(keys[0]);
      const bytes = unpack(text(keys[5]), proved("keyframes", row, data), integer(keys[6]));
      return { afterRx: integer(keys[1]), instrument: instrument(keys[2]), part: text(keys[3]) as Part, foldVersion: integer(keys[4]), bytes };
    });
  }
}

/** The row's data, where the CRC over all columns says that it is what was written. */
function proved(table: "blocks" | "keyframes", row: KeyRow, data: unknown): Uint8Array {
  if (!(data instanceof Uint8Array)) throw new Error("its row is missing");
  if (row.crc !== rowCrc(table, [...row.keys, data])) throw new Error("its CRC differs");
  return data;
}

/** The last frame of blocks that follow one another from the frame after `baseRx`. */
function contiguous(blocks: readonly BlockRow[], baseRx: number): number {
  let frames = baseRx;
  for (const { firstRx, lastRx } of blocks) {
    if (firstRx !== frames + 1 || lastRx < firstRx) throw new Error(`frames ${firstRx} to ${lastRx} after frame ${frames}`);
    frames = lastRx;
  }
  return frames;
}

function nanoseconds(value: unknown): bigint {
  if (typeof value !== "bigint") throw new Error("a column holds no integer");
  return value;
}

function integer(value: unknown): number {
  const number = Number(nanoseconds(value));
  if (!Number.isSafeInteger(number)) throw new Error(`${number} is out of range`);
  return number;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("a column holds no text");
  return value;
}

function instrument(value: unknown): InstrumentId {
  return text(value) as InstrumentId;
}
