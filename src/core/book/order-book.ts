import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { add, type Int, rescale, shortestScale, subtract } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { DepthUpdate, LevelList } from "./depth-update.ts";
import { SortedLevels, WideLevels } from "./sorted-levels.ts";

type Levels = SortedLevels | WideLevels;

/**
 * The price levels of one instrument. Values are exact integers at `scale`, which grows when a message shows more decimals;
 * a value past 2^53 moves the whole book to the exact slow path until it is next cleared.
 * It knows nothing of sequences: what may be applied to it, and whether it may be read, is the synchroniser's to say.
 */
export class OrderBook {
  scale: Scale = { price: 0, qty: 0 };
  private bids: Levels = new SortedLevels("bid");
  private asks: Levels = new SortedLevels("ask");

  get bidLevels(): number {
    return this.bids.size;
  }

  get askLevels(): number {
    return this.asks.size;
  }

  clear(): void {
    if (this.bids instanceof WideLevels || this.asks instanceof WideLevels) {
      this.bids = new SortedLevels("bid");
      this.asks = new SortedLevels("ask");
    }
    this.bids.clear();
    this.asks.clear();
    this.scale = { price: 0, qty: 0 };
  }

  /** Applies every level of a message: absolute quantities, 0 removes. */
  apply(update: DepthUpdate): void {
    if (update.scale !== this.scale) update = this.align(update);
    if (update.bids.wide !== null || update.asks.wide !== null) this.widen();
    setAll(this.bids, update.bids);
    setAll(this.asks, update.asks);
  }

  bidAt(rank: number): { price: Int; qty: Int } {
    return { price: this.bids.priceAt(rank), qty: this.bids.qtyAt(rank) };
  }

  askAt(rank: number): { price: Int; qty: Int } {
    return { price: this.asks.priceAt(rank), qty: this.asks.qtyAt(rank) };
  }

  /** Whether the best bid is at or above the best ask; a true book of a matching engine never is. */
  isCrossedOrLocked(): boolean {
    return this.bids.size > 0 && this.asks.size > 0 && this.bids.priceAt(0) >= this.asks.priceAt(0);
  }

  /** Canonical bytes: every level, best first, at the shortest scale that holds them all. */
  write(w: ByteWriter): void {
    const price = Math.max(scaleOf(this.bids, "price", this.scale.price), scaleOf(this.asks, "price", this.scale.price));
    const qty = Math.max(scaleOf(this.bids, "qty", this.scale.qty), scaleOf(this.asks, "qty", this.scale.qty));
    w.uint(price);
    w.uint(qty);
    writeSide(w, this.bids, this.scale, { price, qty });
    writeSide(w, this.asks, this.scale, { price, qty });
  }

  read(r: ByteReader): void {
    this.clear();
    this.scale = { price: r.uint(), qty: r.uint() };
    for (const side of ["bids", "asks"] as const) {
      let price: Int = 0;
      for (let left = r.uint(); left > 0; left--) {
        price = add(price, r.int());
        const qty = r.int();
        if (typeof price === "bigint" || typeof qty === "bigint") this.widen();
        (this[side] as WideLevels).set(price, qty);
      }
    }
  }

  /** Brings book and message to one scale: the book grows to the message's, or the message is raised to the book's. */
  private align(update: DepthUpdate): DepthUpdate {
    const scale = { price: Math.max(this.scale.price, update.scale.price), qty: Math.max(this.scale.qty, update.scale.qty) };
    if (scale.price !== this.scale.price || scale.qty !== this.scale.qty) {
      if (this.bids.size + this.asks.size > 0) this.rescaleTo(scale);
      this.scale = scale;
    }
    if (scale.price === update.scale.price && scale.qty === update.scale.qty) {
      this.scale = update.scale; // the same object from now on: the common case costs one comparison
      return update;
    }
    return update.atScale(scale);
  }

  private rescaleTo(scale: Scale): void {
    const old = this.scale;
    const sides = [this.bids, this.asks].map((side) =>
      Array.from({ length: side.size }, (_, rank): [Int, Int] => [
        rescale(side.priceAt(rank), old.price, scale.price),
        rescale(side.qtyAt(rank), old.qty, scale.qty),
      ]),
    );
    const wide = sides.some((levels) => levels.some(([price, qty]) => typeof price === "bigint" || typeof qty === "bigint"));
    this.bids = wide ? new WideLevels("bid") : new SortedLevels("bid");
    this.asks = wide ? new WideLevels("ask") : new SortedLevels("ask");
    for (const [price, qty] of sides[0] ?? []) (this.bids as WideLevels).set(price, qty);
    for (const [price, qty] of sides[1] ?? []) (this.asks as WideLevels).set(price, qty);
  }

  private widen(): void {
    this.bids = widened(this.bids, "bid");
    this.asks = widened(this.asks, "ask");
  }
}

function widened(levels: Levels, side: "bid" | "ask"): WideLevels {
  if (levels instanceof WideLevels) return levels;
  const wide = new WideLevels(side);
  for (let rank = levels.size - 1; rank >= 0; rank--) wide.set(levels.priceAt(rank), levels.qtyAt(rank));
  return wide;
}

function setAll(levels: Levels, list: LevelList): void {
  if (levels instanceof SortedLevels) {
    for (let i = 0; i < list.count; i++) levels.set(list.price[i] as number, list.qty[i] as number);
    return;
  }
  for (let i = 0; i < list.count; i++) levels.set(list.priceAt(i), list.qtyAt(i));
}

/** The least scale that holds every price or quantity of a side. */
function scaleOf(levels: Levels, field: "price" | "qty", scale: number): number {
  let least = 0;
  for (let rank = 0; rank < levels.size && least < scale; rank++) {
    const value = field === "price" ? levels.priceAt(rank) : levels.qtyAt(rank);
    least = Math.max(least, shortestScale(value, scale));
  }
  return least;
}

function writeSide(w: ByteWriter, levels: Levels, from: Scale, to: Scale): void {
  w.uint(levels.size);
  let before: Int = 0;
  for (let rank = 0; rank < levels.size; rank++) {
    const price = rescale(levels.priceAt(rank), from.price, to.price);
    w.int(subtract(price, before));
    w.int(rescale(levels.qtyAt(rank), from.qty, to.qty));
    before = price;
  }
}
