import { type Int, rescale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { OrderChange } from "./book-orders.ts";

/**
 * Price levels of one side of one message: `price[i]`, `qty[i]` for i < count, as integers at the message's scale.
 * Where any of them is past 2^53 all of them are in `wide` instead. A quantity of 0 removes the level.
 */
export class LevelList {
  count = 0;
  price = new Float64Array(64);
  qty = new Float64Array(64);
  wide: { price: Int[]; qty: Int[] } | null = null;
  /** The text of each level as the venue's checksum wants it; null where nothing is checked. */
  texts: string[] | null = null;

  clear(): void {
    this.count = 0;
    this.wide = null;
    this.texts = null;
  }

  /** Makes room for one more level: it may then be written at `count`, which is raised afterwards. */
  reserve(): void {
    if (this.count === this.price.length) this.grow();
  }

  push(price: number, qty: number): void {
    this.reserve();
    this.price[this.count] = price;
    this.qty[this.count++] = qty;
  }

  priceAt(i: number): Int {
    return this.wide === null ? (this.price[i] as number) : (this.wide.price[i] as Int);
  }

  qtyAt(i: number): Int {
    return this.wide === null ? (this.qty[i] as number) : (this.wide.qty[i] as Int);
  }

  /** Fills the list with exact integers of any size. */
  assign(levels: readonly (readonly [price: Int, qty: Int])[]): void {
    this.clear();
    const safe = levels.every(([price, qty]) => typeof price === "number" && typeof qty === "number");
    if (safe) {
      for (const [price, qty] of levels) this.push(price as number, qty as number);
      return;
    }
    this.wide = { price: levels.map(([price]) => price), qty: levels.map(([, qty]) => qty) };
    this.count = levels.length;
  }

  copyOf(other: LevelList): this {
    this.count = other.count;
    this.price = other.price.slice(0, other.count);
    this.qty = other.qty.slice(0, other.count);
    this.wide = other.wide && { price: [...other.wide.price], qty: [...other.wide.qty] };
    this.texts = other.texts && [...other.texts];
    return this;
  }

  /** The same levels at another scale. */
  rescaled(from: Scale, to: Scale): LevelList {
    const list = new LevelList();
    list.assign(
      Array.from({ length: this.count }, (_, i) => [rescale(this.priceAt(i), from.price, to.price), rescale(this.qtyAt(i), from.qty, to.qty)]),
    );
    return list;
  }

  private grow(): void {
    const size = this.price.length === 0 ? 64 : this.price.length * 2;
    const price = new Float64Array(size);
    const qty = new Float64Array(size);
    price.set(this.price);
    qty.set(this.qty);
    this.price = price;
    this.qty = qty;
  }
}

/** What a {@link DepthUpdate} says besides its levels. */
export type DepthHead = Pick<DepthUpdate, "first" | "last" | "prev" | "checksum" | "depthLimit" | "proven" | "isDiff">;

/**
 * One message about a book: a diff (absolute quantities per price) or a snapshot of its best levels.
 * Ids are the venue's: a diff covers `first..last` and, where the venue says so, follows `prev`; a snapshot stands at `last`.
 */
export class DepthUpdate {
  first: Int = 0;
  last: Int = 0;
  /** The id this diff follows (Binance futures `pu`); -1 where the venue sends none. */
  prev: Int = -1;
  /** The venue's checksum of the book after this message, unsigned; null where it sends none, or the 0 that stands for none. */
  checksum: number | null = null;
  /** Of an in-band snapshot: levels a side that the venue keeps up to date; the book is cut to it after every message. 0: no limit. */
  depthLimit = 0;
  /** Whether ids, a checksum or the connection's sequence prove this message to be the next one. */
  proven = true;
  /** False of a message that changes nothing, and only tells the checksum of the book as it stands: it is no diff, and not counted as one. */
  isDiff = true;
  scale: Scale = { price: 0, qty: 0 };
  bids = new LevelList();
  asks = new LevelList();
  /** Where the venue tells of single orders: what became of them. The levels then follow from it, and are filled in where it is applied. */
  orders: readonly OrderChange[] | null = null;

  /** Sets everything but the levels and their scale; what is not named is as where a venue sends no such thing. */
  begin({ first = 0, last = 0, prev = -1, checksum = null, depthLimit = 0, proven = true, isDiff = true }: Partial<DepthHead>): void {
    this.first = first;
    this.last = last;
    this.prev = prev;
    this.checksum = checksum;
    this.depthLimit = depthLimit;
    this.proven = proven;
    this.isDiff = isDiff;
    this.orders = null;
  }

  /** A copy that outlives the reused original. */
  clone(): DepthUpdate {
    const copy = new DepthUpdate();
    copy.first = this.first;
    copy.last = this.last;
    copy.prev = this.prev;
    copy.scale = this.scale;
    copy.bids = new LevelList().copyOf(this.bids);
    copy.asks = new LevelList().copyOf(this.asks);
    return copy;
  }

  atScale(scale: Scale): DepthUpdate {
    if (this.scale.price === scale.price && this.scale.qty === scale.qty) return this;
    const copy = new DepthUpdate();
    copy.first = this.first;
    copy.last = this.last;
    copy.prev = this.prev;
    copy.scale = scale;
    copy.bids = this.bids.rescaled(this.scale, scale);
    copy.asks = this.asks.rescaled(this.scale, scale);
    return copy;
  }
}
