/** Levels a side: less than a checksum of 25 covers, more than the 10 to which a cut book is kept. */
const REACH = 14;
/** No bid is at or above this price, and no ask at or below it. */
const MIDDLE = 1_000;

export interface TrueLevel {
  readonly price: number;
  readonly qty: number;
}

/** One side of a book, best first. */
export type TrueSide = readonly TrueLevel[];

export interface TrueLevels {
  readonly bids: TrueSide;
  readonly asks: TrueSide;
}

/** What truly happened to a book: its levels after each change. A version is the number of changes before it. */
export class TrueBook {
  private readonly depth: number;
  private readonly versions: TrueLevels[] = [];
  private readonly bids = new Int32Array(REACH);
  private readonly asks = new Int32Array(REACH);

  /** `depth`: levels a side that anyone is told of; 0: all. */
  constructor(depth: number) {
    this.depth = depth === 0 ? REACH : depth;
    for (let distance = 0; distance < REACH; distance += 2) this.bids[distance] = this.asks[distance] = distance + 1;
    this.keep();
  }

  get version(): number {
    return this.versions.length - 1;
  }

  /** The levels that a client may know of at a version. */
  at(version: number): TrueLevels {
    const levels = this.versions[version];
    if (levels === undefined) throw new RangeError(`there is no version ${version}`);
    return levels;
  }

  /** Changes up to three levels: which of them, and to what, the bits of `chance` (an unsigned 32-bit integer) say. */
  change(chance: number): void {
    let bits = chance;
    for (let left = 1 + (bits % 3); left > 0; left--) {
      bits = (Math.imul(bits, 1_664_525) + 1_013_904_223) >>> 0;
      const side = bits >>> 31 === 0 ? this.bids : this.asks;
      side[(bits >>> 16) % REACH] = (bits >>> 8) % 5;
    }
    this.keep();
  }

  private keep(): void {
    this.versions.push({ bids: this.side(this.bids, -1), asks: this.side(this.asks, 1) });
  }

  private side(quantities: Int32Array, direction: 1 | -1): TrueSide {
    const levels: TrueLevel[] = [];
    for (let distance = 0; distance < REACH && levels.length < this.depth; distance++) {
      const qty = quantities[distance] as number;
      if (qty > 0) levels.push({ price: MIDDLE + direction * (distance + 1), qty });
    }
    return levels;
  }
}

/** The levels that changed from one state to the next: what is new or another, and with quantity 0 what is gone. */
export function changesBetween(before: TrueSide, after: TrueSide, stillThere: (price: number) => boolean): TrueLevel[] {
  const changed = after.filter(({ price, qty }) => before.find((level) => level.price === price)?.qty !== qty);
  const gone = before.filter(({ price }) => after.every((level) => level.price !== price) && !stillThere(price));
  return [...changed, ...gone.map(({ price }) => ({ price, qty: 0 }))];
}
