import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { bookTickerText, depthText, snapshotText, subscribedText, subscribeText, tradeText } from "../../src/simulator/binance-spot-text.ts";
import { shapeOf } from "./binance-spot-grammar.ts";

const capture = join(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", "binance-spot", "spot_ethusdt_20240808.gz");
const present = existsSync(capture);
if (!present) console.log(`skipped: no capture ${capture}; name the folder of captures in TAPEDECK_CAPTURES`);

describe("the text of Binance spot", () => {
  test("of a depth message has its levels in order and its members as the exchange has them", () => {
    const ids = { firstUpdateId: 41, lastUpdateId: 44 };
    const bids = [
      ["3.50000000", "0.00000000"],
      ["3.40000000", "12.00000000"],
    ] as const;
    expect(depthText({ symbol: "ABCUSDT", eventMs: 1_767_623_400_123, ...ids, bids, asks: [] })).toBe(
      '{"stream":"abcusdt@depth@100ms","data":{"e":"depthUpdate","E":1767623400123,"s":"ABCUSDT","U":41,"u":44,' +
        '"b":[["3.50000000","0.00000000"],["3.40000000","12.00000000"]],"a":[]}}',
    );
  });

  test("of a trade tells when it was made and whether the buyer was the maker", () => {
    const trade = { symbol: "ABCUSDT", eventMs: 1_767_623_400_124, id: 9, price: "3.50000000", qty: "1.00000000", tradeMs: 1_767_623_400_123 };
    expect(tradeText({ ...trade, buyerIsMaker: true })).toBe(
      '{"stream":"abcusdt@trade","data":{"e":"trade","E":1767623400124,"s":"ABCUSDT","t":9,"p":"3.50000000","q":"1.00000000",' +
        '"T":1767623400123,"m":true,"M":true}}',
    );
  });

  test("of bookTicker names no event", () => {
    const text = bookTickerText({ symbol: "ABCUSDT", updateId: 44, bid: ["3.40000000", "12.00000000"], ask: ["3.60000000", "1.00000000"] });
    expect(text).toBe(
      '{"stream":"abcusdt@bookTicker","data":{"u":44,"s":"ABCUSDT","b":"3.40000000","B":"12.00000000","a":"3.60000000","A":"1.00000000"}}',
    );
  });

  test("of a snapshot, a subscription and its answer", () => {
    expect(snapshotText(44, [["3.40000000", "12.00000000"]], [])).toBe('{"lastUpdateId":44,"bids":[["3.40000000","12.00000000"]],"asks":[]}');
    expect(subscribeText(["abcusdt@trade", "abcusdt@bookTicker"], 1)).toBe(
      '{"method":"SUBSCRIBE","params":["abcusdt@trade","abcusdt@bookTicker"],"id":1}',
    );
    expect(subscribedText(1)).toBe('{"result":null,"id":1}');
  });

  test.skipIf(!present)("has the grammar that a real recording has", () => {
    const lines = gunzipSync(readFileSync(capture)).toString("utf8").split("\n", 20_000);
    const shapes = lines.map((line) => shapeOf(line.slice(line.indexOf(" ") + 1)));
    expect(shapes.findIndex((shape) => shape === null)).toBe(-1);
    expect(new Set(shapes)).toEqual(new Set(["depth", "trade", "bookTicker", "snapshot"]));
  });

  test.each([
    ["a price with 7 decimals", '{"lastUpdateId":4,"bids":[["3.4000000","1.00000000"]],"asks":[]}'],
    ["a blank", '{"lastUpdateId": 4,"bids":[],"asks":[]}'],
    ["members in another order", '{"bids":[],"asks":[],"lastUpdateId":4}'],
    ["a leading zero", '{"lastUpdateId":4,"bids":[["03.40000000","1.00000000"]],"asks":[]}'],
  ])("has not the grammar of %s", (_, text) => {
    expect(shapeOf(text)).toBeNull();
  });
});
