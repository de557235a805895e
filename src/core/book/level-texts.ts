import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, rescale } from "../base/decimal.ts";
import type { DepthUpdate } from "./depth-update.ts";
import type { OrderBook } from "./order-book.ts";

const SIDES = ["bids", "asks"] as const;
type Side = (typeof SIDES)[number];

/**
 * The text of every level of a book, as its checksum wants it: what a venue signs is the text it sent, trailing zeros and all, which the
 * exact numbers no longer show. Kept by price at the book's own scale, and moved to another where the book moves.
 */
export class LevelTexts {
  private texts: Record<Side, Map<Int, string>> = { bids: new Map(), asks: new Map() };
  private scale = 0;

  clear(): void {
    for (const side of SIDES) this.texts[side].clear();
  }

  /** Takes the texts of a message that was applied to the book. */
  apply(update: DepthUpdate, book: OrderBook): void {
    this.moveTo(book.scale.price);
    for (const side of SIDES) {
      const list = update[side];
      const texts = this.texts[side];
      for (let at = 0; at < list.count; at++) {
        const price = rescale(list.priceAt(at), update.scale.price, this.scale);
        if (list.qtyAt(at) === 0) texts.delete(price);
        else texts.set(price, list.texts?.[at] ?? "");
      }
    }
  }

  /** Forgets levels that were cut off the book. */
  drop(side: Side, prices: readonly Int[]): void {
    for (const price of prices) this.texts[side].delete(price);
  }

  /** The texts of the best levels of one side, at most `count`. */
  best(book: OrderBook, side: Side, count: number): string[] {
    const levels = Math.min(count, side === "bids" ? book.bidLevels : book.askLevels);
    const texts: string[] = [];
    for (let rank = 0; rank < levels; rank++) {
      texts.push(this.texts[side].get((side === "bids" ? book.bidAt(rank) : book.askAt(rank)).price) ?? "");
    }
    return texts;
  }

  /** Writes the text of every level of the book, best first. */
  write(w: ByteWriter, book: OrderBook): void {
    for (const side of SIDES) for (const text of this.best(book, side, Number.POSITIVE_INFINITY)) w.string(text);
  }

  read(r: ByteReader, book: OrderBook): void {
    this.clear();
    this.scale = book.scale.price;
    for (let rank = 0; rank < book.bidLevels; rank++) this.texts.bids.set(book.bidAt(rank).price, r.string());
    for (let rank = 0; rank < book.askLevels; rank++) this.texts.asks.set(book.askAt(rank).price, r.string());
  }

  private moveTo(scale: number): void {
    if (scale === this.scale) return;
    for (const side of SIDES) {
      this.texts[side] = new Map(Array.from(this.texts[side], ([price, text]) => [rescale(price, this.scale, scale), text]));
    }
    this.scale = scale;
  }
}
