import Database from "better-sqlite3";
import { chainCrc, rowCrc } from "../../src/workers/store/row-crc.ts";
import { SEAL_KEY, TABLES, TABLE_NAMES, keysSql } from "../../src/workers/store/tables.ts";

/** Changes rows of a closed session file by `sql` and makes every CRC right again, as no accident would: only a replay can tell. */
export function forge(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  const tables: Record<string, { rows: number; crc: number }> = {};
  const seal = db.prepare(`SELECT value FROM manifest WHERE key = '${SEAL_KEY}'`).pluck().get() as string;
  for (const name of TABLE_NAMES) {
    const { keys, body } = TABLES[name];
    const tally = { rows: 0, crc: 0 };
    for (const row of db.prepare(keysSql(TABLES[name])).safeIntegers().raw().all() as unknown[][]) {
      if (name === "manifest" && row[0] === SEAL_KEY) continue;
      const values = row.slice(0, -1);
      const data = body.map((column) => db.prepare(`SELECT ${column} FROM ${name} WHERE ${keys[0]} = ?`).pluck().get(values[0]));
      const crc = rowCrc(name, [...values, ...data]);
      db.prepare(`UPDATE ${name} SET crc = ? WHERE ${keys[0]} = ?`).run(crc, values[0]);
      tally.rows++;
      tally.crc = chainCrc(tally.crc, values, crc);
    }
    tables[name] = tally;
  }
  const resealed = JSON.stringify({ ...(JSON.parse(seal) as object), tables });
  db.prepare("UPDATE manifest SET value = ?, crc = ? WHERE key = ?").run(resealed, rowCrc("manifest", [SEAL_KEY, resealed]), SEAL_KEY);
  db.close();
}
