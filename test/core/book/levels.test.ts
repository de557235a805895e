import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LevelList } from "../../../src/core/book/depth-update.ts";
import { TickLevels } from "../../../src/core/book/tick-levels.ts";
import type { TickTable } from "../../../src/core/book/tick-table.ts";
import { WideLevels } from "../../../src/core/book/wide-levels.ts";

const seed = Date.now() & 0x7fffffff;

type Change = readonly [price: number, qty: number];

function listOf(changes: readonly Change[]): LevelList {
  const list = new LevelList();
  list.assign(changes);
  return list;
}

/** Prices of a dense book, of one whose levels lie far apart, at both ends of the range, and such as share a home in a table of any size. */
const price = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: TickLevels.MAX_PRICE }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 300 }).map((n) => 1 + n * 2 ** 22) },
  fc.integer({ min: TickLevels.MAX_PRICE - 5, max: TickLevels.MAX_PRICE }),
);
const change = fc.tuple(price, fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }), fc.constant(Number.MAX_SAFE_INTEGER)));
const message = fc.array(change, { maxLength: 40 });

describe.each(["bid", "ask"] as const)("levels of the %s side", (side) => {
  const best = (a: readonly unknown[], b: readonly unknown[]): number => (side === "bid" ? Number(b[0]) - Number(a[0]) : Number(a[0]) - Number(b[0]));

  /** Compares a side with the map it must equal: size, best, every rank, all of it, and prices that are not there. */
  function expectEqual(found: TickLevels | WideLevels, model: ReadonlyMap<number, number>): void {
    const expected = [...model].toSorted(best);
    expect(found.size).toBe(expected.length);
    if (expected.length > 0) expect([found.priceAt(0), found.qtyAt(0)]).toEqual(expected[0]);
    const { price: prices, qty } = found.all();
    expect(Array.from(prices, (p, at) => [p, qty[at]])).toEqual(expected);
    expect(Array.from({ length: found.size }, (_, rank) => [found.priceAt(rank), found.qtyAt(rank)])).toEqual(expected);
    for (const [p] of expected.slice(0, 20)) expect([found.qtyOf(p), found.qtyOf(p + 1)]).toEqual([model.get(p), model.get(p + 1) ?? 0]);
  }

  test(`equal a plain map after each of many messages, whether levels lie side by side or far apart (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 60, size: "max" }), (messages) => {
        const [fast, wide, model] = [new TickLevels(side), new WideLevels(side), new Map<number, number>()];
        messages.forEach((changes, at) => {
          expect(fast.setAll(listOf(changes))).toBe(changes.length);
          wide.setAll(listOf(changes));
          for (const [p, qty] of changes) {
            if (qty === 0) model.delete(p);
            else model.set(p, qty);
          }
          if (model.size > 0) expect(fast.priceAt(0)).toBe(side === "bid" ? Math.max(...model.keys()) : Math.min(...model.keys()));
          if (at % 10 === 0 || at === messages.length - 1) for (const found of [fast, wide]) expectEqual(found, model);
        });
      }),
      { seed, numRuns: 150 },
    );
  });

  test(`equal a plain map while thousands of levels come and go around a price that wanders (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(2_000), fc.nat(8)), { minLength: 4_000, maxLength: 6_000, size: "max" }),
        (steps) => {
          const [fast, model] = [new TickLevels(side), new Map<number, number>()];
          let touch = 100_000;
          for (const [move, depth, qty] of steps) {
            touch += move;
            const level: Change = [side === "bid" ? touch - depth : touch + depth, qty > 4 ? 0 : qty];
            fast.setAll(listOf([level, [touch, 1], [touch - move, 0]]));
            for (const [p, q] of [level, [touch, 1], [touch - move, 0]] as const) {
              if (q === 0) model.delete(p);
              else model.set(p, q);
            }
          }
          expectEqual(fast, model);
          fast.clear();
          expectEqual(fast, new Map());
          fast.setAll(listOf([[7, 1]]));
          expectEqual(fast, new Map([[7, 1]]));
        },
      ),
      { seed, numRuns: 15 },
    );
  });

  test("take the removal of a level that is not there as normal", () => {
    const levels = new TickLevels(side);
    levels.setAll(
      listOf([
        [5, 0],
        [5, 1],
        [6, 0],
        [900, 0],
      ]),
    );
    expectEqual(levels, new Map([[5, 1]]));
  });

  test.each([0, -1, -5, TickLevels.MAX_PRICE + 1, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])(
    "stop at the price %d, which is no tick of theirs",
    (odd) => {
      const levels = new TickLevels(side);
      const list = listOf([
        [8, 1],
        [odd, 2],
        [9, 3],
      ]);
      expect(levels.setAll(list)).toBe(1);
      expectEqual(levels, new Map([[8, 1]]));
    },
  );

  test("need no more memory for levels that lie a million ticks apart than their number asks for", () => {
    const levels = new TickLevels(side);
    const slots = (): number => (Reflect.get(levels, "table") as TickTable).keys.length;
    levels.setAll(listOf(Array.from({ length: 1_000 }, (_, n): Change => [1 + n * 1_000_003, 1])));
    expect(slots()).toBe(2_048);
    for (let round = 0; round < 50; round++) {
      levels.setAll(listOf(Array.from({ length: 1_000 }, (_, n): Change => [1 + n * 1_000_003 + round, 0])));
      levels.setAll(listOf(Array.from({ length: 1_000 }, (_, n): Change => [2 + n * 1_000_003 + round, 1])));
    }
    expect([levels.size, slots()]).toEqual([1_000, 2_048]);
    levels.clear();
    expect(slots()).toBeLessThan(100);
  });
});
