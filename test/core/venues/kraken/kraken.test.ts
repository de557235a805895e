import { describe, expect, test } from "vitest";
import { crc32 } from "../../../../src/core/book/crc32.ts";
import { KrakenDecoder } from "../../../../src/core/venues/kraken/decoder.ts";
import { KRAKEN } from "../../../../src/core/venues/kraken/venue.ts";
import { close, frameOf, open, recv, ScriptedDesk } from "../../frames.ts";
import { krakenTrade, KrakenBookText } from "./text.ts";

const ID = "kraken:BTC/USD";
const desk = (): ScriptedDesk => new ScriptedDesk({ venue: KRAKEN });

/** Twelve bids from `top` down, and as many asks above. */
function deep(top: number): [bids: string, asks: string] {
  const levels = (direction: number): string => Array.from({ length: 12 }, (_, n) => `${(top + direction * (n + 1)).toFixed(1)} 1.00000000`).join();
  return [levels(-1), levels(1)];
}

describe("the depth of a Kraken book", () => {
  test("is the one in the answer to the subscription, and the book is cut to it after every message", () => {
    const btc = new KrakenBookText("BTC/USD", 10);
    const script = desk().hear(recv(btc.answer()), recv(btc.snapshot(...deep(100))));
    expect(script.report(ID)).toMatchObject({ quality: "live", bidLevels: 10, askLevels: 10, checksums: { ok: 1, failed: 0 } });
    // A new best bid pushes the tenth out; when it goes again the venue sends the tenth anew.
    script.hear(recv(btc.update("99.5 2.00000000", "")));
    expect(script.report(ID)).toMatchObject({ bidLevels: 10, bids: expect.arrayContaining([["99.5", "2"], ["91", "1"]]) as unknown }); // prettier-ignore
    script.hear(recv(btc.update("99.5 0.00000000, 90.0 3.00000000", "")));
    expect(script.report(ID)).toMatchObject({ quality: "live", checksums: { ok: 3, failed: 0 }, bidLevels: 10 });
    expect(script.report(ID).bids.at(-1)).toEqual(["90", "3"]);
  });

  test("that is not cut is a mutant the next checksum catches", () => {
    const btc = new KrakenBookText("BTC/USD", 10);
    const script = desk().hear(recv(btc.answer().replace('"depth":10', '"depth":1000')), recv(btc.snapshot(...deep(100))));
    script.hear(recv(btc.update("99.5 2.00000000", "")), recv(btc.update("99.0 0.00000000, 99.5 0.00000000, 89.5 1.00000000", "")));
    expect(script.report(ID).gaps).toMatchObject([{ cause: "checksum" }]);
  });

  test.each([
    [8, 10],
    [10, 10],
    [12, 25],
  ])("where nobody recorded the answer is the least on offer that holds a snapshot of %d levels: %d", (count, depth) => {
    const btc = new KrakenBookText("BTC/USD", 1000);
    const [bids, asks] = deep(100);
    const some = (levels: string): string => levels.split(",").slice(0, count).join();
    const script = desk().hear(recv(btc.snapshot(some(bids), some(asks))));
    const more = Array.from({ length: 40 }, (_, n) => `${(50 - n).toFixed(1)} 1.00000000`).join();
    script.hear(recv(btc.update(more, "")));
    expect(script.report(ID)).toMatchObject({ quality: "live", bidLevels: depth });
  });

  test("is forgotten with its connection", () => {
    const btc = new KrakenBookText("BTC/USD", 10);
    const script = desk().hear(open(), recv(btc.answer()), recv(btc.snapshot(...deep(100))), close(), open(2));
    script.hear(recv(new KrakenBookText("BTC/USD", 1000).snapshot(...deep(100))));
    expect(script.report(ID)).toMatchObject({ quality: "live", bidLevels: 12 });
  });
});

