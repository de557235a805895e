import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StructuredLog } from "../../../src/main/status/structured-log.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tapedeck-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function linesOf(path: string): unknown[] {
  return readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as unknown); // prettier-ignore
}

const WALL_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("the log", () => {
  test("has one JSON line an event, goes on in another file where one is full, and keeps the last ones of all", () => {
    writeFileSync(join(folder, "tapedeck-20250101T000000000Z-1-0001.jsonl"), "old\n");
    writeFileSync(join(folder, "notes.txt"), "not a log");
    const troubles: string[] = [];
    const log = new StructuredLog({ folder, wallMs: () => WALL_MS, fileBytes: 200, mostFiles: 3, onTrouble: (message) => troubles.push(message) });
    for (let number = 1; number <= 9; number++) log.write("worker.died", { worker: "feed-worker", number, text: 'a\n"b"' });
    log.close();
    log.write("after", {});
    const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    expect(files).toEqual([`tapedeck-20260102T030405000Z-${process.pid}-0007.jsonl`, `tapedeck-20260102T030405000Z-${process.pid}-0008.jsonl`, `tapedeck-20260102T030405000Z-${process.pid}-0009.jsonl`]); // prettier-ignore
    expect(linesOf(join(folder, files[0] as string))).toEqual([
      { time: "2026-01-02T03:04:05.000Z", event: "worker.died", worker: "feed-worker", number: 7, text: 'a\n"b"' },
    ]);
    expect(readdirSync(folder)).toContain("notes.txt");
    expect(troubles).toEqual([]);
  });

  test("that cannot be written says so once, and nothing else happens", () => {
    const troubles: string[] = [];
    const log = new StructuredLog({ folder: join(folder, "file", "below"), wallMs: () => WALL_MS, onTrouble: (message) => troubles.push(message) });
    writeFileSync(join(folder, "file"), "");
    log.write("desk.started");
    log.write("desk.stopped");
    log.close();
    expect(troubles).toEqual([expect.stringMatching(/^the log in .* cannot be written: /)]);
  });
});
