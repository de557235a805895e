import type { Migration } from "./migration.ts";

/**
 * The first layout. `crc` stands before the data, so that reading it does not read the data's pages;
 * docs/session-format.md says what each column holds.
 */
export const session: Migration = {
  version: 1,
  apply(db) {
    db.exec(`
      CREATE TABLE manifest (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        crc INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE instruments (
        id INTEGER PRIMARY KEY,
        instrument TEXT NOT NULL,
        tick_size TEXT,
        lot_size TEXT,
        crc INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE blocks (
        first_rx INTEGER PRIMARY KEY,
        last_rx INTEGER NOT NULL,
        first_ns INTEGER NOT NULL,
        last_ns INTEGER NOT NULL,
        codec TEXT NOT NULL,
        raw_bytes INTEGER NOT NULL,
        crc INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE TABLE marks (
        id INTEGER PRIMARY KEY,
        after_rx INTEGER NOT NULL,
        data TEXT NOT NULL,
        crc INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE keyframes (
        id INTEGER PRIMARY KEY,
        after_rx INTEGER NOT NULL,
        instrument TEXT NOT NULL,
        part TEXT NOT NULL,
        fold_version INTEGER NOT NULL,
        codec TEXT NOT NULL,
        raw_bytes INTEGER NOT NULL,
        crc INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE TABLE digests (
        id INTEGER PRIMARY KEY,
        after_rx INTEGER NOT NULL,
        instrument TEXT NOT NULL,
        fold_version INTEGER NOT NULL,
        digest TEXT NOT NULL,
        crc INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE gaps (
        id INTEGER PRIMARY KEY,
        instrument TEXT NOT NULL,
        from_rx INTEGER NOT NULL,
        to_rx INTEGER,
        cause TEXT NOT NULL,
        crc INTEGER NOT NULL
      ) STRICT;
    `);
  },
};
