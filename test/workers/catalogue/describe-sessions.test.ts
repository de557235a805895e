import { copyFileSync, mkdirSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeSessions } from "../../../src/workers/catalogue/describe-sessions.ts";
import { SessionWriter } from "../../../src/workers/store/session-writer.ts";
import { MANIFEST } from "../store/session-content.ts";
import { fill, temporaryFolder, writeSession } from "../store/session-fixture.ts";

/** Dates a file, in seconds. */
const date = (path: string, seconds: number): void => utimesSync(path, seconds, seconds);

describe("the catalogue", () => {
  test("says of each file what it holds, newest first, and why one cannot be opened", async () => {
    const folder = temporaryFolder();
    const [whole, cut, foreign, other] = ["whole.tape", "cut.tape", "foreign.tape", "notes.txt"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    await writeSession(whole, 3, 20);
    copyFileSync(whole, cut);
    truncateSync(cut, 5_000);
    writeFileSync(foreign, "no session");
    writeFileSync(other, "");
    date(whole, 300);
    date(cut, 200);
    date(foreign, 100);
    const found = [...describeSessions([folder, join(folder, "absent")], [])];
    expect(found.map(({ path }) => path)).toEqual([whole, cut, foreign]);
    expect(found[0]).toMatchObject({
      venue: MANIFEST.venue,
      frames: 60,
      fault: "",
      span: { firstNs: expect.any(String), lastNs: expect.any(String) },
    });
    expect(found[0]?.bytes).toBeGreaterThan(1_000);
    for (const { fault, frames, span } of found.slice(1)) {
      expect(fault).toMatch(/^[^\n]{10,}$/);
      expect([frames, span]).toEqual([0, null]);
    }
  });

  test("tells what is committed of a file that is being recorded, each file once", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "live.tape");
    const writer = SessionWriter.create(path, MANIFEST, { inPlace: true });
    await fill(writer, 2, 10);
    await writer.drain();
    expect([...describeSessions([folder], [path])]).toMatchObject([{ path, frames: 20, fault: "" }]);
    await writer.close();
  });

  test("says of a file that is gone that it is", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "empty"));
    const [only] = [...describeSessions([join(folder, "empty")], [join(folder, "gone.tape")])];
    expect(only?.fault).toContain("gone.tape");
  });
});
