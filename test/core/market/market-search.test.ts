import { describe, expect, test } from "vitest";
import { instrumentId } from "../../../src/core/market/instrument.ts";
import type { MarketListing } from "../../../src/core/market/market-listing.ts";
import { searchMarkets } from "../../../src/core/market/market-search.ts";

function listing(base: string, quote: string, active: boolean | null = true): MarketListing {
  const steps = { tickSize: "0.01", lotSize: "1", contractSize: null };
  return { instrument: instrumentId("binance", base + quote), symbol: `${base}/${quote}`, base, quote, active, ...steps };
}

const MARKETS = [
  listing("WBTC", "BTC"),
  listing("BTC", "USDT"),
  listing("ETH", "BTC"),
  listing("BTC", "EUR"),
  listing("BTCST", "USDT", false),
  listing("币安人生", "USDT"),
  listing("BAT", "CUSD"),
  listing("LTC", "USDT"),
];

const found = (text: string, limit = 20): string[] => searchMarkets(MARKETS, text, limit).map(({ symbol }) => symbol);

describe("symbol search", () => {
  test("puts beginnings before the beginnings of words, and those before scattered letters", () => {
    expect(found("btc")).toEqual(["BTC/EUR", "BTC/USDT", "BTCST/USDT", "ETH/BTC", "WBTC/BTC", "BAT/CUSD"]);
  });

  test("puts the whole name first", () => {
    expect(found("BTCUSDT")[0]).toBe("BTC/USDT");
    expect(searchMarkets([listing("BTC", "USDTX"), listing("BTC", "USDT")], "btc/usdt", 5)[0]?.symbol).toBe("BTC/USDT");
  });

  test("does not mind case, blanks or separators", () => {
    for (const text of ["btc/eur", "BTC-EUR", " btc eur ", "btceur"]) expect(found(text)).toEqual(["BTC/EUR"]);
  });

  test("puts what trades before what does not, however much shorter that is", () => {
    expect(searchMarkets([listing("AB", "C", false), listing("ABCDEF", "USDT")], "ab", 5).map(({ base }) => base)).toEqual(["ABCDEF", "AB"]);
  });

  test("finds names in any script, and nothing for an empty text", () => {
    expect(found("币安")).toEqual(["币安人生/USDT"]);
    expect(found("")).toEqual([]);
    expect(found(" / ")).toEqual([]);
  });

  test("gives no more than it was asked for", () => {
    expect(found("btc", 2)).toEqual(["BTC/EUR", "BTC/USDT"]);
  });
});
