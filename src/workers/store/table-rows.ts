import type Database from "better-sqlite3";
import { chainCrc, rowCrc } from "./row-crc.ts";
import { sealSchema } from "./session-rows.ts";
import { keysSql, SEAL_KEY, type Seal, TABLE_NAMES, TABLES, type Table, type TableName } from "./tables.ts";

/** A row's key columns as SQLite gave them (integers as bigint), and its CRC. */
export interface KeyRow {
  readonly keys: readonly unknown[];
  readonly crc: number;
}

export interface TableRows {
  readonly rows: Readonly<Record<TableName, readonly KeyRow[]>>;
  /** Null where the file was never closed. */
  readonly seal: Seal | null;
}

/**
 * Reads the key columns of all tables and proves them: rows without data by their own CRC, all rows by the seal's counts and running CRCs.
 * Throws where anything differs from what was written.
 */
export function readTables(db: Database.Database): TableRows {
  const { manifest, seal } = splitSeal(readRows(db, TABLES.manifest));
  const rows = Object.fromEntries(TABLE_NAMES.map((name) => [name, name === "manifest" ? manifest : readRows(db, TABLES[name])])) as Record<
    TableName,
    readonly KeyRow[]
  >;
  if (seal !== null) for (const name of TABLE_NAMES) compareToSeal(name, rows[name], seal);
  return { rows, seal };
}

function readRows(db: Database.Database, table: Table): KeyRow[] {
  const found = db.prepare(keysSql(table)).safeIntegers().raw().all() as unknown[][];
  return found.map((values) => {
    const keys = values.slice(0, -1);
    const crc = Number(values.at(-1));
    if (table.body.length === 0 && crc !== rowCrc(table.name, keys)) throw new Error(`a row of ${table.name} has another CRC`);
    return { keys, crc };
  });
}

function splitSeal(rows: readonly KeyRow[]): { manifest: readonly KeyRow[]; seal: Seal | null } {
  const sealRow = rows.find(({ keys }) => keys[0] === SEAL_KEY);
  if (sealRow === undefined) return { manifest: rows, seal: null };
  return { manifest: rows.filter((row) => row !== sealRow), seal: sealSchema.parse(JSON.parse(String(sealRow.keys[1]))) };
}

function compareToSeal(name: TableName, rows: readonly KeyRow[], seal: Seal): void {
  const sealed = seal.tables[name];
  let crc = 0;
  for (const row of rows) crc = chainCrc(crc, row.keys, row.crc);
  if (rows.length !== sealed.rows || crc !== sealed.crc) throw new Error(`${rows.length} rows of ${name} instead of ${sealed.rows}, or other ones`);
}
