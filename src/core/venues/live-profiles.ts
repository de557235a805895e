import { BINANCE_COINM_LIVE, BINANCE_SPOT_LIVE, BINANCE_USDM_LIVE } from "./binance/live.ts";
import { BITFINEX_LIVE, BITFINEX_ORDERS_LIVE } from "./bitfinex/live.ts";
import { BITGET_PERP_LIVE, BITGET_SPOT_LIVE } from "./bitget/live.ts";
import { BYBIT_LINEAR_LIVE, BYBIT_SPOT_LIVE } from "./bybit/live.ts";
import { ccxtLive } from "./ccxt/live.ts";
import { ccxtExchange } from "./ccxt/venue.ts";
import { COINBASE_LIVE } from "./coinbase/live.ts";
import { KRAKEN_LIVE } from "./kraken/live.ts";
import { OKX_LIVE } from "./okx/live.ts";
import type { LiveProfile } from "./live-profile.ts";

export const LIVE_PROFILES: readonly LiveProfile[] = [
  BINANCE_SPOT_LIVE,
  BINANCE_USDM_LIVE,
  BINANCE_COINM_LIVE,
  KRAKEN_LIVE,
  OKX_LIVE,
  BYBIT_SPOT_LIVE,
  BYBIT_LINEAR_LIVE,
  COINBASE_LIVE,
  BITGET_SPOT_LIVE,
  BITGET_PERP_LIVE,
  BITFINEX_LIVE,
  BITFINEX_ORDERS_LIVE,
];

/** How the venue of that name is spoken to, or undefined. */
export function liveProfileOf(venue: string): LiveProfile | undefined {
  return LIVE_PROFILES.find((profile) => profile.venue === venue) ?? (ccxtExchange(venue) === null ? undefined : ccxtLive(venue));
}
