import type { LevelList } from "./depth-update.ts";

/** Ticks that lie side by side in one slot of the table. Four keep a book of 1,000 dense levels at 20 KB a side, and a sparse one below 200 B a level. */
const GROUP_BITS = 2;
const GROUP = 1 << GROUP_BITS;
const EMPTY = -1;
const LEAST_SLOTS = 64;
/** The part of the slots that may be taken. */
const MOST_TAKEN = 0.75;
/** Messages within which a table that was swept should not be full again. */
const SOON = 100;
/** The rank price of an empty side: worse than any. */
const NONE = -(2 ** 31);

/**
 * One side of a book as a hash table from price to quantity: prices are ticks, integers from 1 to {@link TickLevels.MAX_PRICE}.
 *
 * Four neighbouring ticks share a slot, and a slot's home is its group's number modulo the table, so a dense book lies in memory as a
 * ladder does: in order, and found at the first look. Collisions are resolved by steps of about 0.618 of the table, which is linear
 * probing after Fibonacci hashing (Knuth, TAOCP 3, 6.4), only that memory keeps the order of prices. A group that runs empty stays until
 * the table is full; then the empty ones are swept out, and it grows where that does not make room. So memory follows the number of levels,
 * however far apart they are. The best price is kept; the order of the rest is found when it is asked for.
 *
 * In a live book every third change adds or removes a level, and which one cannot be foretold: so the loop over a message's levels decides
 * nothing by that, it only stores. What follows from it is looked at once behind the loop.
 */
export class TickLevels {
  static readonly MAX_PRICE = 2 ** 31 - 1;

  private keys!: Int32Array;
  private quantities!: Float64Array;
  private step = 0;
  /** Slots that are taken, by groups with levels or without. */
  private taken = 0;
  /** Messages since the table was made. */
  private lists = 0;
  /** Levels, counted when they are asked for; -1 where they have changed since. */
  private counted = 0;
  /** The best price, negated on the ask side, so that more is better; {@link NONE} where the side is empty. */
  private best = NONE;
  /** -1 on the ask side: `(price ^ flip) - flip` is the price negated there. */
  private readonly flip: 0 | -1;
  /** The level that was read last by its rank, so that the next one is a step away; rank -1 where levels have changed since. */
  private cursorRank = -1;
  private cursorPrice = 0;

  constructor(side: "bid" | "ask") {
    this.flip = side === "bid" ? 0 : -1;
    this.allot(LEAST_SLOTS);
  }

  get isEmpty(): boolean {
    return this.best === NONE;
  }

  get size(): number {
    if (this.counted < 0) {
      const { quantities } = this;
      this.counted = 0;
      for (let at = 0; at < quantities.length; at++) if (quantities[at] !== 0) this.counted++;
    }
    return this.counted;
  }

  clear(): void {
    if (this.keys.length > LEAST_SLOTS) this.allot(LEAST_SLOTS);
    else this.empty();
    this.best = NONE;
    this.counted = 0;
    this.cursorRank = -1;
  }

  /**
   * Sets the quantity at each price of a list that is not wide, in order; 0 removes the level, and removing a level that is not there is
   * normal. Returns the place of the first price that is no tick of this table (it was not set), or the list's count.
   */
  setAll({ price: prices, qty: amounts, count }: LevelList): number {
    const { flip } = this;
    let { keys, quantities, step, best } = this;
    let mask = keys.length - 1;
    let i = 0;
    this.lists++;
    for (; i < count; i++) {
      const wire = prices[i] as number;
      const price = wire | 0;
      if (price !== wire || price <= 0) break;
      const qty = amounts[i] as number;
      const group = price >> GROUP_BITS;
      let slot = group & mask;
      let key = keys[slot] as number;
      while (key !== group && key !== EMPTY) {
        slot = (slot + step) & mask;
        key = keys[slot] as number;
      }
      if (key === EMPTY) {
        if (qty === 0) continue;
        slot = this.addGroup(group, slot);
        ({ keys, quantities, step } = this);
        mask = keys.length - 1;
      }
      quantities[(slot << GROUP_BITS) | (price & (GROUP - 1))] = qty;
      const rankPrice = (price ^ flip) - flip;
      if (rankPrice > best && qty !== 0) best = rankPrice;
    }
    this.counted = this.cursorRank = -1;
    this.best = best;
    if (best !== NONE && this.qtyOf((best ^ flip) - flip) === 0) this.best = this.nextFrom(best);
    return i;
  }

  /** The price of level `rank`, 0 the best; the caller stays below {@link size}. One rank after another is a step each. */
  priceAt(rank: number): number {
    const { flip } = this;
    if (rank === 0) return (this.best ^ flip) - flip;
    if (this.cursorRank < 0 || rank < this.cursorRank) {
      this.cursorRank = 0;
      this.cursorPrice = this.best;
    }
    for (; this.cursorRank < rank; this.cursorRank++) this.cursorPrice = this.nextFrom(this.cursorPrice - 1);
    return (this.cursorPrice ^ flip) - flip;
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
    const price = new Int32Array(this.size);
    let n = 0;
    this.keys.forEach((group, slot) => {
      for (let at = slot << GROUP_BITS, tick = 0; group !== EMPTY && tick < GROUP; tick++) {
        if (this.quantities[at + tick] !== 0) price[n++] = (group << GROUP_BITS) | tick;
      }
    });
    price.sort();
    if (this.flip === 0) price.reverse();
    return { price, qty: Float64Array.from(price, (tick) => this.qtyOf(tick)) };
  }

