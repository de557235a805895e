import { BINANCE_COINM, BINANCE_SPOT, BINANCE_USDM } from "./binance/venues.ts";
import { BITFINEX, BITFINEX_ORDERS } from "./bitfinex/venue.ts";
import { BITGET_PERP, BITGET_SPOT } from "./bitget/venues.ts";
import { BYBIT_LINEAR, BYBIT_SPOT } from "./bybit/venues.ts";
import { ccxtVenue } from "./ccxt/venue.ts";
import { COINBASE } from "./coinbase/venue.ts";
import { KRAKEN } from "./kraken/venue.ts";
import { OKX } from "./okx/venue.ts";
import type { Venue } from "./venue.ts";

export const ALL_VENUES: readonly Venue[] = [
  BINANCE_SPOT,
  BINANCE_USDM,
  BINANCE_COINM,
  KRAKEN,
  OKX,
  BYBIT_SPOT,
  BYBIT_LINEAR,
  COINBASE,
  BITGET_SPOT,
  BITGET_PERP,
  BITFINEX,
  BITFINEX_ORDERS,
];

/** The venue of that name, native or (`ccxt:<id>`) through ccxt, or undefined. */
export function venueNamed(name: string): Venue | undefined {
  return ALL_VENUES.find((venue) => venue.name === name) ?? ccxtVenue(name);
}
