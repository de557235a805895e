import type { Part } from "../session/mark.ts";
import type { Scale } from "../market/instrument.ts";
import { InstrumentIndex } from "./instrument-index.ts";

/** Says which parts of an instrument a worker holds. */
export type Interest = (symbol: string) => readonly Part[];

/** Beyond this many decimals a value takes the exact slow path: below it, powers of ten multiply without rounding. */
const MAX_FAST_SCALE = 15;

/**
 * The instruments a decoder has met, in order of first appearance: which parts are wanted, and how many decimals each shows.
 * A scale is a new object whenever it grows, so that "same scale" is one comparison of references.
 */
export class InstrumentTable {
  readonly index = new InstrumentIndex();
  private readonly interest: Interest;
  private readonly wanted = { book: [] as boolean[], analytics: [] as boolean[] } satisfies Record<Part, boolean[]>;
  private readonly scales: Scale[] = [];
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(interest: Interest) {
    this.interest = interest;
  }

  /** The slot of the symbol in `bytes[start..end)` (valid UTF-8), met now or before. */
  slotOf(bytes: Uint8Array, start: number, end: number): number {
    const known = this.index.find(bytes, start, end);
    return known >= 0 ? known : this.meet(this.utf8.decode(bytes.subarray(start, end)));
  }

  meet(symbol: string): number {
    const slot = this.index.add(symbol);
    if (slot === this.scales.length) {
      const parts = this.interest(symbol);
      this.wanted.book.push(parts.includes("book"));
      this.wanted.analytics.push(parts.includes("analytics"));
      this.scales.push({ price: 0, qty: 0 });
    }
    return slot;
  }

  wants(slot: number, part: Part): boolean {
    return this.wanted[part][slot] as boolean;
  }

  scaleOf(slot: number): Scale {
    return this.scales[slot] as Scale;
  }

  /** Grows an instrument's scale to at least these places; false where that is beyond the fast path, and nothing changes. */
  refine(slot: number, price: number, qty: number): boolean {
    if (price > MAX_FAST_SCALE || qty > MAX_FAST_SCALE) return false;
    const old = this.scaleOf(slot);
    if (price > old.price || qty > old.qty) {
      this.scales[slot] = { price: Math.max(old.price, price), qty: Math.max(old.qty, qty) };
    }
    return true;
  }
}
