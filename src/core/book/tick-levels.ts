import type { LevelList } from "./depth-update.ts";
import { EMPTY, GROUP, GROUP_BITS, TickTable } from "./tick-table.ts";

/** The rank price of an empty side: worse than any. */
const NONE = -(2 ** 31);

/**
 * One side of a book as a {@link TickTable} from price to quantity: prices are ticks, integers from 1 to {@link TickLevels.MAX_PRICE}.
 * The best price is kept; the order of the rest is found when it is asked for.
 *
 * In a live book every third change adds or removes a level, and which one cannot be foretold: so the loop over a message's levels decides
 * nothing by that, it only stores. What follows from it is looked at once behind the loop.
 */
export class TickLevels {
  static readonly MAX_PRICE = 2 ** 31 - 1;

  private readonly table = new TickTable();
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
  }

  get isEmpty(): boolean {
    return this.best === NONE;
  }

  get size(): number {
    if (this.counted < 0) {
      const { quantities } = this.table;
      this.counted = 0;
      for (let at = 0; at < quantities.length; at++) if (quantities[at] !== 0) this.counted++;
    }
    return this.counted;
  }

  clear(): void {
    this.table.clear();
    this.best = NONE;
    this.counted = 0;
    this.cursorRank = -1;
  }

  /**
   * Sets the quantity at each price of a list that is not wide, in order; 0 removes the level, and removing a level that is not there is
   * normal. Returns the place of the first price that is no tick of this table (it was not set), or the list's count.
   */
  setAll({ price: prices, qty: amounts, count }: LevelList): number {
    const { flip, table } = this;
    let { best } = this;
    let { keys, quantities, step } = table;
    let mask = keys.length - 1;
    let i = 0;
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
        slot = table.addGroup(group, slot);
        ({ keys, quantities, step } = table);
        mask = keys.length - 1;
      }
      quantities[(slot << GROUP_BITS) | (price & (GROUP - 1))] = qty;
      const rankPrice = (price ^ flip) - flip;
      if (rankPrice > best && qty !== 0) best = rankPrice;
    }
    table.afterMessage();
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
    const slot = this.table.find(price >> GROUP_BITS);
    return slot < 0 ? 0 : (this.table.quantities[(slot << GROUP_BITS) | (price & (GROUP - 1))] as number);
  }

  /** All levels, best first. */
  all(): { price: Int32Array; qty: Float64Array } {
    const price = new Int32Array(this.size);
    let n = 0;
    const { keys, quantities } = this.table;
    keys.forEach((group, slot) => {
      for (let at = slot << GROUP_BITS, tick = 0; group !== EMPTY && tick < GROUP; tick++) {
        if (quantities[at + tick] !== 0) price[n++] = (group << GROUP_BITS) | tick;
      }
    });
    price.sort();
    if (this.flip === 0) price.reverse();
    return { price, qty: Float64Array.from(price, (tick) => this.qtyOf(tick)) };
  }

  /** The best rank price at `rankPrice` or behind it; {@link NONE} where there is none. */
  private nextFrom(rankPrice: number): number {
    const { flip } = this;
    const { keys, quantities, step } = this.table;
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
    const { flip } = this;
    const { keys, quantities } = this.table;
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
}
