import { describe, expect, test } from "vitest";
import type { MarketListing } from "../../../src/core/market/market-listing.ts";
import { findMarkets } from "../../../src/main/desk/find-markets.ts";

function market(id: string, symbol: string, active: boolean | null = true): MarketListing {
  const [base = "", quote = ""] = symbol.split(":")[0]?.split("/") ?? [];
  return { instrument: `binance:${id}`, symbol, base, quote, tickSize: "0.01", lotSize: "1", contractSize: null, active };
}

const known = [
  market("ETHUSDT", "ETH/USDT"),
  market("BTCUSDT", "BTC/USDT"),
  market("BTCUSD_PERP", "BTC/USD:BTC"),
  market("BTCUSD_261225", "BTC/USD:BTC-261225"),
  market("BTCGONE", "BTC/GONE", false),
];

describe("a search for markets", () => {
  test("names what matches, says what it is and whether it is watched, and leaves out what trades no more", () => {
    const { markets, more, reason } = findMarkets("btc", known, [], ["binance:BTCUSDT"]);
    expect(markets.map(({ instrument, kind, watched }) => [instrument, kind, watched])).toEqual([
      ["binance:BTCUSDT", "spot", true],
      ["binance:BTCUSD_PERP", "perpetual", false],
      ["binance:BTCUSD_261225", "future", false],
    ]);
    expect([more, reason]).toEqual([0, ""]);
  });

  test("for nothing names the first by name, at most fifty, and how many more there are", () => {
    const many = Array.from({ length: 80 }, (_, n) => market(`S${String(n).padStart(2, "0")}`, `S${String(n).padStart(2, "0")}/USDT`)).toReversed();
    const { markets, more } = findMarkets("  ", many, [], []);
    expect([markets.length, more, markets[0]?.instrument]).toEqual([50, 30, "binance:S00"]);
  });

  test("where the venue's markets are not known searches what is known to exist, and says so", () => {
    const { markets, more, reason } = findMarkets("eth", [], ["binance:BTCUSDT", "binance:ETHUSDT"], []);
    expect(markets).toEqual([{ instrument: "binance:ETHUSDT", base: "ETHUSDT", quote: "", kind: "spot", watched: false }]);
    expect(more).toBeNull();
    expect(reason).not.toBe("");
  });
});
