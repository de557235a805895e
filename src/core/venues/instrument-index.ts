/**
 * Gives each exchange symbol a small number, looked up from message bytes without making a string.
 * Numbers are given in order of first appearance.
 */
export class InstrumentIndex {
  readonly symbols: string[] = [];
  private readonly names: Uint8Array[] = [];
  private readonly byName = new Map<string, number>();
  private table = new Int32Array(1024).fill(-1);
  private readonly encoder = new TextEncoder();

  /** The number of the symbol in `bytes[start..end)`, or -1 where it was never added. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.table.length - 1;
    for (let at = hash(bytes, start, end) & mask; ; at = (at + 1) & mask) {
      const slot = this.table[at] as number;
      if (slot < 0 || same(this.names[slot] as Uint8Array, bytes, start, end)) return slot;
    }
  }

  add(symbol: string): number {
    const known = this.byName.get(symbol);
    if (known !== undefined) return known;
    const slot = this.symbols.length;
    const name = this.encoder.encode(symbol);
    this.symbols.push(symbol);
    this.names.push(name);
    this.byName.set(symbol, slot);
    if (this.symbols.length * 4 > this.table.length) this.rehash();
    else this.place(name, slot);
    return slot;
  }

  /** The number of a symbol that was added, or -1. */
  findNamed(symbol: string): number {
    return this.byName.get(symbol) ?? -1;
  }

  /** The first added symbol equal to this one but for letter case; -1 where there is none. */
  findFolded(symbol: string): number {
    const folded = symbol.toUpperCase();
    return this.symbols.findIndex((known) => known.toUpperCase() === folded);
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 4).fill(-1);
    this.names.forEach((name, slot) => this.place(name, slot));
  }

  private place(name: Uint8Array, slot: number): void {
    const mask = this.table.length - 1;
    let at = hash(name, 0, name.length) & mask;
    while ((this.table[at] as number) >= 0) at = (at + 1) & mask;
    this.table[at] = slot;
  }
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = end - start;
  for (let i = start; i < end; i++) h = (Math.imul(h, 31) + (bytes[i] as number)) | 0;
  return h ^ (h >>> 13);
}

function same(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
