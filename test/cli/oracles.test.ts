import { resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ORACLES } from "../../src/cli/oracles/table.ts";
import { ALL_VENUES } from "../../src/core/venues/all-venues.ts";
import { capturesPresent } from "../captures/recording.ts";
import { Workbench } from "./tapedeck.ts";

const captures = resolve(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures");

interface Row {
  readonly venue: string;
  readonly checked: number;
  readonly equal: number;
  readonly skipped: number;
}

describe("the table of oracles", () => {
  test("has at most one entry for each native venue, and none for another", () => {
    const names = ORACLES.map(({ venue }) => venue);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => ALL_VENUES.every((venue) => venue.name !== name))).toEqual([]);
  });
});

describe("tapedeck oracles", () => {
  const bench = new Workbench();
  afterAll(() => bench.dispose());

  test.skipIf(!capturesPresent)("proves every venue in its recordings, and skips no checksum", () => {
    const { venues } = bench.json("oracles", captures) as { venues: Row[] };
    expect(venues.map(({ venue }) => venue)).toEqual(ORACLES.map(({ venue }) => venue));
    const rows = new Map(venues.map((row) => [row.venue, row]));
    expect(rows.get("binance")).toMatchObject({ checked: 6_492 + 6_468, equal: 6_490 + 6_468 });
    expect(rows.get("okx")).toMatchObject({ checked: 290, equal: 290, skipped: 0 });
    for (const { venue, checked, equal } of venues) {
      expect([venue, checked > 0]).toEqual([venue, true]);
      if (venue !== "binance") expect([venue, equal]).toEqual([venue, checked]);
    }
  });

  test("fails, and says which, where a venue has nothing to check", () => {
    const { status, stdout, stderr } = bench.run("oracles", bench.folder, "--json");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tapedeck: .*kraken checked nothing.*\n$/);
    const { venues } = JSON.parse(stdout) as { venues: Row[] };
    expect(venues[0]).toEqual({ venue: ORACLES[0]?.venue, checked: 0, equal: 0, skipped: 0 });
  });

  test("says in one line what it wants where the folder is none", () => {
    expect(bench.run("oracles", "nowhere", "--json")).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^tapedeck: .*is no folder.*\n$/) as string,
    });
    expect(bench.run("oracles")).toMatchObject({ status: 2, stdout: "" });
  });
});
