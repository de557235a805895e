import { currenciesOf } from "./currencies.ts";
import type { Market } from "./market.ts";

const ORDER_TYPES = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"];
/** Weight that a client may spend in a minute; it is counted here, and never refused. */
const WEIGHT_PER_MINUTE = 6_000;
const MOST_STEPS = 9_000_000_000;

/** `GET /api/v3/exchangeInfo`. Source: Binance spot API documents, "Exchange information"; the members are those that ccxt reads. */
export function exchangeInfo(markets: readonly Market[], serverTime: number): string {
  return JSON.stringify({
    timezone: "UTC",
    serverTime,
    rateLimits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: WEIGHT_PER_MINUTE },
      { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 61_000 },
    ],
    exchangeFilters: [],
    symbols: markets.map(symbolInfo),
  });
}

function symbolInfo({ symbol, tick, lot }: Market) {
  const [baseAsset, quoteAsset] = currenciesOf(symbol);
  const [tickSize, stepSize] = [tick.text(1), lot.text(1)];
  const [maxPrice, maxQty] = [tick.text(MOST_STEPS), lot.text(MOST_STEPS)];
  return {
    symbol,
    status: "TRADING",
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: tickSize, maxPrice, tickSize },
      { filterType: "LOT_SIZE", minQty: stepSize, maxQty, stepSize },
      { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty, stepSize: "0.00000000" },
      {
        filterType: "NOTIONAL",
        minNotional: "5.00000000",
        applyMinToMarket: true,
        maxNotional: "9000000.00000000",
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}
