import type { LevelList } from "./depth-update.ts";

/** Ticks that lie side by side in one slot of the table. Four keep a book of 1,000 dense levels at 20 KB a side, and a sparse one below 110 B a level. */
const GROUP_BITS = 2;
const GROUP = 1 << GROUP_BITS;
const EMPTY = -1;
/** Neighbouring groups that are looked up one by one for the next level, before the whole table is. */
const NEAR_GROUPS = 64;
const LEAST_SLOTS = 64;

/**
 * One side of a book as a hash table from price to quantity: prices are ticks, integers from 1 to {@link TickLevels.MAX_PRICE}.
 *
 * Four neighbouring ticks share a slot, and a slot's home is its group's number modulo the table, so a dense book lies in memory as a
 * ladder does: in order, and found at the first look. Collisions are resolved by steps of about 0.618 of the table, which is linear
 * probing after Fibonacci hashing (Knuth, TAOCP 3, 6.4), only that memory keeps the order of prices; a group that runs empty is taken
 * out by shifting back those behind it, so that no graves are left. Memory follows the number of levels, however far apart they are.
 * The best price is kept; the order of the rest is found when it is asked for.
 */
export class TickLevels {
  static readonly MAX_PRICE = 2 ** 31 - 1;

  private keys!: Int32Array;
  private quantities!: Float64Array;
  private step = 0;
  private inverse = 0;
  private groups = 0;
  private count = 0;
  /** The best price; 0 where the side is empty. */
  private best = 0;
  private readonly bid: boolean;
  /** The level that was read last by its rank, so that the next one is a step away; rank -1 where levels have changed since. */
  private cursorRank = -1;
  private cursorPrice = 0;

  constructor(side: "bid" | "ask") {
    this.bid = side === "bid";
    this.allot(LEAST_SLOTS);
  }

  get size(): number {
    return this.count;
  }

  clear(): void {
    if (this.keys.length > LEAST_SLOTS) this.allot(LEAST_SLOTS);
    else if (this.count > 0) {
      this.keys.fill(EMPTY);
      this.quantities.fill(0);
    }
    this.groups = this.count = this.best = 0;
    this.cursorRank = -1;
  }

  /**
   * Sets the quantity at each price of a list that is not wide, in order; 0 removes the level, and removing a level that is not there is
   * normal. Returns the place of the first price that is no tick of this table (it was not set), or the list's count.
   */
  setAll({ price: prices, qty: amounts, count }: LevelList): number {
    const { bid } = this;
    let { keys, quantities, best } = this;
    let mask = keys.length - 1;
    let bestIsGone = false;
    let i = 0;
    this.cursorRank = -1;
    for (; i < count; i++) {
      const wire = prices[i] as number;
      const price = wire | 0;
      if (price !== wire || price <= 0) break;
      const qty = amounts[i] as number;
      const group = price >> GROUP_BITS;
      let slot = group & mask;
      let key = keys[slot] as number;
      while (key !== group && key !== EMPTY) {
        slot = (slot + this.step) & mask;
        key = keys[slot] as number;
      }
      if (key === EMPTY) {
        if (qty === 0) continue;
        slot = this.addGroup(group, slot);
        ({ keys, quantities } = this);
        mask = keys.length - 1;
      }
      const at = (slot << GROUP_BITS) | (price & (GROUP - 1));
      const before = quantities[at] as number;
      quantities[at] = qty;
      if (before === 0) {
        if (qty === 0) continue;
        this.count++;
        // While the best is gone, `best` is where it was: every level that is left lies behind it.
        if (bid ? price >= best : price <= best || best === 0) {
          best = price;
          bestIsGone = false;
        }
      } else if (qty === 0) {
        this.count--;
        if (price === best) bestIsGone = true;
        const first = slot << GROUP_BITS;
        if (quantities[first] === 0 && quantities[first + 1] === 0 && quantities[first + 2] === 0 && quantities[first + 3] === 0)
          this.removeGroup(slot);
      }
    }
    this.best = bestIsGone ? this.nextFrom(best) : best;
    return i;
  }

  /** The price of level `rank`, 0 the best; the caller stays below {@link size}. One rank after another is a step each. */
  priceAt(rank: number): number {
    if (rank === 0) return this.best;
    if (this.cursorRank < 0 || rank < this.cursorRank) {
      this.cursorRank = 0;
      this.cursorPrice = this.best;
    }
    for (; this.cursorRank < rank; this.cursorRank++) this.cursorPrice = this.nextFrom(this.bid ? this.cursorPrice - 1 : this.cursorPrice + 1);
    return this.cursorPrice;
  }

  qtyAt(rank: number): number {
    return this.qtyOf(this.priceAt(rank));
  }

