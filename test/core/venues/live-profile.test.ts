import { describe, expect, test } from "vitest";
import { intervalNamed } from "../../../src/core/candles/interval.ts";
import { ALL_VENUES } from "../../../src/core/venues/all-venues.ts";
import { LIVE_PROFILES, liveProfileOf } from "../../../src/core/venues/live-profiles.ts";
import type { LiveProfile } from "../../../src/core/venues/live-profile.ts";
import { diffText, quoteText, tradeText } from "../binance-text.ts";

function profile(venue: string): LiveProfile {
  const found = liveProfileOf(venue);
  if (found === undefined) throw new Error(`no profile of ${venue}`);
  return found;
}

const spot = profile("binance");
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the live profiles", () => {
  test("name every venue there is", () => {
    expect(LIVE_PROFILES.map(({ venue }) => venue)).toEqual(ALL_VENUES.map(({ name }) => name));
    expect(liveProfileOf("nasdaq")).toBeUndefined();
  });

  test.each([
    ["binance", "BTCUSDT", "https://api.binance.com", { "wss://stream.binance.com:9443/stream": "depth@100ms trade bookTicker kline_1m ticker" }],
    [
      "binance-usdm",
      "BTCUSDT",
      "https://fapi.binance.com",
      {
        "wss://fstream.binance.com/public/stream": "depth@100ms trade bookTicker",
        "wss://fstream.binance.com/market/stream": "kline_1m ticker markPrice@1s forceOrder",
      },
    ],
    [
      "binance-coinm",
      "BTCUSD_PERP",
      "https://dapi.binance.com",
      { "wss://dstream.binance.com/stream": "depth@100ms trade bookTicker kline_1m ticker markPrice@1s forceOrder" },
    ],
  ])("of %s: public addresses, and the streams of %s at each", (venue, symbol, restUrl, routes) => {
    const addresses = profile(venue).addresses(null);
    expect(addresses?.restUrl).toBe(restUrl);
    const streams = addresses?.routes.map((route) => [
      route.socketUrl,
      route
        .streams(symbol)
        .map((name) => name.replace(`${symbol.toLowerCase()}@`, ""))
        .join(" "),
    ]);
    expect(Object.fromEntries(streams ?? [])).toEqual(routes);
    expect(addresses?.routes.filter(({ carriesDepth }) => carriesDepth)).toHaveLength(1);
  });

  test("say which candles the venue publishes, and ask for them by interval, or for those of a minute", () => {
    const history = spot.history;
    expect(history?.path("BTCUSDT")).toBe("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000");
    expect(history?.path("BTCUSDT", "4h")).toContain("interval=4h");
    expect(history?.intervals).toContain("1s");
    expect(profile("binance-usdm").history?.intervals).not.toContain("1s");
    for (const { history: published } of LIVE_PROFILES)
      expect(published?.intervals.filter((name) => intervalNamed(name) === undefined) ?? []).toEqual([]);
  });

  test.each(LIVE_PROFILES)("of $venue: an endpoint takes every stream of a symbol, once, and REST", (one) => {
    const everywhere = one.addresses(null)?.routes.flatMap((route) => route.streams("AUSDT"));
    const addresses = one.addresses("http://127.0.0.1:8080");
    expect(addresses?.restUrl).toBe("http://127.0.0.1:8080");
    expect(addresses?.routes.map(({ socketUrl, carriesDepth }) => [socketUrl, carriesDepth])).toEqual([["ws://127.0.0.1:8080/stream", true]]);
    expect(addresses?.routes[0]?.streams("AUSDT")).toEqual(everywhere);
    expect(one.limits.snapshotWeight).toBeLessThan(one.limits.weightPerMinute);
  });

  test.each([
    ["binance", "/api/v3/depth?symbol=BTCUSDT&limit=1000"],
    ["binance-usdm", "/fapi/v1/depth?symbol=BTCUSDT&limit=1000"],
    ["binance-coinm", "/dapi/v1/depth?symbol=BTCUSDT&limit=1000"],
  ])("of %s: a snapshot is at %s", (venue, path) => {
    expect(profile(venue).snapshotPath?.("BTCUSDT")).toBe(path);
    expect(profile(venue).snapshotPath?.("币&")).toContain("symbol=%E5%B8%81%26&");
  });
});

