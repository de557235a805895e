import type { Side } from "../core/market/trade.ts";

/** A resting order. `lots` is what is left of it: 0 once it is filled or cancelled. */
export interface Order {
  readonly id: number;
  /** `buy` orders rest as bids, `sell` orders as asks. */
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
}

/** An order in its level's queue: first come, first served. */
export interface QueuedOrder extends Order {
  lots: number;
  level: PriceLevel;
  ahead: QueuedOrder | null;
  behind: QueuedOrder | null;
}

/** The orders that rest at one price. */
export interface PriceLevel {
  readonly ticks: number;
  lots: number;
  orders: number;
  first: QueuedOrder | null;
  last: QueuedOrder | null;
}

/**
 * One side of a book in price-time order. Prices are kept from worst to best: nearly all changes happen near the best, and so
 * near the array's end, where inserting is cheap.
 */
export class PriceLadder {
  private readonly side: Side;
  private readonly levels: PriceLevel[] = [];
  private held = 0;

  constructor(side: Side) {
    this.side = side;
  }

  /** Orders and levels that rest here. */
  get orders(): number {
    return this.held;
  }

  get depth(): number {
    return this.levels.length;
  }

  get best(): PriceLevel | undefined {
    return this.levels[this.levels.length - 1];
  }

  /** The `n`-th best level, from 0; undefined where there are not so many. */
  at(n: number): PriceLevel | undefined {
    return this.levels[this.levels.length - 1 - n];
  }

  /** Up to `limit` levels, best first. */
  top(limit: number): PriceLevel[] {
    return this.levels.slice(Math.max(0, this.levels.length - limit)).reverse();
  }

  /** Whether an order rests at this price. */
  has(ticks: number): boolean {
    return this.levels[this.position(ticks)]?.ticks === ticks;
  }

  /** Every order that rests here, best price first, and first come first at each. */
  *all(): Generator<Order> {
    for (const level of this.top(this.depth)) for (let order = level.first; order !== null; order = order.behind) yield order;
  }

  /** The level at this price; made where there is none, and then it must be given an order. */
  levelAt(ticks: number): PriceLevel {
    const at = this.position(ticks);
    const found = this.levels[at];
    if (found?.ticks === ticks) return found;
    const made: PriceLevel = { ticks, lots: 0, orders: 0, first: null, last: null };
    if (at === this.levels.length) this.levels.push(made);
    else this.levels.splice(at, 0, made);
    return made;
  }

  /** Puts an order at the end of its level's queue. */
  append(order: QueuedOrder): void {
    const { level } = order;
    order.ahead = level.last;
    if (level.last === null) level.first = order;
    else level.last.behind = order;
    level.last = order;
    level.lots += order.lots;
    level.orders++;
    this.held++;
  }

  /** Takes lots from an order; one that has none left goes, and its level with it when it was the last. */
  reduce(order: QueuedOrder, lots: number): void {
    const { level, ahead, behind } = order;
    order.lots -= lots;
    level.lots -= lots;
    if (order.lots > 0) return;
    if (ahead === null) level.first = behind;
    else ahead.behind = behind;
    if (behind === null) level.last = ahead;
    else behind.ahead = ahead;
    level.orders--;
    this.held--;
    if (level.first === null) this.drop(level);
  }

  private drop(level: PriceLevel): void {
    if (this.best === level) this.levels.pop();
    else this.levels.splice(this.position(level.ticks), 1);
  }

  /** Where this price stands, or would stand. */
  private position(ticks: number): number {
    const { levels } = this;
    const rising = this.side === "buy";
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { ticks: other } = levels[middle] as PriceLevel;
      if (rising ? other < ticks : other > ticks) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
