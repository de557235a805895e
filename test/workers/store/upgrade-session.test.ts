import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Migration } from "../../../src/workers/store/migrations/migration.ts";
import { MIGRATIONS, SESSION_VERSION } from "../../../src/workers/store/migrations/migrate.ts";
import { SessionFileError } from "../../../src/workers/store/session-file-error.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { upgradeSession } from "../../../src/workers/store/upgrade-session.ts";
import { temporaryFolder, writeSession } from "./session-fixture.ts";

const bookmarks: Migration = {
  version: SESSION_VERSION + 1,
  apply: (db) => db.exec("CREATE TABLE bookmarks (after_rx INTEGER PRIMARY KEY, crc INTEGER NOT NULL) STRICT"),
};
const failing: Migration = {
  version: SESSION_VERSION + 1,
  apply(db) {
    bookmarks.apply(db);
    throw new Error("the power went");
  },
};

function versionOf(path: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return db.pragma("user_version", { simple: true });
  } finally {
    db.close();
  }
}

describe("an older session file", () => {
  test("is brought to the newest layout, as one file", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    await writeSession(path);
    expect(upgradeSession(path)).toBe(SESSION_VERSION);
    expect(upgradeSession(path, [...MIGRATIONS, bookmarks])).toBe(SESSION_VERSION);
    expect(versionOf(path)).toBe(SESSION_VERSION + 1);
    expect(readdirSync(folder)).toEqual(["a.tape"]);
    const db = new Database(path, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM blocks").pluck().get()).toBe(3);
    expect(db.prepare("SELECT count(*) FROM bookmarks").pluck().get()).toBe(0);
    db.close();
  });

  test("stays as it was where a migration fails", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    await writeSession(path);
    const before = readFileSync(path);
    expect(() => upgradeSession(path, [...MIGRATIONS, failing])).toThrow(SessionFileError);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["a.tape"]);
  });

  test("is refused by a reader, and so is a newer one, each saying what to do", async () => {
    const path = join(temporaryFolder(), "a.tape");
    await writeSession(path);
    const db = new Database(path);
    db.pragma(`user_version = ${SESSION_VERSION - 1}`);
    expect(() => SessionReader.open(path)).toThrow(expect.objectContaining({ reason: "older", message: expect.stringContaining("upgrade it") }));
    db.pragma(`user_version = ${SESSION_VERSION + 1}`);
    expect(() => SessionReader.open(path)).toThrow(expect.objectContaining({ reason: "newer", message: expect.stringContaining("update Tapedeck") }));
    expect(() => upgradeSession(path)).toThrow(expect.objectContaining({ reason: "newer" }));
    db.close();
  });
});
