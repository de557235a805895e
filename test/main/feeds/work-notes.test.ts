import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { CAREFUL_FRAMES, readWorkNote } from "../../../src/core/contract/work-note.ts";
import { WorkNoteFiles } from "../../../src/main/feeds/work-notes.ts";
import { workLogAt } from "../../../src/workers/fold/work-log.ts";

describe("what a fold worker has in work", () => {
  test("is read after its death, once, and is nothing between two blocks", () => {
    const notes = new WorkNoteFiles();
    const log = workLogAt(notes.path("book"), 0);
    log.note({ rx: 41, exact: false });
    expect(readWorkNote(readFileSync(notes.path("book")))).toEqual({ rx: 41, exact: false });
    log.note({ rx: 2 ** 40 + 1, exact: true });
    expect(notes.take("analytics")).toBeNull();
    expect(notes.take("book")).toEqual({ rx: 2 ** 40 + 1, exact: true });
    expect(notes.take("book")).toBeNull();
    const next = workLogAt(notes.path("book"), 0);
    next.note({ rx: 41, exact: true });
    next.note(null);
    expect(notes.take("book")).toBeNull();
    const folder = dirname(notes.path("book"));
    notes.close();
    expect(existsSync(folder)).toBe(false);
  });

  test("is noted frame by frame in the stretch where a process was stopped, and nowhere else", () => {
    const notes = new WorkNoteFiles();
    const log = workLogAt(notes.path("book"), 1_000);
    expect([log.isCareful(900, 999), log.isCareful(900, 1_000), log.isCareful(2_000, 3_000)]).toEqual([false, true, true]);
    expect(log.isCareful(1_000 + CAREFUL_FRAMES, 2_000 + CAREFUL_FRAMES)).toBe(false);
    expect(workLogAt(notes.path("analytics"), 0).isCareful(1, 100)).toBe(false);
    notes.close();
  });

  test("that is no note, or half of one, is none", () => {
    const notes = new WorkNoteFiles();
    for (const bytes of [new Uint8Array(0), new Uint8Array(15).fill(1), new Uint8Array(16).fill(255), new Uint8Array(17)]) {
      writeFileSync(notes.path("book"), bytes);
      expect(notes.take("book")).toBeNull();
    }
    notes.close();
  });

  test("of desks that were killed is removed by the next", () => {
    // No process has the greatest number there is.
    const dead = join(tmpdir(), "tapedeck-work-4194304-dead");
    mkdirSync(dead, { recursive: true });
    const notes = new WorkNoteFiles();
    notes.path("book");
    expect(existsSync(dead)).toBe(false);
    notes.close();
  });
});
