import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import zlib from "node:zlib";
import { asUint32, INTERLEAVED_CHECKSUM, KRAKEN_CHECKSUM } from "../../../src/core/book/checksum.ts";
import { crc32 } from "../../../src/core/book/crc32.ts";

const captures = process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures";
const vector = join(captures, "bitfinex/known_checksum.json");
const found = existsSync(vector);
if (!found) console.log("skipped: no captures, so Bitfinex's known checksum is not compared");

describe("CRC-32", () => {
  test("of 123456789 is the check value of its standard, and of nothing 0", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(crc32("")).toBe(0);
  });

  test("is what zlib has", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 300 }), (text) => crc32(text) === zlib.crc32(text)));
  });
});

describe("Kraken's checksum", () => {
  // "How to verify": the book of the documents of v1 and v2, with the same digits in both.
  const asks = ["0.05005 0.00000500", "0.05010 0.00000500", "0.05015 0.00000500", "0.05020 0.00000500", "0.05025 0.00000500", "0.05030 0.00000500", "0.05035 0.00000500", "0.05040 0.00000500", "0.05045 0.00000500", "0.05050 0.00000500"]; // prettier-ignore
  const bids = ["0.05000 0.00000500", "0.04995 0.00000500", "0.04990 0.00000500", "0.04980 0.00000500", "0.04975 0.00000500", "0.04970 0.00000500", "0.04965 0.00000500", "0.04960 0.00000500", "0.04955 0.00000500", "0.04950 0.00000500"]; // prettier-ignore
  const texts = (levels: readonly string[]): string[] => levels.map((level) => KRAKEN_CHECKSUM.levelText(...(level.split(" ") as [string, string])));

  test("of the book in its documents is the one they give", () => {
    expect(KRAKEN_CHECKSUM.of(texts(bids), texts(asks))).toBe(974_947_235);
  });

  test("depends on zeros that a float would drop, and on which side is which", () => {
    const other = texts(bids.map((level) => level.replace("0.00000500", "0.000005")));
    expect(KRAKEN_CHECKSUM.of(other, texts(asks))).not.toBe(974_947_235);
    expect(KRAKEN_CHECKSUM.of(texts(asks), texts(bids))).not.toBe(974_947_235);
  });
});

describe("the interleaved checksum", () => {
  test("goes on with one side where the other is shorter", () => {
    expect(INTERLEAVED_CHECKSUM.of(["99:1", "98:2"], ["101:3"])).toBe(crc32("99:1:101:3:98:2"));
    expect(INTERLEAVED_CHECKSUM.of([], ["101:3", "102:4"])).toBe(crc32("101:3:102:4"));
    expect(INTERLEAVED_CHECKSUM.of([], [])).toBe(0);
  });

  test.skipIf(!found)("of a recorded Bitfinex book is the one that Bitfinex sent", () => {
    const recorded = JSON.parse(readFileSync(vector, "utf8")) as { snapshot: string; update: string; checksumFrame: string };
    // Texts as they were sent: prices below 1e-6 with their exponent.
    const rows = (text: string): string[][] => [...text.matchAll(/\[([0-9.e-]+),(\d+),(-?[0-9.e-]+)\]/g)].map((row) => row.slice(1));
    const levels = new Map(rows(recorded.snapshot).map(([price = "", , amount = ""]) => [price, amount]));
    for (const [price = "", , amount = ""] of rows(recorded.update)) levels.set(price, amount);
    const side = (bids: boolean): string[] =>
      [...levels]
        .filter(([, amount]) => amount.startsWith("-") !== bids)
        .sort(([a], [b]) => (bids ? Number(b) - Number(a) : Number(a) - Number(b)))
        .map(([price, amount]) => INTERLEAVED_CHECKSUM.levelText(price, amount));
    expect([side(true).length, side(false).length]).toEqual([18, 25]);
    const sent = Number(/-?\d+(?=\]$)/.exec(recorded.checksumFrame)?.[0]);
    expect(INTERLEAVED_CHECKSUM.of(side(true), side(false).slice(0, 25))).toBe(asUint32(sent));
  });
});

test("a checksum may be sent signed or unsigned, and nothing else", () => {
  expect([-1, 0, 2 ** 32 - 1, -1_175_357_890].map(asUint32)).toEqual([4_294_967_295, 0, 4_294_967_295, 3_119_609_406]);
  expect([2 ** 32, -(2 ** 31) - 1, 1.5, Number.NaN].map(asUint32)).toEqual([null, null, null, null]);
});
