import { add, compare, type Int, subtract } from "../base/decimal.ts";
import type { Side } from "../market/trade.ts";
import type { LevelList } from "./depth-update.ts";

/** An order that rests in the book: exact integers at the scale of its book. */
export interface RestingOrder {
  readonly id: string;
  readonly side: Side;
  price: Int;
  /** What is left of it, above 0. */
  qty: Int;
}

/** One price: the sum of what rests there, and who waits, first come first (a `Map` keeps the order of insertion). */
interface PriceLevel {
  qty: Int;
  readonly queue: Map<string, RestingOrder>;
}

/**
 * What became of an event. `applied`: it is in the book. Anything else is a defect of the data or of its order of arrival, and changed
 * nothing: a book that met one is true no longer.
 */
export type OrderOutcome = "applied" | "unknown-order" | "duplicate-order" | "overfilled" | "not-a-quantity";

/**
 * A market by order: every resting order, by id, in the order of its priority at its price. Its events are applied strictly one after
 * another; a cancel that comes before its add finds no order and is refused, as no later message could tell it from a lost add.
 * Prices and quantities are integers at one scale, which is the caller's.
 */
export class OrderLevelBook {
  private readonly orders = new Map<string, RestingOrder>();
  private readonly levels: Readonly<Record<Side, Map<Int, PriceLevel>>> = { buy: new Map(), sell: new Map() };

  get size(): number {
    return this.orders.size;
  }

  find(id: string): Readonly<RestingOrder> | undefined {
    return this.orders.get(id);
  }

  add(id: string, side: Side, price: Int, qty: Int): OrderOutcome {
    if (this.orders.has(id)) return "duplicate-order";
    if (compare(qty, 0) <= 0) return "not-a-quantity";
    this.rest({ id, side, price, qty });
    return "applied";
  }

  /**
   * Gives the order another price or quantity. It keeps its place in the queue only where the price stands and the quantity does not
   * grow, as on every exchange with price-time priority.
   */
  modify(id: string, price: Int, qty: Int): OrderOutcome {
    const order = this.orders.get(id);
    if (order === undefined) return "unknown-order";
    if (compare(qty, 0) <= 0) return "not-a-quantity";
    if (compare(price, order.price) === 0 && compare(qty, order.qty) <= 0) {
      this.reduce(order, subtract(order.qty, qty));
      return "applied";
    }
    this.remove(order);
    this.rest({ ...order, price, qty });
    return "applied";
  }

  /** Takes a traded quantity off the order, which leaves the book when nothing is left of it. */
  match(id: string, qty: Int): OrderOutcome {
    const order = this.orders.get(id);
    if (order === undefined) return "unknown-order";
    if (compare(qty, 0) <= 0) return "not-a-quantity";
    if (compare(qty, order.qty) > 0) return "overfilled";
    if (compare(qty, order.qty) === 0) this.remove(order);
    else this.reduce(order, qty);
    return "applied";
  }

  cancel(id: string): OrderOutcome {
    const order = this.orders.get(id);
    if (order === undefined) return "unknown-order";
    this.remove(order);
    return "applied";
  }

  clear(): void {
    this.orders.clear();
    this.levels.buy.clear();
    this.levels.sell.clear();
  }

  /** The quantity of all orders at a price; 0 where there is none. */
  qtyAt(side: Side, price: Int): Int {
    return this.levels[side].get(price)?.qty ?? 0;
  }

  /** The orders at a price, first come first. */
  queueAt(side: Side, price: Int): readonly Readonly<RestingOrder>[] {
    return [...(this.levels[side].get(price)?.queue.values() ?? [])];
  }

  /** What trades before this order does: the sum of the quantities ahead of it at its price; undefined where there is no such order. */
  qtyAhead(id: string): Int | undefined {
    const order = this.orders.get(id);
    if (order === undefined) return undefined;
    let sum: Int = 0;
    for (const other of this.levels[order.side].get(order.price)?.queue.values() ?? []) {
      if (other === order) break;
      sum = add(sum, other.qty);
    }
    return sum;
  }

  /** Every order, best price first, and first come first at each: what a keyframe stores, and `add` in this order builds again. */
  *inPriority(side: Side): Generator<Readonly<RestingOrder>> {
    for (const price of this.prices(side)) yield* this.queueAt(side, price);
  }

  /** The level book that this book is: the best `depth` prices of a side with the sums of their quantities. */
  levelsInto(list: LevelList, side: Side, depth = Number.POSITIVE_INFINITY): void {
    list.assign(
      this.prices(side)
        .slice(0, depth)
        .map((price) => [price, this.qtyAt(side, price)]),
    );
  }

  private prices(side: Side): Int[] {
    return [...this.levels[side].keys()].sort(side === "buy" ? (a, b) => compare(b, a) : compare);
  }

  private rest(order: RestingOrder): void {
    this.orders.set(order.id, order);
    const side = this.levels[order.side];
    const level = side.get(order.price) ?? { qty: 0, queue: new Map<string, RestingOrder>() };
    level.qty = add(level.qty, order.qty);
    level.queue.set(order.id, order);
    side.set(order.price, level);
  }

  private reduce(order: RestingOrder, by: Int): void {
    order.qty = subtract(order.qty, by);
    const level = this.levels[order.side].get(order.price) as PriceLevel;
    level.qty = subtract(level.qty, by);
  }

  private remove(order: RestingOrder): void {
    this.reduce(order, order.qty);
    this.orders.delete(order.id);
    const side = this.levels[order.side];
    const level = side.get(order.price) as PriceLevel;
    level.queue.delete(order.id);
    if (level.queue.size === 0) side.delete(order.price);
  }
}
