import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import { formatDecimal, narrow } from "../../../src/core/base/decimal.ts";
import { DepthUpdate } from "../../../src/core/book/depth-update.ts";
import { OrderBook } from "../../../src/core/book/order-book.ts";

const seed = Date.now() & 0x7fffffff;

interface Update {
  readonly price: number;
  readonly qty: number;
  readonly bids: readonly (readonly [bigint, bigint])[];
  readonly asks: readonly (readonly [bigint, bigint])[];
}

function depthOf({ price, qty, bids, asks }: Update): DepthUpdate {
  const depth = new DepthUpdate();
  depth.scale = { price, qty };
  depth.bids.assign(bids.map(([p, q]) => [narrow(p), narrow(q)]));
  depth.asks.assign(asks.map(([p, q]) => [narrow(p), narrow(q)]));
  return depth;
}

const integer = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 1n, max: 40n }) },
  fc.bigInt({ min: 2n ** 31n - 2n, max: 2n ** 31n + 2n }),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
  fc.constant(10n ** 30n + 7n),
);
const levels = fc.array(fc.tuple(integer, fc.oneof(fc.constant(0n), integer)), { maxLength: 8 });
const updates = fc.array(fc.record({ price: fc.nat(3), qty: fc.nat(3), bids: levels, asks: levels }), { minLength: 1, maxLength: 12 });

/** Level texts, best first, of a book kept as a map of exact fractions: everything at 10^-3. */
function reference(list: readonly Update[], side: "bids" | "asks"): string[] {
  const held = new Map<bigint, bigint>();
  for (const update of list) {
    for (const [p, q] of update[side]) {
      const key = p * 10n ** BigInt(3 - update.price);
      if (q === 0n) held.delete(key);
      else held.set(key, q * 10n ** BigInt(3 - update.qty));
    }
  }
  const best = side === "bids" ? -1 : 1;
  return [...held].sort(([a], [b]) => (a < b ? -best : best)).map(([p, q]) => `${formatDecimal(narrow(p), 3)} ${formatDecimal(narrow(q), 3)}`);
}

function shown(book: OrderBook, side: "bids" | "asks"): string[] {
  const count = side === "bids" ? book.bidLevels : book.askLevels;
  return Array.from({ length: count }, (_, rank) => (side === "bids" ? book.bidAt(rank) : book.askAt(rank))).map(
    ({ price, qty }) => `${formatDecimal(price, book.scale.price)} ${formatDecimal(qty, book.scale.qty)}`,
  );
}

function bytesOf(book: OrderBook): Uint8Array {
  const w = new ByteWriter();
  book.write(w);
  return w.finish();
}

describe("an order book", () => {
  test(`holds what a map of exact fractions holds, at any scale and size, and its bytes bring it back (seed ${seed})`, () => {
    fc.assert(
      fc.property(updates, (list) => {
        const book = new OrderBook();
        for (const update of list) book.apply(depthOf(update));
        const [bids, asks] = [reference(list, "bids"), reference(list, "asks")];
        expect([shown(book, "bids"), shown(book, "asks")]).toEqual([bids, asks]);
        const copy = new OrderBook();
        copy.read(new ByteReader(bytesOf(book)));
        expect([shown(copy, "bids"), shown(copy, "asks")]).toEqual([bids, asks]);
        expect(bytesOf(copy)).toEqual(bytesOf(book));
      }),
      { seed, numRuns: 1500 },
    );
  });

  test(`has the same bytes for the same levels, whatever came before and at whatever scale (seed ${seed})`, () => {
    fc.assert(
      fc.property(updates, ([first]) => {
        if (first === undefined) return;
        const plain = new OrderBook();
        plain.apply(depthOf(first));
        const finer = new OrderBook();
        const raise = (side: Update["bids"]): Update["bids"] => side.map(([p, q]) => [p * 1000n, q * 100n]);
        finer.apply(depthOf({ price: first.price + 3, qty: first.qty + 2, bids: raise(first.bids), asks: raise(first.asks) }));
        expect(bytesOf(finer)).toEqual(bytesOf(plain));
        const used = new OrderBook();
        used.apply(depthOf({ price: 9, qty: 9, bids: [[2n ** 70n, 1n]], asks: [[1n, 1n]] }));
        used.clear();
        used.apply(depthOf(first));
        expect(bytesOf(used)).toEqual(bytesOf(plain));
      }),
      { seed, numRuns: 500 },
    );
  });

  test("is crossed where the best bid is above the best ask, locked where they meet, and neither with an empty side", () => {
    const book = (bids: readonly [bigint, bigint][], asks: readonly [bigint, bigint][]): boolean => {
      const made = new OrderBook();
      made.apply(depthOf({ price: 0, qty: 0, bids, asks }));
      return made.isCrossedOrLocked();
    };
    expect(book([[10n, 1n]], [[11n, 1n]])).toBe(false);
    expect(book([[11n, 1n]], [[11n, 1n]])).toBe(true);
    expect(book([[12n, 1n]], [[11n, 1n]])).toBe(true);
    expect(book([[2n ** 60n + 1n, 1n]], [[2n ** 60n, 1n]])).toBe(true);
    expect(book([[12n, 1n]], [])).toBe(false);
  });
});
