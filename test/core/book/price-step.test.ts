import { expect, test } from "vitest";
import type { Int } from "../../../src/core/base/decimal.ts";
import { DepthUpdate } from "../../../src/core/book/depth-update.ts";
import { OrderBook } from "../../../src/core/book/order-book.ts";
import { priceStep } from "../../../src/core/book/price-step.ts";

function bookOf(bids: readonly Int[], asks: readonly Int[]): OrderBook {
  const depth = new DepthUpdate();
  depth.scale = { price: 2, qty: 0 };
  depth.bids.assign(bids.map((price) => [price, 1]));
  depth.asks.assign(asks.map((price) => [price, 1]));
  const book = new OrderBook();
  book.apply(depth);
  return book;
}

const range = (count: number, from: number, by: number): number[] => Array.from({ length: count }, (_, n) => from + n * by);

test("the step of prices is the greatest that divides all of them", () => {
  expect(priceStep(bookOf(range(20, 1_000, 5), range(20, 1_105, 10)))).toBe(5);
  expect(priceStep(bookOf(range(20, 1_000, 50), range(20, 2_000, 50)))).toBe(50);
  expect(priceStep(bookOf(range(20, 1_000, 50), [...range(20, 2_000, 50), 3_001]))).toBe(1);
});

test("the step is one unit where too few levels could tell, and of an empty book", () => {
  expect(priceStep(bookOf([1_000, 1_500], [2_000]))).toBe(1);
  expect(priceStep(new OrderBook())).toBe(1);
});

test("the step is exact beyond 2^53", () => {
  const far = 10n ** 20n;
  expect(
    priceStep(
      bookOf(
        Array.from({ length: 10 }, (_, n) => far + BigInt(n) * 4n),
        [far + 100n],
      ),
    ),
  ).toBe(4);
});
