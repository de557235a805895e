import { readFileSync } from "node:fs";
import type { Best, Books } from "./contestants.ts";

/** A file of texts, one a line: a depth snapshot of each symbol, then messages; all of it in memory. */
export class MarketFile {
  readonly count: number;
  private readonly bytes: Buffer;
  private readonly ends: Int32Array;
  private readonly symbols: readonly string[];
  private readonly best: Best = new Float64Array(4);

  constructor(file: string, symbols: readonly string[]) {
    this.bytes = readFileSync(file);
    const ends: number[] = [];
    for (let at = this.bytes.indexOf(10); at >= 0; at = this.bytes.indexOf(10, at + 1)) ends.push(at);
    this.ends = Int32Array.from(ends);
    this.symbols = symbols;
    this.count = ends.length - symbols.length;
  }

  /** Gives books the snapshots. */
  begin(books: Books): void {
    this.symbols.forEach((symbol, line) => books.snapshot(symbol, this.bytes, this.startOf(line), this.ends[line] as number));
  }

  /** Gives books message `n` and reads the best bid and ask; returns the sum of their prices and quantities. */
  step(books: Books, n: number): number {
    const { best } = this;
    const line = this.symbols.length + n;
    books.message(this.bytes, this.startOf(line), this.ends[line] as number);
    if (books.best === undefined) return 0;
    books.best(best);
    return (best[0] as number) + (best[1] as number) + (best[2] as number) + (best[3] as number);
  }

  /** Plays the first `messages` messages and returns the sum of what was read. */
  play(books: Books, messages: number): number {
    let sum = 0;
    for (let n = 0; n < messages; n++) sum += this.step(books, n);
    return sum;
  }

  private startOf(line: number): number {
    return line === 0 ? 0 : (this.ends[line - 1] as number) + 1;
  }
}
