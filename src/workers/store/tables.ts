/**
 * The tables of a session file: `keys` are the columns that opening a file reads and proves, `body` what is read when it is asked for.
 * Every table has a `crc` column besides, over all of them in this order.
 */
export interface Table {
  readonly name: TableName;
  readonly keys: readonly string[];
  readonly body: readonly string[];
}

export const TABLE_NAMES = ["manifest", "instruments", "blocks", "marks", "keyframes", "digests", "gaps"] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** The first key orders the rows. No table has an index besides: what an index misses, nobody would notice. */
export const TABLES: Readonly<Record<TableName, Table>> = {
  manifest: { name: "manifest", keys: ["key", "value"], body: [] },
  instruments: { name: "instruments", keys: ["id", "instrument", "tick_size", "lot_size"], body: [] },
  blocks: { name: "blocks", keys: ["first_rx", "last_rx", "first_ns", "last_ns", "codec", "raw_bytes"], body: ["data"] },
  marks: { name: "marks", keys: ["id", "after_rx", "data"], body: [] },
  keyframes: { name: "keyframes", keys: ["id", "after_rx", "instrument", "part", "fold_version", "codec", "raw_bytes"], body: ["data"] },
  digests: { name: "digests", keys: ["id", "after_rx", "instrument", "fold_version", "digest"], body: [] },
  gaps: { name: "gaps", keys: ["id", "instrument", "from_rx", "to_rx", "cause"], body: [] },
};

/** What is written last: how many rows each table has, and their running CRC, so that a row that vanished is noticed too. */
export interface Seal {
  readonly frames: number;
  readonly tables: Readonly<Record<TableName, { readonly rows: number; readonly crc: number }>>;
}

/** The manifest's key of the {@link Seal}; its own row is not in the running CRC. */
export const SEAL_KEY = "seal";

export function insertSql(table: Table): string {
  const columns = [...table.keys, "crc", ...table.body];
  return `INSERT INTO ${table.name} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
}

export function keysSql(table: Table): string {
  return `SELECT ${table.keys.join(", ")}, crc FROM ${table.name} ORDER BY ${table.keys[0]}`;
}