  /** The best rank price at `rankPrice` or behind it; {@link NONE} where there is none. */
  private nextFrom(rankPrice: number): number {
    const { keys, quantities, step, flip } = this;
    const mask = keys.length - 1;
    const direction = flip === 0 ? -1 : 1;
    const price = (rankPrice ^ flip) - flip;
    let group = price >> GROUP_BITS;
    let tick = price & (GROUP - 1);
    // Neighbours are looked up one by one as long as that is cheaper than to look at the whole table.
    for (const last = group + direction * (keys.length >> 2); group !== last; group += direction) {
      let slot = group & mask;
      let key = keys[slot] as number;
      while (key !== group && key !== EMPTY) {
        slot = (slot + step) & mask;
        key = keys[slot] as number;
      }
      if (key === group) {
        const first = slot << GROUP_BITS;
        for (; tick >= 0 && tick < GROUP; tick += direction) {
          if (quantities[first + tick] !== 0) return (((group << GROUP_BITS) | tick) ^ flip) - flip;
        }
      }
      tick = flip === 0 ? GROUP - 1 : 0;
    }
    return this.farFrom((((group << GROUP_BITS) | tick) ^ flip) - flip);
  }

  /** The same, found by looking at all levels. */
  private farFrom(rankPrice: number): number {
    const { keys, quantities, flip } = this;
    let best = NONE;
    for (let slot = 0; slot < keys.length; slot++) {
      const first = (keys[slot] as number) << GROUP_BITS;
      // The group's best tick comes last on the bid side; most groups are behind one that was found.
      if (first < 0 || ((first + (flip === 0 ? GROUP - 1 : 0)) ^ flip) - flip <= best) continue;
      for (let tick = 0; tick < GROUP; tick++) {
        const other = ((first + tick) ^ flip) - flip;
        if (other > best && other <= rankPrice && quantities[(slot << GROUP_BITS) | tick] !== 0) best = other;
      }
    }
    return best;
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

  /** Takes the free slot that the search for `group` ended at, or another where the table is full. */
  private addGroup(group: number, slot: number): number {
    if (this.taken >= this.keys.length * MOST_TAKEN) {
      this.sweep();
      return this.place(group);
    }
    this.taken++;
    this.keys[slot] = group;
    return slot;
  }

  /**
   * Makes room: takes out the groups that have no levels. The table becomes twice the size where the others nearly fill this one, or where
   * they fill half of it and groups come and go so fast that it would soon be swept again.
   */
  private sweep(): void {
    const { length } = this.keys;
    const most = length * MOST_TAKEN;
    let live = 0;
    for (let slot = 0; slot < length; slot++) {
      if (this.keys[slot] === EMPTY || !hasLevels(this.quantities, slot << GROUP_BITS)) continue;
      const from = slot << GROUP_BITS;
      const to = live << GROUP_BITS;
      if (live === aside.groups.length) aside = widerAside();
      aside.groups[live++] = this.keys[slot] as number;
      for (let tick = 0; tick < GROUP; tick++) aside.quantities[to + tick] = this.quantities[from + tick] as number;
    }
    if (live > most * 0.94 || (live > most / 2 && this.lists < SOON)) this.allot(length * 2);
    else this.empty();
    for (let n = 0; n < live; n++) {
      const to = this.place(aside.groups[n] as number) << GROUP_BITS;
      for (let tick = 0; tick < GROUP; tick++) this.quantities[to + tick] = aside.quantities[(n << GROUP_BITS) | tick] as number;
    }
  }

  private place(group: number): number {
    const { keys, step } = this;
    const mask = keys.length - 1;
    let slot = group & mask;
    while (keys[slot] !== EMPTY) slot = (slot + step) & mask;
    keys[slot] = group;
    this.taken++;
    return slot;
  }

  private allot(slots: number): void {
    this.keys = new Int32Array(slots);
    this.quantities = new Float64Array(slots << GROUP_BITS);
    this.step = Math.round(slots * 0.618) | 1;
    this.empty();
  }

  private empty(): void {
    this.keys.fill(EMPTY);
    this.quantities.fill(0);
    this.taken = this.lists = 0;
  }
}

/** Whether the group whose first tick lies at `first` has a level. */
function hasLevels(quantities: Float64Array, first: number): boolean {
  return quantities[first] !== 0 || quantities[first + 1] !== 0 || quantities[first + 2] !== 0 || quantities[first + 3] !== 0;
}

/** Where a table that is swept keeps its groups meanwhile: one place for all tables, as a sweep is over before another begins. */
let aside = { groups: new Int32Array(256), quantities: new Float64Array(256 << GROUP_BITS) };

function widerAside(): typeof aside {
  const wider = { groups: new Int32Array(aside.groups.length * 2), quantities: new Float64Array(aside.quantities.length * 2) };
  wider.groups.set(aside.groups);
  wider.quantities.set(aside.quantities);
  return wider;
}
