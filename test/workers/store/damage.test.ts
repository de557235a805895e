import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";
import { rowCrc } from "../../../src/workers/store/row-crc.ts";
import { SessionFileError } from "../../../src/workers/store/session-file-error.ts";
import { SessionReader } from "../../../src/workers/store/session-reader.ts";
import { readAll, temporaryFolder, writeSession } from "./session-fixture.ts";

const FLIPS = 1000;
const seed = Date.now() & 0x7fffffff;

/** Reads all of the file: its content where it is unharmed, else the reason why it is refused. Any other error fails the test. */
function look(path: string): unknown {
  try {
    return readAll(path);
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    if (error.message.includes("\n")) throw new Error(`not one line: ${error.message}`, { cause: error });
    return error.reason;
  }
}

/** mulberry32: a small generator whose seed is all of its state. */
function random(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("a damaged session file", () => {
  let bytes: Buffer;
  let content: unknown;
  beforeAll(async () => {
    const { mkdtempSync, rmSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const folder = mkdtempSync(join(tmpdir(), "tapedeck-"));
    const path = join(folder, "a.tape");
    await writeSession(path, 6, 400);
    content = readAll(path);
    bytes = readFileSync(path);
    rmSync(folder, { recursive: true });
  });

  test(`with any one bit flipped is refused or unharmed, ${FLIPS} times (seed ${seed})`, () => {
    const path = join(temporaryFolder(), "flipped.tape");
    const next = random(seed);
    let refused = 0;
    for (let flip = 0; flip < FLIPS; flip++) {
      // Every fourth in the first page, where a flip changes what the file is rather than what it holds.
      const at = Math.floor(next() * (flip % 4 === 0 ? 4096 : bytes.length));
      const bit = Math.floor(next() * 8);
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      writeFileSync(path, damaged);
      const found = look(path);
      if (typeof found === "string") refused++;
      else expect(found, `bit ${bit} of byte ${at}, seed ${seed}`).toEqual(content);
    }
    expect(refused).toBeGreaterThan(FLIPS / 4);
  }, 60_000);

  test("cut short anywhere is refused", () => {
    const path = join(temporaryFolder(), "cut.tape");
    const lengths = [1, 15, 16, 99, 100, 101, 4095, bytes.length - 1];
    for (let length = 4096; length < bytes.length; length += 4096) lengths.push(length);
    for (const length of lengths) {
      writeFileSync(path, bytes);
      truncateSync(path, length);
      expect(look(path), `${length} bytes`).toMatch(/^(damaged|foreign)$/);
    }
  });

  test("with bytes behind it, or a page of zeros in it, is refused", () => {
    const path = join(temporaryFolder(), "long.tape");
    writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(4096)]));
    expect(look(path)).toBe("damaged");
    for (let page = 0; page < bytes.length / 4096; page++) {
      writeFileSync(path, Buffer.from(bytes).fill(0, page * 4096, page * 4096 + 4096));
      expect(look(path), `page ${page}`).toMatch(/^(damaged|foreign)$/);
    }
  });

  test.each([
    "DELETE FROM blocks WHERE first_rx = (SELECT max(first_rx) FROM blocks)",
    "DELETE FROM blocks WHERE first_rx = 401",
    "DELETE FROM blocks",
    "DELETE FROM marks WHERE id = 2",
    "DELETE FROM keyframes WHERE id = 6",
    "DELETE FROM digests",
    "DELETE FROM gaps WHERE id = 1",
    "DELETE FROM instruments WHERE id = 3",
    "DELETE FROM manifest WHERE key = 'seal'",
    "DELETE FROM manifest WHERE key = 'files'",
    "UPDATE keyframes SET after_rx = after_rx + 1 WHERE id = 1",
    "UPDATE digests SET digest = 'f' || substr(digest, 2) WHERE id = 1",
    "UPDATE marks SET data = '[[],[]]', crc = 0",
    "UPDATE blocks SET crc = crc + 1 WHERE first_rx = 1",
    "UPDATE gaps SET to_rx = NULL",
    "DROP TABLE gaps",
    "INSERT INTO gaps SELECT 3, instrument, from_rx, to_rx, cause, crc FROM gaps WHERE id = 1",
  ])("in which a row was changed or lost is refused: %s", (sql) => {
    const path = join(temporaryFolder(), "edited.tape");
    writeFileSync(path, bytes);
    const db = new Database(path);
    db.exec(sql);
    db.close();
    expect(look(path)).toBe("damaged");
  });

  test("whose row was replaced by another valid one is refused", () => {
    const path = join(temporaryFolder(), "edited.tape");
    writeFileSync(path, bytes);
    const db = new Database(path);
    const keys = [1, "binance:BTCUSDT", 5, 10, "sequence"];
    db.prepare("UPDATE gaps SET to_rx = 10, crc = ? WHERE id = 1").run(rowCrc("gaps", keys));
    db.close();
    expect(look(path)).toBe("damaged");
  });

  test.each([
    "UPDATE marks SET after_rx = after_rx + 1 WHERE id = 2",
    "UPDATE gaps SET cause = 'overflow' WHERE id = 1",
    "UPDATE keyframes SET after_rx = after_rx + 1 WHERE id = 2",
    "UPDATE manifest SET value = '\"kraken\"' WHERE key = 'venue'",
    "DELETE FROM manifest WHERE key = 'venue'",
    "DELETE FROM blocks WHERE first_rx = 401",
    "UPDATE blocks SET last_rx = last_rx + 1 WHERE first_rx = 2001",
  ])("is refused by its rows' own CRCs where its writer was killed before it was sealed: %s", (sql) => {
    const path = join(temporaryFolder(), "unsealed.tape");
    writeFileSync(path, bytes);
    const db = new Database(path);
    db.pragma("journal_mode = WAL");
    db.exec("DELETE FROM manifest WHERE key = 'seal'");
    expect(look(path)).toEqual({ ...(content as object), tail: { afterRx: 2400, cause: "writer-killed" } });
    db.exec(sql);
    db.close();
    expect(look(path)).toBe("damaged");
  });

  test("that is another program's database is refused as foreign", () => {
    const path = join(temporaryFolder(), "other.tape");
    const db = new Database(path);
    db.exec("CREATE TABLE blocks (first_rx INTEGER PRIMARY KEY)");
    db.close();
    expect(look(path)).toBe("foreign");
  });

  test("opens where only one block is damaged, and shows no frame of that block", () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.tape");
    writeFileSync(path, bytes);
    const db = new Database(path);
    const data = db.prepare("SELECT data FROM blocks WHERE first_rx = 801").pluck().get() as Buffer;
    db.close();
    const at = bytes.indexOf(data.subarray(0, 64));
    expect(at).toBeGreaterThan(0);
    const damaged = Buffer.from(bytes);
    damaged[at + 20] = (damaged[at + 20] ?? 0) ^ 1;
    const copy = join(folder, "b.tape");
    copyFileSync(path, copy);
    writeFileSync(copy, damaged);
    const session = SessionReader.open(copy);
    const seen: number[] = [];
    expect(() => {
      for (const block of session.blocks()) seen.push(block.lastRx);
    }).toThrow(/frames 801 to 1200/);
    expect(seen).toEqual([400, 800]);
    session.close();
  });
});
