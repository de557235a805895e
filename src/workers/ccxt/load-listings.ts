import type { MarketListing } from "../../core/market/market-listing.ts";
import { openExchange } from "./exchange-client.ts";
import { marketListings } from "./market-listings.ts";
import { metadataSourceOf } from "./metadata-source.ts";

/** The markets of a venue as its REST side tells them now; rejects where ccxt does not have the venue, or it gave no markets. */
export async function loadListings(venue: string, endpoint: string | null): Promise<MarketListing[]> {
  const source = metadataSourceOf(venue, endpoint);
  if (source === undefined) throw new Error(`ccxt does not have the venue "${venue}"`);
  const exchange = openExchange(source.exchange, { endpoint, marketTypes: source.marketTypes, log: () => {} });
  const listings = marketListings(venue, source, exchange.precisionMode, await exchange.loadMarkets());
  if (listings.length === 0) throw new Error(`${venue} lists no markets`);
  return listings;
}
