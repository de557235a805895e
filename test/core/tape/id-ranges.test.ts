import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import { IdRanges } from "../../../src/core/tape/id-ranges.ts";

const seed = Date.now() & 0x7fffffff;

function bytesOf(ranges: IdRanges): Uint8Array {
  const w = new ByteWriter();
  ranges.write(w);
  return w.finish();
}

const range = fc.tuple(fc.nat(60), fc.nat(6)).map(([first, more]) => [first, first + more] as const);

describe("a set of trade ids", () => {
  test(`holds what a plain set holds, in any order of additions (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), range, (added, [first, last]) => {
        const ranges = new IdRanges();
        const plain = new Set<number>();
        for (const [low, high] of added) {
          const isNew = !plain.has(low);
          const said = low === high ? ranges.insert(low) : isNew;
          if (low !== high) ranges.add(low, high);
          expect(said).toBe(isNew);
          for (let id = low; id <= high; id++) plain.add(id);
        }
        const asked = Array.from({ length: last - first + 1 }, (_, n) => plain.has(first + n));
        expect(ranges.covers(first, last)).toBe(asked.every(Boolean));
        expect(ranges.overlaps(first, last)).toBe(asked.some(Boolean));
        expect(ranges.proves(first, last)).toBe(asked.every(Boolean));
        const starts = [...plain].filter((id) => !plain.has(id - 1));
        expect(ranges.ranges).toBe(starts.length);
      }),
      { seed, numRuns: 500 },
    );
  });

  test(`writes the same bytes whatever the order, and reads them back (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), (added) => {
        const forward = new IdRanges();
        const backward = new IdRanges();
        for (const [low, high] of added) forward.add(low, high);
        for (const [low, high] of added.toReversed()) backward.add(low, high);
        const bytes = bytesOf(forward);
        expect(bytesOf(backward)).toEqual(bytes);
        const r = new ByteReader(bytes);
        expect(bytesOf(IdRanges.read(r))).toEqual(bytes);
        expect(r.done).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  test("holds ids up to 2^53 - 1", () => {
    const ranges = new IdRanges();
    ranges.insert(Number.MAX_SAFE_INTEGER);
    ranges.insert(0);
    expect(ranges.covers(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(bytesOf(IdRanges.read(new ByteReader(bytesOf(ranges))))).toEqual(bytesOf(ranges));
  });

  test("joins the lowest ranges when it is full, counts it, and claims nothing about what it joined", () => {
    const ranges = new IdRanges(3);
    for (const id of [10, 20, 30, 40, 50]) ranges.insert(id);
    expect(ranges.ranges).toBe(3);
    expect(ranges.bridged).toBe(2);
    expect(ranges.insert(15)).toBe(false);
    expect(ranges.covers(10, 30)).toBe(true);
    expect(ranges.proves(10, 30)).toBe(false);
    expect(ranges.proves(30, 30)).toBe(true);
    expect(ranges.proves(40, 40)).toBe(true);
    expect(ranges.insert(45)).toBe(true);
  });
});
