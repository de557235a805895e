import type { Int } from "../base/decimal.ts";

/** Below this many moved entries a plain loop beats `copyWithin`. */
const SHORT_MOVE = 48;

/**
 * One side of a book in two typed arrays, sorted with the best price last: most changes are near the touch,
 * so the tail that an insertion moves is short. Bids are kept by price, asks by negated price, both ascending.
 * Prices and quantities are integers up to 2^53; larger ones live in {@link WideLevels}.
 */
export class SortedLevels {
  private keys = new Float64Array(256);
  private quantities = new Float64Array(256);
  private used = 0;
  private readonly sign: 1 | -1;

  constructor(side: "bid" | "ask") {
    this.sign = side === "bid" ? 1 : -1;
  }

  get size(): number {
    return this.used;
  }

  clear(): void {
    this.used = 0;
  }

  /** Sets the quantity at a price; 0 removes the level, and removing a level that is not there is normal. */
  set(price: number, qty: number): void {
    const key = this.sign * price;
    const at = this.search(key);
    const found = at < this.used && this.keys[at] === key;
    if (qty !== 0) {
      if (!found) this.insert(at, key);
      this.quantities[at] = qty;
    } else if (found) this.remove(at);
  }

  /** The price of level `rank`, 0 the best; the caller stays below {@link size}. */
  priceAt(rank: number): number {
    return this.sign * (this.keys[this.used - 1 - rank] as number);
  }

  qtyAt(rank: number): number {
    return this.quantities[this.used - 1 - rank] as number;
  }

  /** The quantity at a price, 0 where there is no such level. */
  qtyOf(price: number): number {
    const key = this.sign * price;
    const at = this.search(key);
    return at < this.used && this.keys[at] === key ? (this.quantities[at] as number) : 0;
  }

  /** Index of the first key that is not below `key`, searched outwards from the touch. */
  private search(key: number): number {
    const keys = this.keys;
    let high = this.used;
    let low = 0;
    for (let step = 1; step <= this.used; step <<= 1) {
      const probe = this.used - step;
      if ((keys[probe] as number) < key) {
        low = probe + 1;
        break;
      }
      high = probe;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(at: number, key: number): void {
    if (this.used === this.keys.length) this.grow();
    const { keys, quantities, used } = this;
    if (used - at > SHORT_MOVE) {
      keys.copyWithin(at + 1, at, used);
      quantities.copyWithin(at + 1, at, used);
    } else {
      for (let i = used; i > at; i--) {
        keys[i] = keys[i - 1] as number;
        quantities[i] = quantities[i - 1] as number;
      }
    }
    keys[at] = key;
    this.used++;
  }

  private remove(at: number): void {
    const { keys, quantities } = this;
    const used = --this.used;
    if (used - at > SHORT_MOVE) {
      keys.copyWithin(at, at + 1, used + 1);
      quantities.copyWithin(at, at + 1, used + 1);
      return;
    }
    for (let i = at; i < used; i++) {
      keys[i] = keys[i + 1] as number;
      quantities[i] = quantities[i + 1] as number;
    }
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2);
    const quantities = new Float64Array(keys.length);
    keys.set(this.keys);
    quantities.set(this.quantities);
    this.keys = keys;
    this.quantities = quantities;
  }
}

/** The exact slow path of {@link SortedLevels}: the same contract on integers of any size. */
export class WideLevels {
  private prices: Int[] = [];
  private quantities: Int[] = [];
  private readonly side: "bid" | "ask";

  constructor(side: "bid" | "ask") {
    this.side = side;
  }

  get size(): number {
    return this.prices.length;
  }

  clear(): void {
    this.prices = [];
    this.quantities = [];
  }

  set(price: Int, qty: Int): void {
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