describe("Kraken's other channels", () => {
  test("tell trades apart whose ids are beyond 2^53", () => {
    const trade = krakenTrade("BTC/USD", 77, "63005.0", "0.5");
    const ids = ["9007199254740993", "9007199254740992", "9007199254740993"];
    const script = desk().hear(...ids.map((id) => recv(trade.replace('"trade_id":77', `"trade_id":${id}`))));
    expect(script.report(ID).trades).toBe(2);
  });

  test("show trades once each by their number, the best bid and ask, the ticker and candles", () => {
    const script = desk().hear(
      recv(krakenTrade("BTC/USD", 9_007_199_254_740_991, "63005.0", "0.5")),
      recv(krakenTrade("BTC/USD", 9_007_199_254_740_991, "63005.0", "0.5")),
      recv(
        '{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":63004.9,"bid_qty":0.5,"ask":63005.0,"ask_qty":2.0,"last":63005.0,"volume":10.5,"vwap":63000.1,"low":62000,"high":64000,"change":-12.5,"change_pct":-0.02}]}',
      ),
      recv(
        '{"channel":"ohlc","type":"update","data":[{"symbol":"BTC/USD","open":1,"high":3,"low":1,"close":2.5,"trades":7,"volume":1e-8,"vwap":2,"interval_begin":"2026-08-01T02:53:00.000000000Z","interval":1,"timestamp":"2026-08-01T02:54:00.000000Z"}]}',
      ),
    );
    expect(script.ledger).toMatchObject({ applied: 3, duplicate: 1, rejected: {} });
    const { book, analytics } = script.desk.find(ID) ?? {};
    expect(book?.quote).toMatchObject({ bidPrice: 630_049, askPrice: 630_050, scale: { price: 1, qty: 1 } });
    expect(analytics?.figures.get("ticker")?.values).toMatchObject({ change: "-12.5", vwap: "63000.1" });
    expect(analytics?.figures.get("kline")?.values).toMatchObject({ volume: "0.00000001", close: "2.5", trades: 7 });
    expect(script.report(ID)).toMatchObject({ trades: 1, lastTrade: { price: "63005", side: "buy", eventMs: Date.UTC(2026, 7, 1, 2, 53, 54) } });
  });

  test("of candles say when they were sent, not when the candle will end: trades of the minute are in time", () => {
    const candle = '{"symbol":"BTC/USD","open":1,"high":3,"low":1,"close":2.5,"trades":7,"volume":1,"vwap":2,"interval_begin":"2026-08-01T02:53:00.000000000Z","interval":1,"timestamp":"2026-08-01T02:54:00.000000Z"}'; // prettier-ignore
    const eventMs = (envelope: string) => new KrakenDecoder(() => []).decode(frameOf(recv(`{"channel":"ohlc","type":"update",${envelope}"data":[${candle}]}`), 1))[0]?.eventMs; // prettier-ignore
    expect(eventMs('"timestamp":"2026-08-01T02:53:01.250000Z",')).toBe(Date.UTC(2026, 7, 1, 2, 53, 1, 250));
    expect(eventMs("")).toBe(0);
  });

  test("of symbols in any script are instruments like others", () => {
    const script = desk().hear(recv(krakenTrade("币安人生/USD", 1, "1.5", "2")), recv(krakenTrade("__proto__/USD", 1, "1.5", "2")));
    expect(script.report("kraken:币安人生/USD").trades).toBe(1);
    expect(script.report("kraken:__proto__/USD").trades).toBe(1);
  });

  test.each([
    ["no type", { type: undefined }],
    ["another type", { type: "resync" }],
    ["data that is no list", { data: {} }],
    ["an entry that is no object", { data: [1] }],
    ["no symbol", { data: [{ bids: [], asks: [], checksum: 0 }] }],
  ])("a book message with %s is malformed and costs no other book", (_what, change) => {
    const eth = new KrakenBookText("ETH/USD");
    const script = desk().hear(
      recv(eth.snapshot("9.0 1.0", "11.0 1.0")),
      recv(JSON.stringify({ channel: "book", type: "update", data: [], ...change })),
    );
    expect(script.ledger.rejected).toEqual({ malformed: 1 });
    expect(script.report("kraken:ETH/USD").quality).toBe("live");
  });

  test.each([
    ["no checksum", (text: string) => text.replace(/"checksum":\d+,/, "")],
    ["a checksum beyond 32 bits", (text: string) => text.replace(/"checksum":\d+/, '"checksum":4294967296')],
    ["a price of 0", (text: string) => text.replace('"price":99.0', '"price":0.0')],
    ["a negative quantity", (text: string) => text.replace('"qty":5.0', '"qty":-5.0')],
    ["a quantity that is no number", (text: string) => text.replace('"qty":5.0', '"qty":"NaN"')],
    ["a level that is a list", (text: string) => text.replace('{"price":99.0,"qty":5.0}', "[99.0,5.0]")],
    ["no bids", (text: string) => text.replace('"bids"', '"bid"')],
  ])("a book message with %s is malformed and loses its own book", (_what, spoil) => {
    const btc = new KrakenBookText("BTC/USD");
    const script = desk().hear(recv(btc.snapshot("99.0 1.0", "101.0 1.0")), recv(spoil(btc.update("99.0 5.0", ""))));
    expect(script.report(ID)).toMatchObject({ quality: "gap", gaps: [{ fromRx: 2, toRx: null, cause: "malformed" }] });
    expect(script.ledger.rejected).toEqual({ malformed: 1 });
  });
});