  /** The quantity at a price, 0 where there is no such level. */
  qtyOf(price: number): number {
    const slot = this.find(price >> GROUP_BITS);
    return slot < 0 ? 0 : (this.quantities[(slot << GROUP_BITS) | (price & (GROUP - 1))] as number);
  }

  /** All levels, best first. */
  all(): { price: Int32Array; qty: Float64Array } {
    const price = new Int32Array(this.count);
    let n = 0;
    this.keys.forEach((group, slot) => {
      for (let at = slot << GROUP_BITS, tick = 0; group !== EMPTY && tick < GROUP; tick++) {
        if (this.quantities[at + tick] !== 0) price[n++] = (group << GROUP_BITS) | tick;
      }
    });
    price.sort();
    if (this.bid) price.reverse();
    return { price, qty: Float64Array.from(price, (tick) => this.qtyOf(tick)) };
  }

  /** The best price at or behind `price`; 0 where there is none. */
  private nextFrom(price: number): number {
    if (this.count === 0) return 0;
    const direction = this.bid ? -1 : 1;
    let group = price >> GROUP_BITS;
    let tick = price & (GROUP - 1);
    for (let looked = 0; looked < NEAR_GROUPS; looked++) {
      const slot = this.find(group);
      if (slot >= 0) {
        const first = slot << GROUP_BITS;
        for (; tick >= 0 && tick < GROUP; tick += direction) if (this.quantities[first + tick] !== 0) return (group << GROUP_BITS) | tick;
      }
      group += direction;
      tick = this.bid ? GROUP - 1 : 0;
    }
    return this.farFrom(group);
  }

  /** The best price in group `from` or behind it, found among all groups. */
  private farFrom(from: number): number {
    const { keys, bid } = this;
    let nearest = EMPTY;
    for (let slot = 0; slot < keys.length; slot++) {
      const group = keys[slot] as number;
      if (group === EMPTY || (bid ? group > from : group < from)) continue;
      if (nearest === EMPTY || (bid ? group > nearest : group < nearest)) nearest = group;
    }
    return nearest === EMPTY ? 0 : this.nextFrom((nearest << GROUP_BITS) | (bid ? GROUP - 1 : 0));
  }

  private find(group: number): number {
    const { keys, step } = this;
    const mask = keys.length - 1;
    for (let slot = group & mask; ; slot = (slot + step) & mask) {
      const key = keys[slot];
      if (key === group) return slot;
      if (key === EMPTY) return -1;
    }
  }

  /** Takes the empty slot that the search for `group` ended at, or another where the table has to grow first. */
  private addGroup(group: number, slot: number): number {
    this.groups++;
    if (this.groups > this.keys.length * 0.75) {
      const { keys, quantities } = this;
      this.allot(keys.length * 2);
      keys.forEach((key, old) => {
        if (key === EMPTY) return;
        const to = this.place(key) << GROUP_BITS;
        for (let tick = 0; tick < GROUP; tick++) this.quantities[to + tick] = quantities[(old << GROUP_BITS) | tick] as number;
      });
      return this.place(group);
    }
    this.keys[slot] = group;
    return slot;
  }

  private place(group: number): number {
    const { keys, step } = this;
    const mask = keys.length - 1;
    let slot = group & mask;
    while (keys[slot] !== EMPTY) slot = (slot + step) & mask;
    keys[slot] = group;
    return slot;
  }

  /** Frees a slot; a group behind it that was pushed on past it comes back, and so on (Knuth's algorithm 6.4 R). */
  private removeGroup(slot: number): void {
    const { keys, quantities, step, inverse } = this;
    const mask = keys.length - 1;
    let hole = slot;
    this.groups--;
    for (let at = (slot + step) & mask; keys[at] !== EMPTY; at = (at + step) & mask) {
      const group = keys[at] as number;
      const fromHome = Math.imul(at - group, inverse) & mask;
      if (fromHome < (Math.imul(at - hole, inverse) & mask)) continue;
      keys[hole] = group;
      for (let tick = 0; tick < GROUP; tick++) {
        quantities[(hole << GROUP_BITS) | tick] = quantities[(at << GROUP_BITS) | tick] as number;
        quantities[(at << GROUP_BITS) | tick] = 0;
      }
      hole = at;
    }
    keys[hole] = EMPTY;
  }

  private allot(slots: number): void {
    this.keys = new Int32Array(slots).fill(EMPTY);
    this.quantities = new Float64Array(slots << GROUP_BITS);
    this.step = Math.round(slots * 0.618) | 1;
    // Newton's iteration for the inverse modulo 2^32: each round doubles the bits that are right, and an odd number starts with three.
    this.inverse = this.step;
    for (let round = 0; round < 4; round++) this.inverse = Math.imul(this.inverse, 2 - Math.imul(this.step, this.inverse));
  }
}
