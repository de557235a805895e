/** Ticks that lie side by side in one slot of the table. Four keep a book of 1,000 dense levels at 20 KB a side, and a sparse one below 200 B a level. */
export const GROUP_BITS = 2;
/** Ticks in a slot: 2 to the power of {@link GROUP_BITS}. */
export const GROUP = 1 << GROUP_BITS;
/** The key of a slot that is free. */
export const EMPTY = -1;
const LEAST_SLOTS = 64;
/** The part of the slots that may be taken. */
const MOST_TAKEN = 0.75;
/** The part of the slots at which it begins to be tidied, and how many are looked at for each group that was added. */
const TIDY_TAKEN = 0.71;
const TIDY_SLOTS = 48;
/** Messages within which a table that was nearly full should not be so again. */
const SOON = 50;

/**
 * A hash table from price to quantity. Four neighbouring ticks share a slot, and a slot's home is its group's number modulo the table, so a dense book
 * lies in memory as a ladder does: in order, and found at the first look. Collisions are resolved by steps of about 0.618 of the table, which is
 * linear probing after Fibonacci hashing (Knuth, TAOCP 3, 6.4), only that memory keeps the order of prices.
 *
 * A group that runs empty stays, as it may come back, until the table is nearly full. Then the empty ones are taken out, a part of the table behind each
 * message, so that none pays for the others; where that makes too little room, the table grows. So memory follows the number of levels, however far
 * apart they are.
 */
export class TickTable {
  /** By slot the group that lies there, its price without the lowest {@link GROUP_BITS} bits, or {@link EMPTY}. */
  keys!: Int32Array;
  /** The quantities of a group's ticks, 0 where there is no level. */
  quantities!: Float64Array;
  /** From one slot of a group to the next that it may lie in, modulo the slots. */
  step = 0;
  /** Times {@link step} it is 1, modulo the slots: a way through the table times this is the number of its steps. */
  private inverse = 0;
  /** Slots that are taken, by groups with levels or without; and how many were when the table was last tidy. */
  private taken = 0;
  private least = 0;
  /** Messages since the table was made or nearly full. */
  private messages = 0;
  /** The slot that is tidied next, how many are still to be, and groups that were added since. */
  private tidied = 0;
  private untidy = 0;
  private added = 0;

  constructor() {
    this.allot(LEAST_SLOTS);
  }

  clear(): void {
    if (this.keys.length > LEAST_SLOTS) this.allot(LEAST_SLOTS);
    else this.empty();
  }

  /** The slot of a group; -1 where it has none. */
  find(group: number): number {
    const { keys, step } = this;
    const mask = keys.length - 1;
    for (let slot = group & mask; ; slot = (slot + step) & mask) {
      const key = keys[slot];
      if (key === group) return slot;
      if (key === EMPTY) return -1;
    }
  }

  /** Takes the free slot that the search for `group` ended at, or another where the table is full. */
  addGroup(group: number, slot: number): number {
    if (this.taken >= this.keys.length * MOST_TAKEN) {
      this.makeRoom();
      return this.place(group);
    }
    this.taken++;
    this.added++;
    this.keys[slot] = group;
    return slot;
  }

  /**
   * Called behind each message. Tidies a part of a table that is nearly full; once begun it goes through all of it, behind message after message that adds groups. It becomes
   * twice the size where groups with levels fill half of it and come and go so fast that it was tidied a moment ago.
   */
  afterMessage(): void {
    this.messages++;
    if (this.added === 0) return;
    const { length } = this.keys;
    // Before that, what runs empty may well come back.
    if (this.untidy === 0 && this.taken > length * TIDY_TAKEN) {
      if (this.messages < SOON && this.least > (length * MOST_TAKEN) / 2) this.grow();
      else this.untidy = length;
      this.messages = 0;
    }
    if (this.untidy > 0) {
      const slots = Math.min(this.untidy, this.added * TIDY_SLOTS, length >> 3);
      this.tidy(slots);
      this.untidy -= slots;
      if (this.untidy === 0) this.least = this.taken;
    }
    this.added = 0;
  }

  /** Tidies a table that is full, or makes it twice the size where the groups with levels nearly fill it. */
  private makeRoom(): void {
    this.tidy(this.keys.length);
    this.untidy = 0;
    this.least = this.taken;
    if (this.taken > this.keys.length * MOST_TAKEN * 0.94) this.grow();
  }

  private grow(): void {
    const { keys, quantities } = this;
    this.allot(keys.length * 2);
    keys.forEach((group, slot) => {
      if (group === EMPTY) return;
      const from = slot << GROUP_BITS;
      const to = this.place(group) << GROUP_BITS;
      for (let tick = 0; tick < GROUP; tick++) this.quantities[to + tick] = quantities[from + tick] as number;
    });
  }

  /** Takes out the groups without levels among the next so many slots. */
  private tidy(slots: number): void {
    const { keys, quantities } = this;
    const mask = keys.length - 1;
    let at = this.tidied;
    for (let left = slots; left > 0; left--) {
      // Where one is taken out another may come to lie, which is looked at next.
      if (keys[at] !== EMPTY && !hasLevels(quantities, at << GROUP_BITS)) this.takeOut(at);
      else at = (at + 1) & mask;
    }
    this.tidied = at;
  }

  /** Takes out the group in a slot; those that were put further on because of it move up (Knuth, algorithm R of 6.4). */
  private takeOut(slot: number): void {
    const { keys, quantities, step, inverse } = this;
    const mask = keys.length - 1;
    let hole = slot;
    for (let at = (hole + step) & mask; keys[at] !== EMPTY; at = (at + step) & mask) {
      const group = keys[at] as number;
      const fromHome = Math.imul(at - group, inverse) & mask;
      const fromHole = Math.imul(at - hole, inverse) & mask;
      if (fromHome < fromHole) continue;
      keys[hole] = group;
      for (let tick = 0; tick < GROUP; tick++) quantities[(hole << GROUP_BITS) | tick] = quantities[(at << GROUP_BITS) | tick] as number;
      hole = at;
    }
    keys[hole] = EMPTY;
    for (let tick = 0; tick < GROUP; tick++) quantities[(hole << GROUP_BITS) | tick] = 0;
    this.taken--;
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
    this.inverse = inverseOf(this.step);
    this.empty();
  }

  private empty(): void {
    this.keys.fill(EMPTY);
    this.quantities.fill(0);
    this.taken = this.messages = this.tidied = this.untidy = this.least = this.added = 0;
  }
}

/** Whether the group whose first tick lies at `first` has a level. */
function hasLevels(quantities: Float64Array, first: number): boolean {
  return quantities[first] !== 0 || quantities[first + 1] !== 0 || quantities[first + 2] !== 0 || quantities[first + 3] !== 0;
}

/** What an odd number must be multiplied with to give 1 in the lowest 32 bits (Newton's method: each turn doubles the bits that are right). */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let turn = 0; turn < 5; turn++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse;
}
