import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ALL_VENUES } from "../../../src/core/venues/all-venues.ts";

/** The folder of a venue's decoder: several venues may share one. */
function evidenceOf(name: string): string {
  const folders = [name, name.slice(0, name.lastIndexOf("-"))];
  const path = folders.map((folder) => join(import.meta.dirname, "../../../src/core/venues", folder, "EVIDENCE.md")).find((file) => existsSync(file));
  if (path === undefined) throw new Error(`no EVIDENCE.md for ${name}`);
  return readFileSync(path, "utf8");
}

describe.each(ALL_VENUES)("what $name rests on", ({ name, evidence, sequence }) => {
  const text = evidenceOf(name);

  test("is written down: a row for each rule, with a document and a recording or the word that there is none", () => {
    expect(text).toMatch(/^\| rule \| document \| recording \|$/m);
    const rows = text.split("\n").filter((line) => /^\| (?!rule |---)/.test(line));
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) expect(row.split(" | ")).toHaveLength(3);
  });

  test("says the same in the table of the venues", () => {
    expect(text.includes("documents only")).toBe(Object.values(evidence).includes("documents only"));
    expect(evidence.checksum === "none").toBe(sequence.checksum === null);
  });
});
