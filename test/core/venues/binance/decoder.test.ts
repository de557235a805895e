import { describe, expect, test } from "vitest";
import type { Part } from "../../../../src/core/session/mark.ts";
import { BinanceDecoder } from "../../../../src/core/venues/binance/decoder.ts";
import { diffText, snapshotText, tradeText } from "../../binance-text.ts";
import { depthAnswer, frameOf, open, recv, type Said } from "../../frames.ts";
import { newDecoder, valuesOf } from "./message-values.ts";

function decoded(said: Said | string, futures = false): unknown {
  const decoder = newDecoder(futures);
  const messages = decoder.decode(frameOf(typeof said === "string" ? recv(said) : said, 1)).map((message) => valuesOf(message, decoder));
  return messages.length === 1 ? messages[0] : messages;
}

/** A decoder of a worker that holds only some parts. */
const partial = (parts: readonly Part[]): BinanceDecoder => new BinanceDecoder({ futures: false }, () => parts);

describe("a Binance message", () => {
  test("of depth is read with its ids, time and both sides; pu counts on futures only", () => {
    const text = diffText({ U: 5, u: 9, pu: 4, bids: "61800.20 1.50, 61799 0", asks: "61800.30 0.001", E: 17 });
    const common = {
      kind: "depth",
      symbol: "BTCUSDT",
      part: "book",
      eventMs: 17,
      first: 5,
      last: 9,
      bids: ["61800.2 1.5", "61799 0"],
      asks: ["61800.3 0.001"],
    };
    expect(decoded(text, true)).toEqual({ ...common, prev: 4 });
    expect(decoded(text, false)).toEqual({ ...common, prev: -1 });
    expect(decoded(diffText({ U: 5, u: 9 }), true)).toEqual({ kind: "malformed" });
  });

  test("of depth without levels is a diff all the same", () => {
    expect(decoded(diffText({ U: 5, u: 9 }))).toMatchObject({ kind: "depth", bids: [], asks: [] });
  });

  test("of depth holds forty digits exactly", () => {
    const [price, qty] = ["12345678901234567890.1234567890123456789", "0.0000000000000000000000000000000000000001"];
    expect(decoded(diffText({ U: 1, u: 1, bids: `${price} ${qty}` }))).toMatchObject({ kind: "depth", bids: [`${price} ${qty}`] });
  });

  test("of a REST depth answer is a snapshot of the instrument in its address; an error answer changes nothing", () => {
    const body = snapshotText(42, "99.50 1", "100 2");
    expect(decoded(depthAnswer("币安人生USDT", body))).toMatchObject({
      kind: "snapshot",
      symbol: "币安人生USDT",
      last: 42,
      bids: ["99.5 1"],
      asks: ["100 2"],
    });
    expect(decoded(depthAnswer("BTCUSDT", '{"code":-1003,"msg":"Too many requests"}'))).toEqual({ kind: "control" });
    expect(decoded(depthAnswer("BTCUSDT", "[]"))).toEqual({ kind: "malformed" });
    expect(decoded({ ...depthAnswer("BTCUSDT", body), url: "https://x.example/api/v3/depth?limit=5" })).toEqual({ kind: "control" });
    expect(decoded({ ...depthAnswer("BTCUSDT", body), url: "https://x.example/api/v3/depth?symbol=%E0%A4%A" })).toMatchObject({ kind: "snapshot" });
    expect(decoded({ ...depthAnswer("BTCUSDT", body), url: "https://x.example/api/v3/depth?symbol=%FF" })).toMatchObject({ kind: "snapshot" });
  });

  test.each([
    ["MARKET", false, true],
    ["NA", true, false],
    ["INSURANCE_FUND", true, false],
    ["MARKET", true, true],
    [undefined, true, false],
    [undefined, false, true],
    ["NA", false, true],
  ])("of a trade with X %s counts as volume (futures: %s): %s; m true is a sell", (X, futures, counts) => {
    const trade = { id: 7, ms: 1000, price: "61800.20", qty: "0.50", m: true, ...(X === undefined ? {} : { X }) };
    const common = { kind: "trade", part: "analytics", firstId: 7, lastId: 7, tradeMs: 1000, eventMs: 1002, price: "61800.2", qty: "0.5" };
    expect(decoded(tradeText(trade), futures)).toMatchObject({ ...common, side: "sell", counts });
    expect(decoded(tradeText({ ...trade, m: false }), futures)).toMatchObject({ ...common, side: "buy", counts });
  });

  test("of an aggregate stands for the ids f to l and its trade time is T, never E", () => {
    const text = '{"e":"aggTrade","E":20,"s":"BTCUSDT","a":5,"p":"1.5","q":"2","f":100,"l":102,"T":10,"m":false}';
    expect(decoded(text)).toMatchObject({
      kind: "aggregate",
      firstId: 100,
      lastId: 102,
      tradeMs: 10,
      eventMs: 20,
      side: "buy",
      price: "1.5",
      qty: "2",
    });
  });

  test.each([
    [
      "bookTicker of spot",
      '{"u":400,"s":"BNBUSDT","b":"25.35190000","B":"31.21","a":"25.36520000","A":"40.66"}',
      { kind: "bbo", u: 400, bid: ["25.3519", "31.21"], ask: ["25.3652", "40.66"], eventMs: 0 },
    ],
    [
      "bookTicker of futures",
      '{"e":"bookTicker","u":400,"s":"BTCUSDT","b":"25.3","B":"31","a":"25.4","A":"40","T":9,"E":10}',
      { kind: "bbo", u: 400, bid: ["25.3", "31"], ask: ["25.4", "40"], eventMs: 10 },
    ],
    [
      "kline",
      '{"e":"kline","E":9,"s":"BTCUSDT","k":{"t":0,"T":59999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0015","v":"1000","n":100,"x":true,"q":"1.0","V":"500","Q":"0.500"}}',
      { kind: "figures", name: "kline", values: { E: 9, t: 0, o: "0.001", q: "1", Q: "0.5", n: 100, x: true, interval: "1m" } },
    ],
    [
      "24hrTicker",
      '{"e":"24hrTicker","E":9,"s":"BTCUSDT","o":"1","h":"2","l":"0.5","c":"1.5","v":"10","q":"15.0","O":1,"C":2}',
      { kind: "figures", name: "ticker", values: { c: "1.5", q: "15", O: 1 } },
    ],
    [
      "mark price with funding",
      '{"e":"markPriceUpdate","E":9,"s":"BTCUSDT","p":"11794.15","i":"11784.6","P":"11784.2","r":"-0.00038167","T":1562306400000}',
      { kind: "figures", name: "mark-price", values: { p: "11794.15", r: "-0.00038167", T: 1562306400000 } },
    ],
    [
      "mark price of a delivery contract",
      '{"e":"markPriceUpdate","E":9,"s":"BTCUSD_240927","p":"1","i":"2","r":"","T":0}',
      { kind: "figures", name: "mark-price", values: { p: "1", i: "2" } },
    ],
    [
      "liquidation",
      '{"e":"forceOrder","E":9,"o":{"s":"BTCUSDT","S":"SELL","q":"0.014","p":"9910","X":"FILLED","z":"0.014","T":8}}',
      { kind: "figures", name: "liquidation", symbol: "BTCUSDT", values: { side: "SELL", q: "0.014", p: "9910" } },
    ],
  ])("of %s is read", (_name, text, expected) => {
    expect(decoded(text, true)).toMatchObject(expected);
  });

  test("whose integers are -0 has zeros", () => {
    expect(decoded('{"e":"trade","E":-0,"s":"A","t":-0,"p":"1","q":"1","T":-0,"m":true}')).toMatchObject({ eventMs: 0, tradeMs: 0, firstId: 0 });
  });

  test("without an event name and not a whole quote is control, and nobody meets its symbol", () => {
    for (const text of ['{"u":1,"s":"A","b":"1","B":"1","a":"1"}', '{"s":"A"}', '{ "s":"A"}']) {
      const decoder = newDecoder(false);
      expect(decoder.decode(frameOf(recv(text), 1))).toMatchObject([{ kind: "control" }]);
      expect(decoder.table.index.symbols).toEqual([]);
    }
  });

  test("that comes as an array is one message a member", () => {
    const array =
      '[{"e":"24hrMiniTicker","E":1,"s":"A","o":"1","h":"1","l":"1","c":"1","v":"1","q":"1"},{"e":"other"},{"e":"24hrMiniTicker","E":1,"s":"B"}]';
    expect(decoded(array)).toMatchObject([{ kind: "figures", symbol: "A" }, { kind: "control" }, { kind: "malformed" }]); // prettier-ignore
    expect(decoded("[]")).toEqual({ kind: "control" });
  });

  test.each([
    '{"result":null,"id":1}',
    "{}",
    "[]",
    "null",
    "1",
    '"text"',
    '{"e":"outboundAccountPosition"}',
    '{"stream":"x@depth5","data":{"lastUpdateId":1,"bids":[],"asks":[]}}',
  ])("that is well-formed but of no known stream is control: %s", (text) => expect(decoded(text)).toEqual({ kind: "control" }));

  test("of kinds other than recv and rest is control, whatever its text says", () => {
    expect(decoded(open())).toEqual({ kind: "control" });
    expect(decoded({ ...recv(tradeText({ id: 1, ms: 1, price: "1", qty: "1" })), kind: "send" })).toEqual({ kind: "control" });
  });

  test("with members named stream and data that are no wrapper is read as it stands, by either path", () => {
    const trade = '"e":"trade","E":1,"s":"A","t":1,"p":"1","q":"1","T":1,"m":true';
    for (const gap of ["", " "]) expect(decoded(`{${gap}${trade},"stream":"x","data":"y"}`)).toMatchObject({ kind: "trade", symbol: "A" });
  });

  test("about another worker's part is foreign and is not read, but its instrument is met", () => {
    const diff = diffText({ U: 1, u: 2, bids: "1 nonsense" });
    const analytics = partial(["analytics"]);
    expect(analytics.decode(frameOf(recv(diff), 1))).toMatchObject([{ kind: "foreign", slot: 0, part: "book" }]);
    const nothing = partial([]);
    for (const text of [diff, tradeText({ id: 1, ms: 1, price: "x", qty: "1" }), tradeText({ id: 1, ms: 1, price: "2", qty: "1" })]) {
      expect(nothing.decode(frameOf(recv(text), 1))).toMatchObject([{ kind: "foreign", slot: 0 }]);
    }
    expect(nothing.table.index.symbols).toEqual(["BTCUSDT"]);
  });

  test.each([
    ["a second symbol", '"s":"B"'],
    ["a second kind", '"e":"trade","E":1,"t":1,"p":"1","q":"1","T":1,"m":true'],
  ])("whose levels are followed by %s is malformed, and every worker has met the same instruments", (_name, second) => {
    const text = `{"e":"depthUpdate","s":"A","U":1,"u":2,"b":[["1","1"]],"a":[],${second}}`;
    const wrapped = `{"stream":"x","data":{"e":"depthUpdate","s":"A","U":1,"u":2,"b":[["1","1"]],"a":[]},"data":[{"e":"trade","s":"B"}]}`;
    for (const hostile of [text, wrapped]) {
      const owner = partial(["book"]);
      const other = partial(["analytics"]);
      expect(owner.decode(frameOf(recv(hostile), 1))).toMatchObject([{ kind: "malformed", slot: 0, part: "book", lostDepth: true }]);
      expect(other.decode(frameOf(recv(hostile), 1))).toMatchObject([{ kind: "foreign", slot: 0, part: "book" }]);
      expect(owner.table.index.symbols).toEqual(["A"]);
      expect(other.table.index.symbols).toEqual(["A"]);
    }
  });

  test("that is no JSON belongs to the instrument its stream names, where that is known", () => {
    const decoder = newDecoder(false);
    decoder.decode(frameOf(recv(diffText({ U: 1, u: 2 })), 1));
    const lost = (text: string): unknown => {
      const [message] = decoder.decode(frameOf(recv(text), 2));
      return [message?.kind, message?.slot, message?.part, message?.lostDepth];
    };
    expect(lost('{"stream":"btcusdt@depth@100ms","da')).toEqual(["malformed", 0, "book", true]);
    expect(lost('{"stream":"btcusdt@depth","data":{]')).toEqual(["malformed", 0, "book", true]);
    expect(lost('{"stream":"btcusdt@depth20","data":{]')).toEqual(["malformed", 0, "analytics", false]);
    expect(lost('{"stream":"btcusdt@bookTicker","data":{]')).toEqual(["malformed", 0, "book", false]);
    expect(lost('{"stream":"ethusdt@depth","data":{]')).toEqual(["malformed", -1, "book", true]);
    expect(lost("")).toEqual(["malformed", -1, "analytics", false]);
  });
});
