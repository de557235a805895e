import type Database from "better-sqlite3";

/** One numbered step of the file's layout. A released migration never changes; a new layout is a new number. */
export interface Migration {
  /** The `user_version` it leads to; the one before it must be `version - 1`. */
  readonly version: number;
  /**
   * Changes the tables. It runs in one transaction with the others, and must leave rows whose CRCs, and a seal whose counts,
   * fit the new layout.
   */
  apply(db: Database.Database): void;
}
