import type { SymbolFeed } from "../symbol-feed.ts";

/** The best bid and ask with what rests there, as decimal texts; null while a side is empty. */
export function touchOf(feed: SymbolFeed): { readonly bid: string; readonly bidQty: string; readonly ask: string; readonly askQty: string } | null {
  const { bids, asks } = feed.engine;
  const { tick, lot } = feed.market;
  if (bids.best === undefined || asks.best === undefined) return null;
  return {
    bid: tick.plain(bids.best.ticks),
    bidQty: lot.plain(bids.best.lots),
    ask: tick.plain(asks.best.ticks),
    askQty: lot.plain(asks.best.lots),
  };
}
