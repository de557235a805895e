import type { Int } from "../base/decimal.ts";
import type { LevelList } from "./depth-update.ts";

/** The exact slow path of {@link TickLevels}: the same contract on integers of any size, in two arrays sorted with the best price last. */
export class WideLevels {
  private prices: Int[] = [];
  private quantities: Int[] = [];
  private readonly side: "bid" | "ask";

  constructor(side: "bid" | "ask") {
    this.side = side;
  }

  get isEmpty(): boolean {
    return this.prices.length === 0;
  }

  get size(): number {
    return this.prices.length;
  }

  clear(): void {
    this.prices = [];
    this.quantities = [];
  }

  /** Sets the levels of a list from place `from` on, in order; 0 removes. */
  setAll(list: LevelList, from = 0): void {
    for (let i = from; i < list.count; i++) this.set(list.priceAt(i), list.qtyAt(i));
  }

  /** All levels, best first. */
  all(): { price: readonly Int[]; qty: readonly Int[] } {
    return { price: this.prices.toReversed(), qty: this.quantities.toReversed() };
  }

  priceAt(rank: number): Int {
    return this.prices[this.prices.length - 1 - rank] as Int;
  }

  qtyAt(rank: number): Int {
    return this.quantities[this.quantities.length - 1 - rank] as Int;
  }

  qtyOf(price: Int): Int {
    const at = this.search(price);
    return this.prices[at] === price ? (this.quantities[at] as Int) : 0;
  }

  private set(price: Int, qty: Int): void {
    const at = this.search(price);
    const found = this.prices[at] === price;
    if (qty === 0) {
      if (found) {
        this.prices.splice(at, 1);
        this.quantities.splice(at, 1);
      }
      return;
    }
    if (found) this.quantities[at] = qty;
    else {
      this.prices.splice(at, 0, price);
      this.quantities.splice(at, 0, qty);
    }
  }

  private search(price: Int): number {
    let low = 0;
    let high = this.prices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.prices[middle] as Int;
      if (this.side === "bid" ? other < price : other > price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
