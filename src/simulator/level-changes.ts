import type { Side } from "../core/market/trade.ts";

/** What the levels that have changed since a moment hold now: the content of a depth message. */
export class LevelChanges {
  private readonly changed: Readonly<Record<Side, Map<number, number>>> = { buy: new Map(), sell: new Map() };
  private from: number;

  /** @param lastUpdateId of the moment */
  constructor(lastUpdateId: number) {
    this.from = lastUpdateId;
  }

  change(side: Side, ticks: number, lots: number): void {
    this.changed[side].set(ticks, lots);
  }

  /** The changes up to this update id, best level first, and a new beginning there; null where there are none. */
  take(lastUpdateId: number): { firstUpdateId: number; bids: [ticks: number, lots: number][]; asks: [ticks: number, lots: number][] } | null {
    if (lastUpdateId === this.from) return null;
    const firstUpdateId = this.from + 1;
    this.from = lastUpdateId;
    const { buy, sell } = this.changed;
    const bids = [...buy].sort(([a], [b]) => b - a);
    const asks = [...sell].sort(([a], [b]) => a - b);
    buy.clear();
    sell.clear();
    return { firstUpdateId, bids, asks };
  }
}