describe("the profiles of venues whose books come in their stream", () => {
  test("Kraken: one message a channel, books at the depth that the checksum covers, and an answer for each symbol", () => {
    const kraken = profile("kraken");
    const [route] = kraken.addresses(null)?.routes ?? [];
    const streams = ["BTC/USD", "ETH/USD"].flatMap((symbol) => [...(route?.streams(symbol) ?? [])]);
    expect(kraken.subscribeTexts(streams, 7).map((text) => JSON.parse(text) as unknown)).toEqual([
      { method: "subscribe", params: { channel: "book", symbol: ["BTC/USD", "ETH/USD"], depth: 10 }, req_id: 7 },
      { method: "subscribe", params: { channel: "trade", symbol: ["BTC/USD", "ETH/USD"], snapshot: true }, req_id: 7 },
      { method: "subscribe", params: { channel: "ticker", symbol: ["BTC/USD", "ETH/USD"], event_trigger: "bbo" }, req_id: 7 },
      { method: "subscribe", params: { channel: "ohlc", symbol: ["BTC/USD", "ETH/USD"], interval: 1 }, req_id: 7 },
    ]);
    expect(kraken.readAnswer('{"method":"subscribe","result":{"channel":"book","symbol":"BTC/USD"},"success":true,"req_id":7}')).toEqual({
      id: 7,
      symbol: "BTC/USD",
      error: null,
    });
    expect(kraken.readAnswer('{"error":"Currency pair not supported X/Y","method":"subscribe","success":false,"symbol":"X/Y","req_id":7}')).toEqual({ id: 7, symbol: "X/Y", error: "Currency pair not supported X/Y" }); // prettier-ignore
    for (const text of ['{"method":"pong","req_id":7}', '{"channel":"heartbeat"}', "[]", ""]) expect(kraken.readAnswer(text)).toBeNull();
    expect([kraken.symbolFault("BTC/USD"), kraken.symbolFault("币/USD")]).toEqual([null, null]);
    for (const symbol of ["BTCUSD", "BTC/", "XBT/USD", "A/B/C", "a b/USD", ""]) expect(kraken.symbolFault(symbol)).not.toBeNull();
  });

  test("OKX: all channels in one message, candles at an address of their own, and an answer for each channel", () => {
    const okx = profile("okx");
    const routes = okx.addresses(null)?.routes ?? [];
    expect(routes.map((route) => [route.socketUrl, route.streams("BTC-USDT").join(" "), route.carriesDepth])).toEqual([
      ["wss://ws.okx.com:8443/ws/v5/public", "books:BTC-USDT trades:BTC-USDT bbo-tbt:BTC-USDT tickers:BTC-USDT", true],
      ["wss://ws.okx.com:8443/ws/v5/business", "candle1m:BTC-USDT", false],
    ]);
    expect(routes[0]?.streams("BTC-USDT-SWAP")).toHaveLength(7);
    expect(okx.subscribeTexts(["books:BTC-USDT", "trades:BTC-USDT"], 1)).toEqual([
      '{"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"},{"channel":"trades","instId":"BTC-USDT"}]}',
    ]);
    expect(okx.readAnswer('{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"}}')).toEqual({
      id: null,
      symbol: "BTC-USDT",
      error: null,
    });
    expect(okx.readAnswer('{"event":"error","code":"60018","msg":"Wrong URL or channel:books,instId:X doesn\'t exist."}')).toMatchObject({
      id: null,
      symbol: "X",
    });
    for (const text of ['{"event":"error","msg":"Illegal request"}', "pong", '{"arg":{"channel":"books","instId":"A"},"data":[]}'])
      expect(okx.readAnswer(text)).toBeNull();
    expect([okx.announcesEnd('{"event":"notice","code":"64008"}'), okx.announcesEnd("pong")]).toEqual([true, false]);
    for (const symbol of ["BTCUSDT", "", "A B-C"]) expect(okx.symbolFault(symbol)).not.toBeNull();
  });
});

