import type Database from "better-sqlite3";
import { session } from "./0001-session.ts";
import type { Migration } from "./migration.ts";

export const MIGRATIONS: readonly Migration[] = [session];

/** The layout this program writes and reads. */
export const SESSION_VERSION = latestVersion(MIGRATIONS);

export function latestVersion(migrations: readonly Migration[]): number {
  for (const [index, { version }] of migrations.entries()) {
    if (version !== index + 1) throw new Error(`migration ${version} stands at place ${index + 1}`);
  }
  return migrations.length;
}

/** Applies what is above the file's `user_version`, all in one transaction: a file is of the old version or of the new one, never between. */
export function migrate(db: Database.Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const to = latestVersion(migrations);
  db.transaction(() => {
    const from = Number(db.pragma("user_version", { simple: true }));
    if (from > to) throw new Error(`version ${from} is newer than ${to}`);
    for (const migration of migrations.slice(from)) migration.apply(db);
    db.pragma(`user_version = ${to}`);
  }).immediate();
}
