import { resolve } from "node:path";
import Database from "better-sqlite3";
import * as z from "zod";
import { BlockReader } from "../../core/contract/frame-block.ts";
import type { Digest, Keyframe, Mark } from "../../core/session/mark.ts";
import { type Codec, pack, packSync, type Packed } from "./codec.ts";
import { APPLICATION_ID, readFileHeader, requireVersion } from "./file-header.ts";
import { discardImport, placeNew, replaceTarget, reserveImport, syncFile } from "./import-target.ts";
import { migrate, SESSION_VERSION } from "./migrations/migrate.ts";
import { chainCrc, rowCrc, type SqlValue } from "./row-crc.ts";
import { asSessionFileError, guarded, SessionFileError } from "./session-file-error.ts";
import { manifestRows, markData, type QuarantineRow, type SessionGap, type SessionInstrument, type SessionManifest } from "./session-rows.ts";
import { type KeyRow, readTables } from "./table-rows.ts";
import { insertSql, SEAL_KEY, type Seal, TABLE_NAMES, TABLES, type TableName } from "./tables.ts";

export interface SessionWriterOptions {
  /** Write at `path` itself, which must not exist, instead of beside it until closed: for a recording, whose tail must survive a crash. */
  readonly inPlace?: boolean;
  /** The codec of blocks; the best the runtime has, unless given. */
  readonly codec?: Codec;
}

/** A row that waits for the block that holds the frame it speaks of: no committed row is ahead of the committed frames. */
interface Waiting {
  readonly afterRx: number;
  readonly insert: () => void;
}

/**
 * The one writer of a session file. Blocks are packed on the thread pool and committed in order, one a transaction, together with the
 * marks, keyframes and digests up to their last frame. All methods throw {@link SessionFileError} where the file cannot be written.
 */
export class SessionWriter {
  readonly path: string;
  private readonly temporary: string | null;
  private readonly db: Database.Database;
  private readonly codec: Codec | undefined;
  private readonly inserts: Readonly<Record<TableName, Database.Statement>>;
  private readonly tallies = Object.fromEntries(TABLE_NAMES.map((name) => [name, { rows: 0, crc: 0 }])) as Record<
    TableName,
    { rows: number; crc: number }
  >;
  private waiting: Waiting[] = [];
  private readonly instruments = new Set<string>();
  private nextRx = 1;
  private committedRx = 0;
  private committing: Promise<void> = Promise.resolve();
  private state: "open" | "closed" = "open";

  private constructor(path: string, temporary: string | null, db: Database.Database, codec: Codec | undefined) {
    this.path = path;
    this.temporary = temporary;
    this.db = db;
    this.codec = codec;
    this.inserts = Object.fromEntries(TABLE_NAMES.map((name) => [name, db.prepare(insertSql(TABLES[name]))])) as Record<
      TableName,
      Database.Statement
    >;
  }

  /** Starts a session file for `path`. Until {@link close}, an existing file of that name stays as it is. */
  static create(path: string, manifest: SessionManifest, options: SessionWriterOptions = {}): SessionWriter {
    const target = resolve(path);
    const temporary = reserveImport(target);
    let db: Database.Database | undefined;
    try {
      db = new Database(temporary);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      migrate(db);
      // From here on a killed writer leaves a file in write-ahead mode: that is how a reader knows an unsealed file from a damaged one.
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = NORMAL");
      const writer = new SessionWriter(target, temporary, db, options.codec);
      writer.transaction(() => {
        for (const row of manifestRows(manifest)) writer.insert("manifest", row);
      });
      if (options.inPlace !== true) return writer;
      // A recording is there whole or not at all, so that a writer that dies at any moment can be gone on after.
      db.close();
      placeNew(temporary, target);
    } catch (error) {
      db?.close();
      discardImport(temporary);
      throw asSessionFileError(error, "unwritable", path, "cannot be written");
    }
    return SessionWriter.resume(target, options.codec);
  }

