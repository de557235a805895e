import { afterAll, describe, expect, test } from "vitest";
import { ALL_VENUES } from "../../src/core/venues/all-venues.ts";
import { CCXT_EXCHANGES } from "../../src/core/venues/ccxt/exchanges.ts";
import { Workbench } from "./tapedeck.ts";

describe("tapedeck venues", () => {
  const bench = new Workbench();
  afterAll(() => bench.dispose());

  test("lists every native venue with its proof, and marks what rests on documents only", () => {
    const { venues } = bench.json("venues") as { venues: { venue: string; kind: string; proof: string[]; evidence: Record<string, string> }[] };
    const native = venues.filter(({ kind }) => kind === "native");
    expect(native.map(({ venue }) => venue)).toEqual(ALL_VENUES.map(({ name }) => name));
    const kraken = native.find(({ venue }) => venue === "kraken");
    expect(kraken).toMatchObject({ proof: ["checksum"], evidence: { book: "recorded", "best quote": "documents only" } });
    expect(native.find(({ venue }) => venue === "binance-coinm")?.evidence).toMatchObject({ book: "documents only" });
  });

  test("lists the exchanges that ccxt streams publicly, and none that wants an account first", () => {
    const { venues } = bench.json("venues") as { venues: { venue: string; kind: string }[] };
    const others = venues.filter(({ kind }) => kind === "ccxt").map(({ venue }) => venue);
    expect(others).toEqual([...CCXT_EXCHANGES.keys()].map((id) => `ccxt:${id}`));
    expect(others).toEqual(expect.arrayContaining(["ccxt:binance", "ccxt:kucoin", "ccxt:gate"]));
    expect(others).not.toContain("ccxt:alpaca");
    expect(bench.run("venues").stdout).toContain(" ccxt:kucoin ");
  });

  test("says the same in words", () => {
    const { status, stdout } = bench.run("venues");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^kraken: Kraken spot; books proven by checksum\n {2}documents only: .*best quote/m);
  });
});
