import type { DepthMessage, SnapshotMessage } from "./recorded-session.ts";

/** What a wrong reader would do, to show that comparing with the truth notices it. */
export type Mutation = "keeps zero quantities" | "swaps the sides";

/** Binance spot's rules for a local order book in the plainest words: wire text in maps, nothing parsed. */
export class ReferenceBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  /** Id of the last change applied; null while there is no book. */
  lastUpdateId: number | null = null;
  /** How often a hole was found in a live book, and diffs that a snapshot made stale or that waited for it and then applied. */
  holes = 0;
  stale = 0;
  waited = 0;
  private readonly mutation: Mutation | null;
  private buffer: DepthMessage[] = [];

  constructor(mutation: Mutation | null = null) {
    this.mutation = mutation;
  }

  snapshot({ last, bids, asks }: SnapshotMessage): void {
    if (this.lastUpdateId !== null) throw new Error("a snapshot came although the book was live");
    this.bids.clear();
    this.asks.clear();
    this.apply({ bids, asks });
    this.lastUpdateId = last;
    const waiting = this.buffer.filter((diff) => diff.last > last);
    this.stale += this.buffer.length - waiting.length;
    this.buffer = [];
    for (const diff of waiting) {
      this.waited++;
      this.depth(diff);
    }
  }

  depth(diff: DepthMessage): void {
    if (this.lastUpdateId === null) {
      this.buffer.push(diff);
      return;
    }
    const follows = diff.first <= this.lastUpdateId + 1 && diff.last > this.lastUpdateId;
    if (!follows) {
      this.holes++;
      this.lastUpdateId = null;
      this.buffer = [diff];
      return;
    }
    this.apply(diff);
    this.lastUpdateId = diff.last;
  }

  /** Levels as wire text, best first. */
  levels(side: "bids" | "asks"): [string, string][] {
    const levels = [...this[side]].sort(([a], [b]) => Number(a) - Number(b));
    return side === "bids" ? levels.reverse() : levels;
  }

  /** The best level, found by looking at all of them; undefined where there is none. */
  best(side: "bids" | "asks"): [string, string] | undefined {
    let best: [string, string] | undefined;
    let bestPrice = Number.NaN;
    for (const level of this[side]) {
      const price = Number(level[0]);
      if (best !== undefined && (side === "bids" ? price < bestPrice : price > bestPrice)) continue;
      best = level;
      bestPrice = price;
    }
    return best;
  }

  private apply({ bids, asks }: Pick<DepthMessage, "bids" | "asks">): void {
    const swapped = this.mutation === "swaps the sides";
    for (const [levels, into] of [
      [bids, swapped ? this.asks : this.bids],
      [asks, swapped ? this.bids : this.asks],
    ] as const) {
      for (const [price, qty] of levels) {
        if (Number(qty) === 0 && this.mutation !== "keeps zero quantities") into.delete(price);
        else into.set(price, qty);
      }
    }
  }
}