  /**
   * Goes on with a recording whose writer was killed: what is committed stays, and the next block follows it. The log beside the file
   * is played in. Throws {@link SessionFileError} where the file is closed, damaged or no session.
   */
  static resume(path: string, codec?: Codec): SessionWriter {
    const target = resolve(path);
    requireVersion(target, readFileHeader(target), SESSION_VERSION);
    let db: Database.Database | undefined;
    try {
      db = new Database(target, { fileMustExist: true });
      const { rows, seal } = readTables(db);
      if (seal !== null) throw new SessionFileError("busy", target, "is closed: a recording starts a new file");
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = NORMAL");
      const writer = new SessionWriter(target, null, db, codec);
      for (const name of TABLE_NAMES) {
        const tally = writer.tallies[name];
        for (const { keys, crc } of rows[name]) {
          tally.rows++;
          tally.crc = chainCrc(tally.crc, keys, crc);
        }
      }
      for (const { keys } of rows.instruments) writer.instruments.add(String(keys[1]));
      writer.committedRx = Number(rows.blocks.at(-1)?.keys[1] ?? sessionRxOf(rows.manifest) - 1);
      writer.nextRx = writer.committedRx + 1;
      return writer;
    } catch (error) {
      db?.close();
      throw asSessionFileError(error, "damaged", path, "cannot be gone on with");
    }
  }

  /**
   * Takes the block of the next frames; its buffer must not change any more. Resolves as soon as the block before it is committed,
   * so that one block is packed while the next is filled.
   */
  async appendBlock(block: Uint8Array): Promise<void> {
    this.requireOpen();
    const { firstRx, lastRx, firstNs, lastNs } = new BlockReader(block);
    if (firstRx !== this.nextRx) throw new RangeError(`a block from frame ${firstRx} does not follow frame ${this.nextRx - 1}`);
    this.nextRx = lastRx + 1;
    const before = this.committing;
    const packing = pack(block, this.codec);
    const commit = async (): Promise<void> => {
      const [{ codec, data }] = await Promise.all([packing, before]);
      this.transaction(() => {
        this.insert("blocks", [firstRx, lastRx, firstNs, lastNs, codec, block.length], [data]);
        this.insertWaiting(lastRx);
      });
      this.committedRx = lastRx;
    };
    this.committing = commit();
    this.committing.catch(() => undefined); // whoever appends or closes next awaits it, and gets its error
    await before;
  }

  /** The last frame that is committed. */
  get committed(): number {
    return this.committedRx;
  }

  /** Resolves when every block taken so far is committed, with the last frame. */
  async drain(): Promise<number> {
    await this.committing;
    return this.committedRx;
  }

  /** Whether the file has this instrument, or will have it with the next commit. */
  knows(instrument: string): boolean {
    return this.instruments.has(instrument);
  }

  appendInstrument(instrument: SessionInstrument): void {
    this.instruments.add(instrument.instrument);
    this.wait(0, "instruments", () => [instrument.instrument, instrument.tickSize, instrument.lotSize]);
  }

  appendMark(mark: Mark): void {
    this.wait(mark.afterRx, "marks", () => [mark.afterRx, markData(mark)]);
  }

  appendKeyframe(keyframe: Keyframe): void {
    const { afterRx, instrument, part, foldVersion, bytes } = keyframe;
    let packed: Packed | undefined;
    const packOnce = (): Packed => (packed ??= packSync(bytes));
    this.wait(
      afterRx,
      "keyframes",
      () => [afterRx, instrument, part, foldVersion, packOnce().codec, bytes.length],
      () => [packOnce().data],
    );
  }

  appendDigest(digest: Digest): void {
    this.wait(digest.afterRx, "digests", () => [digest.afterRx, digest.instrument, digest.foldVersion, digest.digest]);
  }

