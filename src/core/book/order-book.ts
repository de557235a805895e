import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { add, type Int, rescale, shortestScale, subtract } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import { type DepthUpdate, LevelList } from "./depth-update.ts";
import { TickLevels } from "./tick-levels.ts";
import { WideLevels } from "./wide-levels.ts";

type Levels = TickLevels | WideLevels;
type All = ReturnType<Levels["all"]>;

/**
 * The price levels of one instrument. Values are exact integers at `scale`, which grows when a message shows more decimals;
 * a price past 2^31 or a quantity past 2^53 moves the whole book to the exact slow path until it is next cleared.
 * It knows nothing of sequences: what may be applied to it, and whether it may be read, is the synchroniser's to say.
 */
export class OrderBook {
  scale: Scale = { price: 0, qty: 0 };
  private bids: Levels = new TickLevels("bid");
  private asks: Levels = new TickLevels("ask");

  get hasBids(): boolean {
    return !this.bids.isEmpty;
  }

  get hasAsks(): boolean {
    return !this.asks.isEmpty;
  }

  get bidLevels(): number {
    return this.bids.size;
  }

  get askLevels(): number {
    return this.asks.size;
  }

  clear(): void {
    if (this.bids instanceof WideLevels || this.asks instanceof WideLevels) {
      this.bids = new TickLevels("bid");
      this.asks = new TickLevels("ask");
    }
    this.bids.clear();
    this.asks.clear();
    this.scale = { price: 0, qty: 0 };
  }

  /** Applies every level of a message: absolute quantities, 0 removes. */
  apply(update: DepthUpdate): void {
    if (update.scale !== this.scale) update = this.align(update);
    this.setAll("bids", update.bids);
    this.setAll("asks", update.asks);
  }

  /** Cuts each side to its best `limit` levels; the prices that went. */
  truncate(limit: number): { readonly bids: readonly Int[]; readonly asks: readonly Int[] } {
    return { bids: this.truncateSide("bids", limit), asks: this.truncateSide("asks", limit) };
  }

  private truncateSide(side: "bids" | "asks", limit: number): Int[] {
    const levels = this[side];
    const gone = Array.from({ length: Math.max(0, levels.size - limit) }, (_, n) => levels.priceAt(limit + n));
    if (gone.length > 0) this.setAll(side, listOf(gone.map((price) => [price, 0])));
    return gone;
  }

  bidAt(rank: number): { price: Int; qty: Int } {
    return { price: this.bids.priceAt(rank), qty: this.bids.qtyAt(rank) };
  }

  askAt(rank: number): { price: Int; qty: Int } {
    return { price: this.asks.priceAt(rank), qty: this.asks.qtyAt(rank) };
  }

  /** Whether the best bid is at or above the best ask; a true book of a matching engine never is. */
  isCrossedOrLocked(): boolean {
    return this.hasBids && this.hasAsks && this.bids.priceAt(0) >= this.asks.priceAt(0);
  }

  /** Canonical bytes: every level, best first, at the shortest scale that holds them all. */
  write(w: ByteWriter): void {
    const sides = [this.bids.all(), this.asks.all()];
    const price = Math.max(...sides.map((side) => placesOf(side.price, this.scale.price)));
    const qty = Math.max(...sides.map((side) => placesOf(side.qty, this.scale.qty)));
    w.uint(price);
    w.uint(qty);
    for (const side of sides) writeSide(w, side, this.scale, { price, qty });
  }

  read(r: ByteReader): void {
    this.clear();
    this.scale = { price: r.uint(), qty: r.uint() };
    for (const side of ["bids", "asks"] as const) {
      let price: Int = 0;
      const levels = Array.from({ length: r.uint() }, (): [Int, Int] => [(price = add(price, r.int())), r.int()]);
      this.setAll(side, listOf(levels));
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
    const sides = [this.bids, this.asks].map((side) => {
      const { price, qty } = side.all();
      return Array.from(price, (p, at): [Int, Int] => [rescale(p, old.price, scale.price), rescale(qty[at] as Int, old.qty, scale.qty)]);
    });
    this.bids = new TickLevels("bid");
    this.asks = new TickLevels("ask");
    this.setAll("bids", listOf(sides[0] ?? []));
    this.setAll("asks", listOf(sides[1] ?? []));
  }

  private setAll(side: "bids" | "asks", list: LevelList): void {
    const levels = this[side];
    let done = 0;
    if (levels instanceof TickLevels && list.wide === null) {
      done = levels.setAll(list);
      if (done === list.count) return;
    }
    this.widen();
    (this[side] as WideLevels).setAll(list, done);
  }

  private widen(): void {
    this.bids = widened(this.bids, "bid");
    this.asks = widened(this.asks, "ask");
  }
}

function widened(levels: Levels, side: "bid" | "ask"): WideLevels {
  if (levels instanceof WideLevels) return levels;
  const wide = new WideLevels(side);
  const { price, qty } = levels.all();
  wide.setAll(listOf(Array.from(price, (p, at): [Int, Int] => [p, qty[at] as number])));
  return wide;
}

function listOf(levels: readonly (readonly [Int, Int])[]): LevelList {
  const list = new LevelList();
  list.assign(levels);
  return list;
}

/** The least scale that holds every value. */
function placesOf(values: ArrayLike<Int>, scale: number): number {
  let least = 0;
  for (let at = 0; at < values.length && least < scale; at++) least = Math.max(least, shortestScale(values[at] as Int, scale));
  return least;
}

function writeSide(w: ByteWriter, { price: prices, qty }: All, from: Scale, to: Scale): void {
  w.uint(prices.length);
  let before: Int = 0;
  for (let at = 0; at < prices.length; at++) {
    const price = rescale(prices[at] as Int, from.price, to.price);
    w.int(subtract(price, before));
    w.int(rescale(qty[at] as Int, from.qty, to.qty));
    before = price;
  }
}
