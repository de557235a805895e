import type { Side } from "../../core/market/trade.ts";
import type { PriceLadder } from "../price-ladder.ts";
import type { SymbolFeed } from "../symbol-feed.ts";

/** A level as counts of ticks and lots; 0 lots: it is gone. */
export type ToldLevel = readonly [ticks: number, lots: number];

/** What a message of a book says, best level first on each side. */
export interface ToldChange {
  readonly bids: readonly ToldLevel[];
  readonly asks: readonly ToldLevel[];
}

/**
 * The window of a book that a client was told of: its best `depth` levels. A level that falls out of the window is told to be gone where
 * the exchange does so; else the client is to cut its own book.
 */
export class ToldBook {
  private readonly feed: SymbolFeed;
  private readonly depth: number;
  private readonly tellsLeavers: boolean;
  private bids: readonly ToldLevel[] = [];
  private asks: readonly ToldLevel[] = [];

  constructor(feed: SymbolFeed, depth: number, tellsLeavers: boolean) {
    this.feed = feed;
    this.depth = depth;
    this.tellsLeavers = tellsLeavers;
  }

  /** The window as it is now, whole. */
  snapshot(): ToldChange {
    const { bids, asks } = this.feed.engine;
    this.bids = this.top(bids);
    this.asks = this.top(asks);
    return { bids: this.bids, asks: this.asks };
  }

  /** What has changed of the window since it was last told; null where nothing has. */
  change(): ToldChange | null {
    const [bids, asks] = [this.bids, this.asks];
    this.snapshot();
    const change = { bids: this.differences("buy", bids, this.bids), asks: this.differences("sell", asks, this.asks) };
    return change.bids.length + change.asks.length === 0 ? null : change;
  }

  /** What the client's book holds after the last message: the window, best first. */
  get told(): ToldChange {
    return { bids: this.bids, asks: this.asks };
  }

  private differences(side: Side, before: readonly ToldLevel[], after: readonly ToldLevel[]): ToldLevel[] {
    const old = new Map(before);
    const now = new Map(after);
    const ladder = this.feed.engine.ladder(side);
    const gone = before.filter(([ticks]) => !now.has(ticks) && (this.tellsLeavers || !ladder.has(ticks)));
    const changed = after.filter(([ticks, lots]) => old.get(ticks) !== lots);
    return [...gone.map(([ticks]): ToldLevel => [ticks, 0]), ...changed];
  }

  private top(ladder: PriceLadder): ToldLevel[] {
    return ladder.top(this.depth).map(({ ticks, lots }) => [ticks, lots]);
  }
}
