import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { formatDecimal, type Int } from "../base/decimal.ts";
import type { DepthUpdate, LevelList } from "./depth-update.ts";
import type { OrderBook } from "./order-book.ts";

const SIDES = ["bids", "asks"] as const;

/**
 * The text of every level of a book, as its checksum wants it: what a venue signs is the text it sent, trailing zeros and all, which the
 * exact numbers no longer show. Kept by price in shortest form, so that a book may change its scale.
 */
export class LevelTexts {
  private readonly texts = { bids: new Map<string, string>(), asks: new Map<string, string>() };

  clear(): void {
    for (const side of SIDES) this.texts[side].clear();
  }

  /** Takes the texts of a message that is applied to the book. */
  apply(update: DepthUpdate): void {
    for (const side of SIDES) this.set(this.texts[side], update[side], update.scale.price);
  }

  /** Forgets the levels that were cut off the book. */
  drop(side: (typeof SIDES)[number], prices: readonly Int[], scale: number): void {
    for (const price of prices) this.texts[side].delete(formatDecimal(price, scale));
  }

  /** The texts of the best levels of one side, at most `count`. */
  best(book: OrderBook, side: (typeof SIDES)[number], count: number): string[] {
    const [levels, at] = side === "bids" ? [book.bidLevels, book.bidAt.bind(book)] : [book.askLevels, book.askAt.bind(book)];
    const texts = this.texts[side];
    return Array.from({ length: Math.min(levels, count) }, (_, rank) => texts.get(formatDecimal(at(rank).price, book.scale.price)) ?? "");
  }

  /** Writes the text of every level of the book, best first. */
  write(w: ByteWriter, book: OrderBook): void {
    for (const side of SIDES) for (const text of this.best(book, side, Number.POSITIVE_INFINITY)) w.string(text);
  }

  read(r: ByteReader, book: OrderBook): void {
    this.clear();
    for (let rank = 0; rank < book.bidLevels; rank++) this.texts.bids.set(formatDecimal(book.bidAt(rank).price, book.scale.price), r.string());
    for (let rank = 0; rank < book.askLevels; rank++) this.texts.asks.set(formatDecimal(book.askAt(rank).price, book.scale.price), r.string());
  }

  private set(texts: Map<string, string>, list: LevelList, scale: number): void {
    for (let at = 0; at < list.count; at++) {
      const key = formatDecimal(list.priceAt(at), scale);
      if (list.qtyAt(at) === 0) texts.delete(key);
      else texts.set(key, list.texts?.[at] ?? "");
    }
  }
}
