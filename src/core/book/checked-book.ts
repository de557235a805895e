import type { Int } from "../base/decimal.ts";
import { BookOrders } from "./book-orders.ts";
import type { ChecksumPolicy } from "./checksum.ts";
import type { DepthUpdate } from "./depth-update.ts";
import { LevelTexts } from "./level-texts.ts";
import type { OrderBook } from "./order-book.ts";

/** What a book can show to be wrong with the messages it was made of. */
export type Defect = "checksum" | "crossed";

/** A book with what the venue gives to check it by: after each message it is cut to the venue's depth, and judged. */
export class CheckedBook {
  /** Id the book stands at; 0 before the first snapshot. */
  lastUpdateId: Int = 0;
  /** Levels a side that the venue keeps up to date; 0: all. */
  depthLimit = 0;
  /** Whether ids, a checksum or the connection's sequence prove the last message. */
  proven = true;
  /** Messages whose checksum was compared. */
  readonly checksums = { ok: 0, failed: 0 };
  readonly texts: LevelTexts | null;
  /** The single orders, where the venue tells of them. */
  readonly orders = new BookOrders();
  /** What the last judgement found, for a person. */
  trouble = "";
  private readonly book: OrderBook;
  private readonly checksum: ChecksumPolicy | null;

  constructor(book: OrderBook, checksum: ChecksumPolicy | null) {
    this.book = book;
    this.checksum = checksum;
    this.texts = checksum === null ? null : new LevelTexts();
  }

  clear(): void {
    this.book.clear();
    this.texts?.clear();
    this.orders.clear();
  }

  load(snapshot: DepthUpdate): Defect | null {
    this.book.clear();
    this.texts?.clear();
    this.lastUpdateId = 0;
    return this.apply(snapshot);
  }

  /**
   * Of a message about single orders: takes them, and fills in the levels that follow, before the message is applied. What is wrong, for a
   * person, where one of them cannot have happened to this book (an order was lost, or came too late); else null.
   */
  takeOrders(update: DepthUpdate, snapshot: boolean): string | null {
    if (snapshot) this.orders.clear();
    return update.orders === null ? null : this.orders.apply(update, update.orders);
  }

  /** Applies a message; the defect that the book then shows, if any. */
  apply(update: DepthUpdate): Defect | null {
    const { book, texts } = this;
    book.apply(update);
    texts?.apply(update, book);
    if (update.last !== 0) this.lastUpdateId = update.last; // a message without ids says nothing of where the sequence stands
    this.proven = update.proven;
    if (this.depthLimit > 0) {
      const { bids, asks } = book.truncate(this.depthLimit);
      texts?.drop("bids", bids);
      texts?.drop("asks", asks);
    }
    if (update.checksum !== null && !this.verify(update.checksum)) return "checksum";
    if (!book.isCrossedOrLocked()) return null;
    this.trouble = `the best bid met the best ask after update ${update.first}..${update.last}`;
    return "crossed";
  }

  private verify(expected: number): boolean {
    const { book, texts, checksum } = this;
    if (checksum === null || texts === null) return true;
    const found = checksum.of(texts.best(book, "bids", checksum.levels), texts.best(book, "asks", checksum.levels));
    if (found === expected) {
      this.checksums.ok++;
      return true;
    }
    this.checksums.failed++;
    this.trouble = `the book's checksum is ${found}, the exchange's ${expected}`;
    return false;
  }
}
