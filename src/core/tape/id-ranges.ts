import type { ByteReader, ByteWriter } from "../base/bytes.ts";

/** How many separate ranges one set holds: each lost message makes one more, so a sound recording holds very few. */
export const MAX_ID_RANGES = 65_536;

/**
 * A set of trade ids (0 to 2^53 - 1), held as sorted ranges without overlap: consecutive ids cost nothing.
 *
 * At most `limit` ranges are held. Beyond it the two lowest are joined over the hole between them, which `bridged` counts: an id in
 * that hole is from then on taken for held (a repeat), and {@link proves} claims nothing about ids below its end.
 */
export class IdRanges {
  private readonly limit: number;
  private firsts: number[] = [];
  private lasts: number[] = [];
  private bridges = 0;
  private provenFrom = 0;

  constructor(limit = MAX_ID_RANGES) {
    this.limit = limit;
  }

  get ranges(): number {
    return this.firsts.length;
  }

  /** Holes that were closed because the set was full. */
  get bridged(): number {
    return this.bridges;
  }

  /** Adds one id; false where it is held already. */
  insert(id: number): boolean {
    const top = this.lasts.length - 1;
    if (top >= 0 && id === (this.lasts[top] as number) + 1) {
      this.lasts[top] = id;
      return true;
    }
    if (this.covers(id, id)) return false;
    this.add(id, id);
    return true;
  }

  /** Adds `first..last`, of which some may be held already. */
  add(first: number, last: number): void {
    // Every range that overlaps or touches first..last is melted into it.
    const from = this.search(first - 1);
    let to = from;
    let low = first;
    let high = last;
    while (to < this.firsts.length && (this.firsts[to] as number) <= last + 1) {
      low = Math.min(low, this.firsts[to] as number);
      high = Math.max(high, this.lasts[to] as number);
      to++;
    }
    if (to - from === 1) {
      this.firsts[from] = low;
      this.lasts[from] = high;
      return;
    }
    this.firsts.splice(from, to - from, low);
    this.lasts.splice(from, to - from, high);
    if (this.firsts.length > this.limit) this.bridgeLowest();
  }

  /** Whether every id of `first..last` is held. */
  covers(first: number, last: number): boolean {
    const at = this.search(first);
    return at < this.firsts.length && (this.firsts[at] as number) <= first && last <= (this.lasts[at] as number);
  }

  /** Whether the lowest id held is `id` or below it. */
  reaches(id: number): boolean {
    return this.firsts.length > 0 && (this.firsts[0] as number) <= id;
  }

  /** Whether any id of `first..last` is held. */
  overlaps(first: number, last: number): boolean {
    const at = this.search(first);
    return at < this.firsts.length && (this.firsts[at] as number) <= last;
  }

  /** Whether every id of `first..last` was really added: what was bridged proves nothing. */
  proves(first: number, last: number): boolean {
    return first >= this.provenFrom && this.covers(first, last);
  }

  write(w: ByteWriter): void {
    w.uint(this.bridges);
    w.uint(this.provenFrom);
    w.uint(this.firsts.length);
    let before = 0;
    for (let at = 0; at < this.firsts.length; at++) {
      const first = this.firsts[at] as number;
      const last = this.lasts[at] as number;
      w.uint(first - before);
      w.uint(last - first);
      before = last;
    }
  }

  static read(r: ByteReader): IdRanges {
    const set = new IdRanges();
    set.bridges = r.uint();
    set.provenFrom = r.uint();
    const count = r.uint();
    let before = 0;
    for (let at = 0; at < count; at++) {
      const first = before + r.uint();
      before = first + r.uint();
      set.firsts.push(first);
      set.lasts.push(before);
    }
    return set;
  }

  /** Index of the first range that ends at `id` or later. */
  private search(id: number): number {
    let low = 0;
    let high = this.lasts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.lasts[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private bridgeLowest(): void {
    this.provenFrom = this.firsts[1] as number;
    this.firsts.splice(1, 1);
    this.lasts.splice(0, 1);
    this.bridges++;
  }
}