describe("an endpoint", () => {
  test.each(["https://127.0.0.1", "http://localhost:1/", "http://[::1]:8080"])("may be %s", (endpoint) => {
    expect(spot.addresses(endpoint)?.routes[0]?.socketUrl).toMatch(/^wss?:\/\/.+\/stream$/);
  });

  test.each(["", "ws://x:1", "127.0.0.1:80", "http://", "http://x/path", "http://x?y", "http://user:pw@x", "http://a b"])(
    "may not be %j",
    (endpoint) => {
      expect(spot.addresses(endpoint)).toBeNull();
    },
  );
});

describe("a symbol", () => {
  test.each(["BTCUSDT", "BTCUSD_PERP", "1000SHIBUSDT", "币安人生USDT"])("may be %s", (symbol) => {
    expect(spot.symbolFault(symbol)).toBeNull();
  });

  test.each(["", "btcusdt", "BTC/USDT", "BTC USDT", "A@DEPTH", "A\0", 'A"', "A".repeat(65), "A\u202e"])("may not be %j", (symbol) => {
    expect(spot.symbolFault(symbol)).not.toBeNull();
  });
});

describe("an answer to a subscription", () => {
  test.each([
    ['{"result":null,"id":3}', { id: 3, error: null }],
    ['{"id":3,"result":null}', { id: 3, error: null }],
    ['{"error":{"code":2,"msg":"Invalid request"},"id":4}', { id: 4, error: "Invalid request" }],
    ['{"code":2,"msg":"Invalid request","id":4}', { id: 4, error: "Invalid request" }],
    ['{"error":{"code":3},"id":4}', { id: 4, error: '{"code":3}' }],
    ['{"error":"no","id":4}', { id: 4, error: '"no"' }],
    ['{"result":["btcusdt@trade"],"id":3}', null],
    ['{"result":null,"id":"3"}', null],
    ['{"id":3}', null],
    ['{"__proto__":{"id":3,"result":null}}', null],
    ["[3]", null],
    ["null", null],
    ["", null],
    ["{", null],
  ])("is read from %s", (text, expected) => {
    expect(spot.readAnswer(text)).toEqual(expected);
  });

  test("is not the exchange's word that it shuts down", () => {
    expect(spot.announcesEnd('{"e":"serverShutdown","E":1770123456789}')).toBe(true);
    expect(spot.announcesEnd('{"result":null,"id":3}')).toBe(false);
    expect(spot.announcesEnd("{serverShutdown")).toBe(false);
  });
});

test("a depth message is told from its head: diffs only, whatever lies around it", () => {
  const isDepth = (text: string): boolean => {
    const bytes = bytesOf(`##${text}"@depth"`);
    return spot.isDepth?.(bytes, 2, 2 + bytesOf(text).length) ?? false;
  };
  const diff = diffText({ U: 1, u: 2 });
  expect(isDepth(diff)).toBe(true);
  expect(isDepth(diff.replace("@depth", "@depth@100ms"))).toBe(true);
  expect(isDepth(diff.slice(diff.indexOf('{"e"'), -1))).toBe(true);
  for (const other of [
    diff.replace("@depth", "@depth20"),
    tradeText({ id: 1, ms: 1, price: "1", qty: "1" }),
    quoteText({ u: 1, bid: "1 1", ask: "2 1" }),
    "",
    "{",
    '{"stream":"',
    '{"stream":"a',
    '{"stream":"a@dep',
    '{"stream":"a","x":"@depth"',
  ]) {
    expect([other, isDepth(other)]).toEqual([other, false]);
  }
});
