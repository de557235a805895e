import { compare, type Int, rescale } from "../base/decimal.ts";
import type { DepthUpdate } from "./depth-update.ts";
import type { OrderBook } from "./order-book.ts";

/** How a book that nothing proves stood against what the exchange answered over REST: `rx` is the frame of the answer. */
export interface BookAudit {
  readonly rx: number;
  /** Levels of both sides that were compared, and how many of them the book has not, or has otherwise. */
  readonly levels: number;
  readonly different: number;
}

/** Compares the levels of a REST answer with the book: by price, within the reach of both. */
export function auditBook(book: OrderBook, sample: DepthUpdate, rx: number): BookAudit {
  const bids = compareSide(book, sample, "bids");
  const asks = compareSide(book, sample, "asks");
  return { rx, levels: bids.levels + asks.levels, different: bids.different + asks.different };
}

function compareSide(book: OrderBook, sample: DepthUpdate, side: "bids" | "asks"): { levels: number; different: number } {
  const scale = { price: Math.max(book.scale.price, sample.scale.price), qty: Math.max(book.scale.qty, sample.scale.qty) };
  const told = new Map<Int, Int>();
  const list = sample[side];
  let worst: Int | null = null;
  const beyond = (price: Int, other: Int): boolean => (side === "bids" ? compare(price, other) < 0 : compare(price, other) > 0);
  for (let at = 0; at < list.count; at++) {
    const price = rescale(list.priceAt(at), sample.scale.price, scale.price);
    told.set(price, rescale(list.qtyAt(at), sample.scale.qty, scale.qty));
    if (worst === null || beyond(price, worst)) worst = price;
  }
  let equal = 0;
  let extra = 0;
  for (let rank = 0; rank < (side === "bids" ? book.bidLevels : book.askLevels); rank++) {
    const level = side === "bids" ? book.bidAt(rank) : book.askAt(rank);
    const price = rescale(level.price, book.scale.price, scale.price);
    if (worst === null || beyond(price, worst)) break;
    const qty = told.get(price);
    if (qty === undefined) extra++;
    else if (qty === rescale(level.qty, book.scale.qty, scale.qty)) equal++;
  }
  return { levels: told.size, different: Math.min(told.size, told.size - equal + extra) };
}
