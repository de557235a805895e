import { describe, expect, test } from "vitest";
import { DepthUpdate } from "../../../../src/core/book/depth-update.ts";
import { OrderBook } from "../../../../src/core/book/order-book.ts";
import { BOOK_INDICATORS, bookIndicatorNamed } from "../../../../src/core/indicators/book/book-registry.ts";
import { indicatorNamed } from "../../../../src/core/indicators/indicator-registry.ts";

type Levels = readonly (readonly [price: number, qty: number])[];

/** Prices in cents, quantities in tenths. */
function bookOf(bids: Levels, asks: Levels): OrderBook {
  const depth = new DepthUpdate();
  depth.scale = { price: 2, qty: 1 };
  depth.bids.assign(bids);
  depth.asks.assign(asks);
  const book = new OrderBook();
  book.apply(depth);
  return book;
}

const book = bookOf(
  [
    [9_990, 30],
    [9_980, 10],
    [9_500, 500],
  ],
  [
    [10_010, 10],
    [10_020, 20],
    [10_090, 40],
  ],
);
const read = (name: string, parameters = {}, of = book): number[] => [...(bookIndicatorNamed(name)?.read(of, parameters) ?? [])];

describe("of a book", () => {
  test("the spread is ask less bid, also in hundredths of a per cent of the middle", () => {
    const [spread, bps] = read("spread");
    expect(spread).toBeCloseTo(0.2, 12);
    expect(bps).toBeCloseTo(20, 10);
  });

  test("the microprice leans to the side with less quantity", () => {
    const [microprice, mid] = read("microprice");
    expect(microprice).toBeCloseTo((99.9 * 1 + 100.1 * 3) / 4, 12);
    expect(mid).toBeCloseTo(100, 12);
  });

  test("the imbalance goes over the best levels of each side, or as many as there are", () => {
    expect(read("imbalance", { levels: 1 })[0]).toBeCloseTo((3 - 1) / 4, 12);
    expect(read("imbalance", { levels: 2 })[0]).toBeCloseTo((4 - 3) / 7, 12);
    expect(read("imbalance", { levels: 1_000 })[0]).toBeCloseTo((54 - 7) / 61, 12);
  });

  test("the depth holds what lies within the distance, its edge included, and says whether it can be more", () => {
    const within = (bps: number): number[] => read("depth", { bps }).map((value) => Number(value.toFixed(9)));
    expect(within(10)).toEqual([3, 1, 1]);
    expect(within(20)).toEqual([4, 3, 1]);
    expect(within(100)).toEqual([4, 7, 0]);
    expect(within(1_000)).toEqual([54, 7, 0]);
  });

  test("is none of that where a side is empty", () => {
    const half = bookOf([[9_990, 30]], []);
    for (const { name, outputs } of BOOK_INDICATORS) {
      expect(read(name, {}, half)).toEqual(outputs.map(() => Number.NaN));
      expect(read(name, {}, new OrderBook())).toEqual(outputs.map(() => Number.NaN));
    }
  });

  test("follows each frame that changes it, at any scale and on the exact slow path", () => {
    const moving = bookOf([[9_990, 30]], [[10_010, 10]]);
    const finer = new DepthUpdate();
    finer.scale = { price: 3, qty: 3 };
    finer.bids.assign([[100_050, 2n ** 60n]]);
    moving.apply(finer);
    expect(read("spread", {}, moving)[0]).toBeCloseTo(0.05, 12);
    expect(read("imbalance", { levels: 1 }, moving)[0]).toBeCloseTo(1, 9);
  });
});

test("parameters of book indicators are checked, and their names are theirs alone", () => {
  expect(() => bookIndicatorNamed("depth")?.read(book, { bps: 0 })).toThrow("bps of depth is a number from 0.1 to 10000, not 0");
  expect(() => bookIndicatorNamed("imbalance")?.read(book, { depth: 3 })).toThrow("imbalance has no parameter depth, only levels");
  expect(new Set(BOOK_INDICATORS.map(({ name }) => name)).size).toBe(BOOK_INDICATORS.length);
  for (const { name, outputs } of BOOK_INDICATORS) {
    expect(indicatorNamed(name)).toBeUndefined();
    expect(read(name)).toHaveLength(outputs.length);
  }
});
