import { expect, test } from "vitest";
import { venueTicker } from "../../../src/core/ticker/venue-ticker.ts";

test.each([
  ["Binance", { o: "1", h: "4", l: "0.5", c: "2", v: "10", q: "20", E: 5 }, ["1", "4", "0.5", "2", "10", "20"]],
  [
    "Bybit",
    { prevPrice24h: "1", highPrice24h: "4", lowPrice24h: "0.5", lastPrice: "2", volume24h: "10", turnover24h: "20" },
    ["1", "4", "0.5", "2", "10", "20"],
  ],
  ["OKX", { last: "2", open24h: "1", high24h: "4", low24h: "0.5", vol24h: "10", ts: 7 }, ["1", "4", "0.5", "2", null, null]],
  ["Coinbase", { price: "2", volume_24_h: "10", low_24_h: "0.5", high_24_h: "4" }, [null, "4", "0.5", "2", "10", null]],
  ["Kraken", { last: "2", volume: "10", low: "0.5", high: "4", vwap: "3" }, [null, "4", "0.5", "2", "10", null]],
  ["a venue that tells nothing", { price: 2, volume: true }, [null, null, null, null, null, null]],
])("the 24 h figures of %s are found by its own names", (_, values, expected) => {
  const { open, high, low, last, volume, quoteVolume } = venueTicker({ name: "ticker", values });
  expect([open, high, low, last, volume, quoteVolume]).toEqual(expected);
});
