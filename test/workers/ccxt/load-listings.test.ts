import { describe, expect, test } from "vitest";
import { loadListings } from "../../../src/workers/ccxt/load-listings.ts";
import { openExchange } from "../../simulator/server-client.ts";
import { serveText } from "./http-server.ts";

describe("markets loaded through ccxt", () => {
  test("from the simulated exchange have the steps that it trades in", async () => {
    const exchange = await openExchange({ symbols: 3 });
    const listings = await loadListings("binance", exchange.address);
    expect(listings.map(({ instrument, tickSize, lotSize, active }) => ({ instrument, tickSize, lotSize, active }))).toEqual([
      { instrument: "binance:BTCUSDT", tickSize: "0.01", lotSize: "0.00001", active: true },
      { instrument: "binance:ETHUSDT", tickSize: "0.01", lotSize: "0.0001", active: true },
      { instrument: "binance:SOLUSDT", tickSize: "0.01", lotSize: "0.001", active: true },
    ]);
  });

  test("are refused from an endpoint that is down or speaks nonsense, and for a venue ccxt does not have", async () => {
    await expect(loadListings("binance", "http://127.0.0.1:1")).rejects.toThrow(/ECONNREFUSED/);
    const nonsense = await serveText("<html>hello</html>");
    await expect(loadListings("binance", nonsense)).rejects.toThrow("lists no markets");
    const empty = await serveText('{"symbols":[]}');
    await expect(loadListings("binance", empty)).rejects.toThrow("lists no markets");
    await expect(loadListings("ccxt:nowhere", null)).rejects.toThrow(/nowhere/);
    await expect(loadListings("nowhere", null)).rejects.toThrow('does not have the venue "nowhere"');
  });
});
