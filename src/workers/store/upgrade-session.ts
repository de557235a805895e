import { copyFileSync } from "node:fs";
import { resolve } from "node:path";
import Database from "better-sqlite3";
import { readFileHeader, requireVersion } from "./file-header.ts";
import { discardImport, replaceTarget, reserveImport, syncFile } from "./import-target.ts";
import { latestVersion, migrate, MIGRATIONS } from "./migrations/migrate.ts";
import { asSessionFileError } from "./session-file-error.ts";

/**
 * Brings a closed session file to the newest layout: on a copy beside it that takes its place when it is complete, so a crash leaves
 * the old file. Returns the version it had. Throws `SessionFileError`, also where the file is newer than the newest migration.
 */
export function upgradeSession(path: string, migrations = MIGRATIONS): number {
  const target = resolve(path);
  const header = readFileHeader(target);
  const version = latestVersion(migrations);
  if (header.version >= version) {
    requireVersion(target, header, version);
    return header.version;
  }
  const temporary = reserveImport(target);
  let db: Database.Database | undefined;
  try {
    copyFileSync(target, temporary);
    db = new Database(temporary);
    migrate(db, migrations);
    db.close();
    syncFile(temporary);
    replaceTarget(temporary, target);
    return header.version;
  } catch (error) {
    db?.close();
    discardImport(temporary);
    throw asSessionFileError(error, "unwritable", target, "cannot be upgraded");
  }
}
