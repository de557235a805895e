import { DEMO_MARKETS } from "./demo-markets.ts";
import { type Market, marketOf, type MarketProfile } from "./market.ts";
import { Random } from "./random.ts";

/** Prices of invented symbols lie between these, evenly by their logarithm; a tick is about so many powers of ten below the price. */
const LEAST_PRICE = 0.01;
const MOST_PRICE = 5_000;
const PRICE_DIGITS = 4;
/** A lot is worth about this much, in the quote currency. */
const LOT_WORTH = 0.05;

/** So many symbols: the demo's own first, then invented ones (`SIM013USDT`), each a market of its own kind drawn from the seed. */
export function simulatedMarkets(count: number, seed: string): Market[] {
  const markets = DEMO_MARKETS.slice(0, count).map(marketOf);
  while (markets.length < count) markets.push(marketOf(inventedProfile(markets.length + 1, seed)));
  return markets;
}

function inventedProfile(number: number, seed: string): MarketProfile {
  const symbol = `SIM${String(number).padStart(3, "0")}USDT`;
  const random = new Random(`${seed}/${symbol}/profile`);
  const startPrice = LEAST_PRICE * (MOST_PRICE / LEAST_PRICE) ** random.uniform();
  const busy = Math.min(8, random.logNormal(1, 0.8));
  return {
    symbol,
    startPrice,
    tickSize: powerOfTen(Math.min(-2, Math.floor(Math.log10(startPrice)) - PRICE_DIGITS)),
    lotSize: powerOfTen(Math.min(0, Math.floor(Math.log10(LOT_WORTH / startPrice)))),
    minuteVolatility: 0.001 + 0.002 * random.uniform(),
    correlation: 0.4 + 0.5 * random.uniform(),
    actionsPerSecond: 2 + 4 * busy,
    ordersPerSide: 100 + Math.round(60 * busy),
    spreadTicks: 1 + random.integer(3),
    quoteNotional: 500 + 400 * busy,
    tradeNotional: 60 + 30 * busy,
  };
}

/** 10^exponent as decimal text, for exponents of -8 to 0. */
function powerOfTen(exponent: number): string {
  return exponent === 0 ? "1" : `0.${"1".padStart(-exponent, "0")}`;
}
