import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { MarketListing } from "../../core/market/market-listing.ts";
import { searchMarkets } from "../../core/market/market-search.ts";
import type { MarketsFound } from "./page-control.ts";

/** The most markets that one answer names. */
const MOST_FOUND = 50;

/**
 * Markets that match what was typed, best first; with nothing typed, the first by name. `known` are the venue's markets, as far as they
 * are known by now, and `ids` the instruments that are known to exist in any case.
 */
export function findMarkets(
  query: string,
  known: readonly MarketListing[],
  ids: readonly string[],
  watched: readonly string[],
): Pick<MarketsFound, "markets" | "more" | "reason"> {
  const typed = query.trim();
  const markets = known.length > 0 ? known.filter(({ active }) => active !== false) : ids.map(bareListing);
  const byName = (): MarketListing[] => markets.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const found = typed === "" ? byName() : searchMarkets(markets, typed, markets.length);
  return {
    markets: found.slice(0, MOST_FOUND).map(({ instrument, symbol, base, quote }) => ({
      instrument,
      base,
      quote,
      kind: kindOf(symbol),
      watched: watched.includes(instrument),
    })),
    more: known.length > 0 ? Math.max(0, found.length - MOST_FOUND) : null,
    reason: known.length > 0 ? "" : "the venue's markets are not known yet: what it is known to have is searched",
  };
}

/** A market of which nothing is known but its id. */
function bareListing(instrument: string): MarketListing {
  const { symbol } = splitInstrumentId(instrument);
  const id = instrument as MarketListing["instrument"];
  return { instrument: id, symbol, base: symbol, quote: "", tickSize: null, lotSize: null, contractSize: null, active: null };
}

/** By its unified name: `BTC/USDT` is spot, `BTC/USDT:USDT` a perpetual, `BTC/USDT:USDT-261225` a dated future. */
function kindOf(symbol: string): MarketsFound["markets"][number]["kind"] {
  const settled = symbol.split(":")[1];
  return settled === undefined ? "spot" : settled.includes("-") ? "future" : "perpetual";
}