  /** Writes, at once, the state of every instrument before the file's first frame. Where that was done already, nothing. */
  appendBase(keyframes: readonly Keyframe[]): void {
    this.requireOpen();
    if (this.tallies.keyframes.rows > 0) return;
    const before = this.waiting.splice(0);
    for (const keyframe of keyframes) this.appendKeyframe(keyframe);
    this.transaction(() => this.insertWaiting(this.committedRx));
    this.waiting.push(...before);
  }

  appendGap(gap: SessionGap | QuarantineRow): void {
    this.wait(gap.toRx ?? gap.fromRx, "gaps", () => [gap.instrument, gap.fromRx, gap.toRx, gap.cause]);
  }

  /** Seals the file: one file, no log beside it, on the disk; an import takes its target's place only now. */
  async close(): Promise<void> {
    this.requireOpen();
    await this.committing;
    const frames = this.committedRx;
    this.transaction(() => {
      this.insertWaiting(frames);
      const ahead = this.waiting[0];
      if (ahead !== undefined) throw new RangeError(`a row after frame ${ahead.afterRx} in a session of ${frames} frames`);
      this.insertSeal(frames);
    });
    const written = this.temporary ?? this.path;
    guarded("unwritable", this.path, "cannot be closed", () => {
      this.db.pragma("wal_checkpoint(TRUNCATE)");
      foldLogIn(this.db);
      this.db.close();
      syncFile(written);
    });
    if (this.temporary !== null) replaceTarget(this.temporary, this.path);
    this.state = "closed";
  }

  /** Gives the import up and removes what it wrote; a recording keeps what is committed, as though its writer had been killed. */
  abort(): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.db.close();
    if (this.temporary !== null) discardImport(this.temporary);
  }

  private wait(afterRx: number, table: TableName, keys: () => SqlValue[], body: () => SqlValue[] = () => []): void {
    this.requireOpen();
    this.waiting.push({ afterRx, insert: () => this.insert(table, [this.tallies[table].rows + 1, ...keys()], body()) });
  }

  private insertWaiting(upToRx: number): void {
    // A keyframe may come after marks that lie behind it: each row goes in as soon as its frame is committed.
    const due = this.waiting.filter(({ afterRx }) => afterRx <= upToRx);
    for (const { insert } of due) insert();
    this.waiting = this.waiting.filter(({ afterRx }) => afterRx > upToRx);
  }

  private insert(table: TableName, keys: readonly SqlValue[], body: readonly SqlValue[] = []): void {
    for (const value of keys) {
      if (typeof value === "string" && !value.isWellFormed()) throw new RangeError(`${JSON.stringify(value)} is no Unicode text`);
    }
    const crc = rowCrc(table, [...keys, ...body]);
    this.inserts[table].run(...keys, crc, ...body);
    const tally = this.tallies[table];
    tally.rows++;
    tally.crc = chainCrc(tally.crc, keys, crc);
  }

  private insertSeal(frames: number): void {
    const seal: Seal = { frames, tables: this.tallies };
    const keys = [SEAL_KEY, JSON.stringify(seal)];
    this.inserts.manifest.run(...keys, rowCrc("manifest", keys));
  }

  private transaction(work: () => void): void {
    try {
      this.db.transaction(work).immediate();
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw asSessionFileError(error, "unwritable", this.path, "cannot be written");
    }
  }

  private requireOpen(): void {
    if (this.state !== "open") throw new Error(`the writer of ${this.path} is closed`);
  }
}

/**
 * Leaves one file without a log beside it. While somebody reads the file that cannot be: then the sealed file keeps its log, and is read
 * with it, until the next program folds it in.
 */
export function foldLogIn(db: Database.Database): void {
  db.pragma("busy_timeout = 250");
  try {
    db.pragma("journal_mode = DELETE");
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
  }
}

/** The session's number of this file's first frame. */
function sessionRxOf(manifest: readonly KeyRow[]): number {
  const row = manifest.find(({ keys }) => keys[0] === "sessionRx");
  if (row === undefined) throw new Error("the manifest names no first frame");
  return z
    .int()
    .min(1)
    .parse(JSON.parse(String(row.keys[1])));
}
