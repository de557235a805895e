import type { Int } from "../base/decimal.ts";
import { narrow } from "../base/decimal.ts";
import type { OrderBook } from "./order-book.ts";

/** Of so many levels a side: more make it no surer. */
const LOOKED_AT = 100;
/** Fewer prices may well have a common step by chance. */
const ENOUGH = 8;

/**
 * The step that all prices of a book are multiples of, at its scale: the tick size as the levels themselves show it, which no exchange
 * sends along. One unit of the scale where there are too few levels to tell.
 */
export function priceStep(book: OrderBook): Int {
  const sides = [
    { count: book.bidLevels, at: (rank: number) => book.bidAt(rank).price },
    { count: book.askLevels, at: (rank: number) => book.askAt(rank).price },
  ];
  if (book.bidLevels + book.askLevels < ENOUGH) return 1;
  let step = 0n;
  for (const { count, at } of sides) {
    for (let rank = 0; rank < Math.min(count, LOOKED_AT); rank++) {
      step = commonDivisor(step, BigInt(at(rank)));
      if (step === 1n) return 1;
    }
  }
  return step === 0n ? 1 : narrow(step);
}

function commonDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other < 0n ? -other : other];
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
