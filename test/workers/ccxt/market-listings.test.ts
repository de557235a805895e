import { describe, expect, test } from "vitest";
import { marketListings } from "../../../src/workers/ccxt/market-listings.ts";
import { type MetadataSource, metadataSourceOf } from "../../../src/workers/ccxt/metadata-source.ts";

const SPOT = metadataSourceOf("binance", null) as MetadataSource;
const DECIMAL_PLACES = 2;
const SIGNIFICANT_DIGITS = 3;
const TICK_SIZE = 4;

function market(members: object): Record<string, unknown> {
  const precision = { price: 0.01, amount: 1e-8 };
  return { id: "BTCUSDT", symbol: "BTC/USDT", base: "BTC", quote: "USDT", spot: true, active: true, precision, ...members };
}

const listed = (members: object, mode = TICK_SIZE) => marketListings("binance", SPOT, mode, { one: market(members) });

describe("listings of ccxt's markets", () => {
  test("carry steps as exact plain text", () => {
    expect(listed({})).toEqual([
      {
        instrument: "binance:BTCUSDT",
        symbol: "BTC/USDT",
        base: "BTC",
        quote: "USDT",
        tickSize: "0.01",
        lotSize: "0.00000001",
        contractSize: null,
        active: true,
      },
    ]);
  });

  test("read decimal places as the step they stand for, and significant digits as none", () => {
    expect(listed({ precision: { price: 2, amount: -1 } }, DECIMAL_PLACES)[0]).toMatchObject({ tickSize: "0.01", lotSize: "10" });
    expect(listed({ precision: { price: 5, amount: 8 } }, SIGNIFICANT_DIGITS)[0]).toMatchObject({ tickSize: null, lotSize: null });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -0.01, "0.01", undefined, null])("do not take %s for a step", (price) => {
    expect(listed({ precision: { price, amount: 1 } })[0]).toMatchObject({ tickSize: null, lotSize: "1" });
  });

  test("leave out markets of another kind, without a name, or named by nonsense", () => {
    expect(listed({ spot: false })).toEqual([]);
    for (const id of [undefined, "", 7, "A\nB", "x".repeat(65), "\ud800"]) expect(listed({ id })).toEqual([]);
  });

  test("say what a contract stands for", () => {
    const source = metadataSourceOf("binance-coinm", null) as MetadataSource;
    const inverse = market({ inverse: true, contract: true, contractSize: 100 });
    expect(marketListings("binance-coinm", source, TICK_SIZE, { inverse })[0]).toMatchObject({ contractSize: "100" });
  });

  test("name the markets of an exchange behind ccxt as ccxt does", () => {
    const source = metadataSourceOf("ccxt:kucoin", null) as MetadataSource;
    expect(marketListings("ccxt:kucoin", source, TICK_SIZE, { one: market({}) })[0]?.instrument).toBe("ccxt:kucoin:BTC/USDT");
    expect(metadataSourceOf("ccxt:../kucoin", null)).toBeUndefined();
    expect(metadataSourceOf("nowhere", null)).toBeUndefined();
  });
});
