import type { MatchingEngine } from "./matching-engine.ts";
import type { Order, PriceLadder } from "./price-ladder.ts";
import type { Random } from "./random.ts";

/** The orders that the traders of one side have out, so that any one of them can be withdrawn. */
export class RestingOrders {
  private readonly ladder: PriceLadder;
  private readonly random: Random;
  /** Filled orders stay until they are met or outnumber the others. */
  private readonly orders: Order[] = [];

  constructor(ladder: PriceLadder, random: Random) {
    this.ladder = ladder;
    this.random = random;
  }

  add(order: Order): void {
    this.orders.push(order);
    if (this.orders.length <= 64 + this.ladder.orders * 2) return;
    let kept = 0;
    for (const held of this.orders) if (held.lots > 0) this.orders[kept++] = held;
    this.orders.length = kept;
  }

  /** Withdraws the youngest order of the `n`-th best level; none where there are fewer levels. */
  cancelAt(n: number, engine: MatchingEngine): void {
    const order = this.ladder.at(n)?.last;
    if (order) engine.cancel(order);
  }

  /** Withdraws an order, each with equal chance. */
  cancelAny(engine: MatchingEngine): void {
    const { orders, random } = this;
    while (orders.length > 0) {
      const at = random.integer(orders.length);
      const order = orders[at] as Order;
      const last = orders.pop() as Order;
      if (last !== order) orders[at] = last;
      if (engine.cancel(order)) return;
    }
  }
}
