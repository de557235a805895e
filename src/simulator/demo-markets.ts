import type { MarketProfile } from "./market.ts";

function market(
  [symbol, tickSize, lotSize, startPrice]: readonly [string, string, string, number],
  [minuteVolatility, correlation, actionsPerSecond, ordersPerSide, spreadTicks]: readonly [number, number, number, number, number],
  [quoteNotional, tradeNotional]: readonly [number, number],
): MarketProfile {
  return {
    symbol,
    tickSize,
    lotSize,
    startPrice,
    minuteVolatility,
    correlation,
    actionsPerSecond,
    ordersPerSide,
    spreadTicks,
    quoteNotional,
    tradeNotional,
  };
}

/**
 * The symbols of the demo session: tick and lot sizes as on Binance, a leader and its followers, one whose price is tiny (PEPEUSDT),
 * one whose quantities are huge (SHIBUSDT), and a quiet one (QTUMUSDT).
 */
export const DEMO_MARKETS: readonly MarketProfile[] = [
  //     symbol      tick          lot        price         volat.  corr. acts/s orders spread  quote  trade
  market(["BTCUSDT", "0.01", "0.00001", 91_240.5], [0.0008, 0.95, 84, 1_300, 1], [9_000, 450]),
  market(["ETHUSDT", "0.01", "0.0001", 3_130.2], [0.0011, 0.9, 70, 1_200, 1], [7_000, 400]),
  market(["SOLUSDT", "0.01", "0.001", 134.1], [0.0014, 0.85, 42, 800, 1], [5_000, 250]),
  market(["BNBUSDT", "0.01", "0.001", 890.4], [0.0009, 0.75, 28, 700, 1], [4_000, 250]),
  market(["XRPUSDT", "0.0001", "0.1", 2.0512], [0.0013, 0.8, 34, 600, 1], [5_000, 220]),
  market(["DOGEUSDT", "0.00001", "1", 0.14235], [0.0016, 0.8, 28, 500, 1], [3_000, 160]),
  market(["ADAUSDT", "0.0001", "0.1", 0.3921], [0.0015, 0.8, 20, 320, 1], [2_500, 140]),
  market(["LINKUSDT", "0.01", "0.01", 13.41], [0.0015, 0.75, 19, 240, 1], [2_500, 150]),
  market(["LTCUSDT", "0.01", "0.001", 81.23], [0.0012, 0.7, 16, 320, 1], [2_000, 140]),
  market(["PEPEUSDT", "0.00000001", "1", 0.00001234], [0.0025, 0.7, 28, 260, 1], [2_500, 120]),
  market(["SHIBUSDT", "0.00000001", "1", 0.00000791], [0.0018, 0.7, 16, 220, 1], [4_000, 100]),
  market(["QTUMUSDT", "0.001", "0.1", 1.243], [0.003, 0.5, 2.5, 80, 3], [400, 60]),
];
