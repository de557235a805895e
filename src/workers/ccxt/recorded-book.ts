import { BOOK_DEPTH, type UnifiedBook } from "../../core/venues/ccxt/unified-event.ts";
import type { CcxtBook, CcxtLevel } from "./socket-tap.ts";

/** A whole state is told again after so long. */
export const FULL_EVERY_MS = 30_000;

type Sent = ReadonlyMap<number, number>;

/** What one subscriber has been told of one book: the events that take it from there to what ccxt holds. */
export class RecordedBook {
  private readonly symbol: string;
  private n = 0;
  private fullMs = 0;
  /** Amounts by price, as they were told; null where only a whole state helps. */
  private bids: Sent | null = null;
  private asks: Sent | null = null;

  /** @param symbol the name under which the subscriber asked for it */
  constructor(symbol: string) {
    this.symbol = symbol;
  }

  /** Whether the subscriber knows a state. */
  get isKnown(): boolean {
    return this.bids !== null;
  }

  isDue(nowMs: number): boolean {
    return this.isKnown && nowMs - this.fullMs >= FULL_EVERY_MS;
  }

  /** The event after which the subscriber knows the best levels of `book`; null where nothing of them changed. */
  update(book: CcxtBook, nowMs: number): UnifiedBook | null {
    const fault = faultOf(book);
    if (fault !== null) return this.lose(fault);
    const bids = best(book.bids);
    const asks = best(book.asks);
    const ms = timeOf(book);
    if (this.bids === null || this.asks === null || nowMs - this.fullMs >= FULL_EVERY_MS) {
      this.fullMs = nowMs;
      this.bids = bids;
      this.asks = asks;
      return this.event(true, ms, [...bids], [...asks]);
    }
    const changes = [changesOf(this.bids, bids), changesOf(this.asks, asks)] as const;
    this.bids = bids;
    this.asks = asks;
    return changes[0].length + changes[1].length === 0 ? null : this.event(false, ms, ...changes);
  }

  /** What was told is not to be relied on any more; null where nothing was. */
  lose(reason: string): UnifiedBook | null {
    if (!this.isKnown) return null;
    this.bids = this.asks = null;
    this.n++; // the event that is missing: whoever counts sees the hole
    return { ...this.event(false, null, [], []), lost: reason };
  }

  private event(full: boolean, ms: number | null, bids: UnifiedBook["bids"], asks: UnifiedBook["asks"]): UnifiedBook {
    return { unified: "book", symbol: this.symbol, n: ++this.n, full, depth: BOOK_DEPTH, ms, bids, asks };
  }
}

function best(levels: readonly CcxtLevel[]): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at < levels.length && found.size < BOOK_DEPTH; at++) {
    const [price, amount] = levels[at] as CcxtLevel;
    found.set(price, amount);
  }
  return found;
}

function changesOf(before: Sent, after: Sent): [number, number][] {
  const changes: [number, number][] = [];
  for (const [price, amount] of after) if (before.get(price) !== amount) changes.push([price, amount]);
  for (const price of before.keys()) if (!after.has(price)) changes.push([price, 0]);
  return changes;
}

/** What is wrong with the best levels of a book as ccxt holds it, which checks none of this; null where nothing is. */
function faultOf({ bids, asks }: CcxtBook): string | null {
  const fault = sideFault(bids, "bid", -1) ?? sideFault(asks, "ask", 1);
  if (fault !== null) return fault;
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid !== undefined && ask !== undefined && bid >= ask ? `bid ${bid} is not below ask ${ask}` : null;
}

function sideFault(levels: readonly CcxtLevel[], side: string, direction: 1 | -1): string | null {
  let last = 0;
  for (let at = 0; at < levels.length && at < BOOK_DEPTH; at++) {
    const [price, amount] = levels[at] as CcxtLevel;
    if (!isPositive(price) || !isPositive(amount)) return `a ${side} of ${String(amount)} at ${String(price)}`;
    if (at > 0 && (price - last) * direction <= 0) return `${side} ${price} stands behind ${last}`;
    last = price;
  }
  return null;
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
}

function timeOf({ timestamp }: CcxtBook): number | null {
  return typeof timestamp === "number" && Number.isSafeInteger(timestamp) && timestamp >= 0 ? timestamp : null;
}
