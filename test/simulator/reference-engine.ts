import type { Side } from "../../src/core/market/trade.ts";

interface Resting {
  readonly id: number;
  readonly side: Side;
  readonly ticks: number;
  lots: number;
}

/** A matching engine in the plainest words: one list of orders, searched from the start each time. */
export class ReferenceEngine {
  readonly executions: { ticks: number; lots: number; buyerIsMaker: boolean; makerId: number }[] = [];
  private orders: Resting[] = [];
  private id = 0;

  limit(side: Side, ticks: number, lots: number): number | null {
    const left = this.market(side, lots, ticks);
    if (left === 0) return null;
    this.orders.push({ id: ++this.id, side, ticks, lots: left });
    return this.id;
  }

  market(side: Side, lots: number, worst: number): number {
    let left = lots;
    while (left > 0) {
      const maker = this.best(side === "buy" ? "sell" : "buy");
      if (maker === undefined || (side === "buy" ? maker.ticks > worst : maker.ticks < worst)) break;
      const fill = Math.min(left, maker.lots);
      this.executions.push({ ticks: maker.ticks, lots: fill, buyerIsMaker: side === "sell", makerId: maker.id });
      maker.lots -= fill;
      left -= fill;
      this.orders = this.orders.filter((order) => order.lots > 0);
    }
    return left;
  }

  cancel(id: number): boolean {
    const before = this.orders.length;
    this.orders = this.orders.filter((order) => order.id !== id);
    return this.orders.length < before;
  }

  /** [price, lots] of each level, best first. */
  levels(side: Side): [number, number][] {
    const levels = new Map<number, number>();
    for (const order of this.orders) if (order.side === side) levels.set(order.ticks, (levels.get(order.ticks) ?? 0) + order.lots);
    return [...levels].sort(([a], [b]) => (side === "buy" ? b - a : a - b));
  }

  /** The oldest order at the best price. */
  private best(side: Side): Resting | undefined {
    const better = (a: Resting, b: Resting): boolean => (side === "buy" ? a.ticks > b.ticks : a.ticks < b.ticks);
    return this.orders
      .filter((order) => order.side === side)
      .reduce<Resting | undefined>((best, order) => (best === undefined || better(order, best) ? order : best), undefined);
  }
}
