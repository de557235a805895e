import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Decimal, type Int, rescale, shortestScale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";
import type { Side } from "../market/trade.ts";
import type { DepthUpdate } from "./depth-update.ts";
import { OrderLevelBook } from "./order-level-book.ts";

/** One order as a message about a book by order says it is now; a quantity of 0: it is gone. */
export interface OrderChange {
  readonly id: string;
  readonly side: Side;
  /** Of an order that is gone it may be 0. */
  readonly price: Decimal;
  readonly qty: Decimal;
}

/** The orders of a book whose venue tells of every one of them, and the levels that follow from them. */
export class BookOrders {
  private readonly orders = new OrderLevelBook();
  private scale: Scale = { price: 0, qty: 0 };

  get size(): number {
    return this.orders.size;
  }

  clear(): void {
    this.orders.clear();
    this.scale = { price: 0, qty: 0 };
  }

  /**
   * Applies the message's orders one after another, and puts into it what becomes of their levels. Returns what is wrong, for a person,
   * or null; where something is, the book is true no longer.
   */
  apply(update: DepthUpdate, changes: readonly OrderChange[]): string | null {
    this.grow(changes);
    const touched: Record<Side, Set<Int>> = { buy: new Set(), sell: new Set() };
    for (const change of changes) {
      const fault = this.change(change, touched);
      if (fault !== null) return fault;
    }
    update.scale = this.scale;
    for (const [side, list] of [
      ["buy", update.bids],
      ["sell", update.asks],
    ] as const) {
      list.assign([...touched[side]].map((price) => [price, this.orders.qtyAt(side, price)]));
    }
    return null;
  }

  write(w: ByteWriter): void {
    const all = (["buy", "sell"] as const).flatMap((side) => [...this.orders.inPriority(side)]);
    const places = (field: "price" | "qty"): number => all.reduce((most, order) => Math.max(most, shortestScale(order[field], this.scale[field])), 0);
    const scale = { price: places("price"), qty: places("qty") };
    w.uint(scale.price);
    w.uint(scale.qty);
    w.uint(all.length);
    for (const { id, side, price, qty } of all) {
      w.string(id);
      w.bool(side === "buy");
      w.int(rescale(price, this.scale.price, scale.price));
      w.int(rescale(qty, this.scale.qty, scale.qty));
    }
  }

  read(r: ByteReader): void {
    this.clear();
    this.scale = { price: r.uint(), qty: r.uint() };
    for (let left = r.uint(); left > 0; left--) this.orders.add(r.string(), r.bool() ? "buy" : "sell", r.int(), r.int());
  }

  private change({ id, side, price, qty }: OrderChange, touched: Readonly<Record<Side, Set<Int>>>): string | null {
    const before = this.orders.find(id);
    if (before !== undefined) touched[before.side].add(before.price);
    if (qty.mantissa === 0) return this.orders.cancel(id) === "applied" ? null : `order ${id} was cancelled and never added`;
    const [at, left] = [rescale(price.mantissa, price.scale, this.scale.price), rescale(qty.mantissa, qty.scale, this.scale.qty)];
    touched[side].add(at);
    if (before !== undefined && before.side !== side) return `order ${id} changed its side`;
    const outcome = before === undefined ? this.orders.add(id, side, at, left) : this.orders.modify(id, at, left);
    return outcome === "applied" ? null : `order ${id}: ${outcome}`;
  }

  /** Raises the scale to what the orders show. */
  private grow(changes: readonly OrderChange[]): void {
    const old = this.scale;
    const most = (field: "price" | "qty"): number => changes.reduce((so, change) => Math.max(so, change[field].scale), old[field]);
    const scale = { price: most("price"), qty: most("qty") };
    if (scale.price === old.price && scale.qty === old.qty) return;
    const all = (["buy", "sell"] as const).flatMap((side) => [...this.orders.inPriority(side)]);
    this.orders.clear();
    this.scale = scale;
    for (const { id, side, price, qty } of all) {
      this.orders.add(id, side, rescale(price, old.price, scale.price), rescale(qty, old.qty, scale.qty));
    }
  }
}