describe("Kraken's API v1, out of old recordings", () => {
  const V1 = "kraken:XBT/USD";
  const digits = (...levels: string[]): string => levels.map((level) => level.replace(".", "").replace(/^0+/, "")).join("");
  const snapshot =
    '[336,{"as":[["101.50000","2.00000000","1617666469.1"]],"bs":[["99.10000","1.00000000","1617666468.2"],["98.00000","3.00000000","1617666460.0"]]},"book-10","XBT/USD"]';

  test("is read: snapshots without a checksum, updates with one, and a message in two bodies whose last has it", () => {
    const first = crc32(digits("101.50000", "2.00000000", "99.10000", "1.50000000", "98.00000", "3.00000000"));
    const second = crc32(digits("101.50000", "4.00000000", "99.10000", "1.50000000"));
    const script = desk().hear(
      recv('{"channelID":336,"channelName":"book-10","event":"subscriptionStatus","pair":"XBT/USD","status":"subscribed"}'),
      recv(snapshot),
      recv(`[336,{"b":[["99.10000","1.50000000","1617666470.123456","r"]],"c":"${first}"},"book-10","XBT/USD"]`),
      recv(
        `[336,{"a":[["101.50000","4.00000000","1617666471.5"]]},{"b":[["98.00000","0.00000000","1617666471.5"]],"c":"${second}"},"book-10","XBT/USD"]`,
      ),
      recv('{"event":"heartbeat"}'),
    );
    expect(script.report(V1)).toMatchObject({ quality: "live", checksums: { ok: 2, failed: 0 }, bids: [["99.1", "1.5"]], asks: [["101.5", "4"]] });
    expect(script.desk.eventMs).toBe(1_617_666_471_500);
    expect(script.ledger).toMatchObject({ applied: 3, control: 2, rejected: {} });
  });

  test("a two-sided message of which only the last body is applied is a mutant its checksum catches", () => {
    const both = crc32(digits("101.50000", "4.00000000", "99.10000", "1.00000000"));
    const script = desk().hear(recv(snapshot), recv(`[336,{"b":[["98.00000","0.00000000","1617666471.5"]],"c":"${both}"},"book-10","XBT/USD"]`));
    expect(script.report(V1).gaps).toMatchObject([{ cause: "checksum" }]);
  });

  test("trades have no id and count each; spreads are the best bid and ask", () => {
    const trade =
      '[337,[["99.5","0.10000000","1617666469.061379","s","l",""],["99.5","0.20000000","1617666469.061379","b","m",""]],"trade","XBT/USD"]';
    const script = desk().hear(recv(trade), recv(trade), recv('[338,["99.1","101.5","1617666469.1","1.0","2.0"],"spread","XBT/USD"]'));
    expect(script.report(V1)).toMatchObject({ trades: 4, lastTrade: { price: "99.5", qty: "0.2", side: "buy", eventMs: 1_617_666_469_061 } });
    expect(script.desk.find(V1)?.book?.quote).toMatchObject({ bidPrice: 991, askPrice: 1015 });
  });

  test.each(["[]", "[1]", '[1,{},"book-10"]', '[1,{},"book-10",7]', "[1,2,3,4]"])("%s is malformed", (text) => {
    expect(desk().hear(recv(text)).ledger.rejected).toEqual({ malformed: 1 });
  });
});
