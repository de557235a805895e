import { describe, expect, test } from "vitest";
import { instrumentId, splitInstrumentId } from "../../../../src/core/market/instrument.ts";
import { liveProfileOf } from "../../../../src/core/venues/live-profiles.ts";
import { venueNamed } from "../../../../src/core/venues/all-venues.ts";
import type { Venue } from "../../../../src/core/venues/venue.ts";
import { open, recv, type Said, ScriptedDesk } from "../../frames.ts";

const VENUE = venueNamed("ccxt:kucoin") as Venue;
const ID = "ccxt:kucoin:BTC/USDT:USDT";
const SYMBOL = "BTC/USDT:USDT";
const MS = 1_700_000_000_000;

const say = (event: object): Said => recv(JSON.stringify(event));
const book = (n: number, full: boolean, bids: unknown, asks: unknown, extra: object = {}): Said =>
  say({ unified: "book", symbol: SYMBOL, n, full, depth: 100, ms: MS + n, bids, asks, ...extra });
const trade = (id: string, extra: object = {}): Said =>
  say({ unified: "trade", symbol: SYMBOL, id, ms: MS, side: "buy", price: 100.5, amount: 2e-7, ...extra });

const desk = (...script: Said[]): ScriptedDesk => new ScriptedDesk({ venue: VENUE }).hear(open(), ...script);
const FULL = book(1, true, [[99.5, 1]], [[100.5, 1e-7]]);

describe("unified events of a ccxt exchange", () => {
  test("make books whose quality is unverified, with exponents read exactly", () => {
    expect(desk(FULL, book(2, false, [[99.5, 0], [99.4, 2]], [])).report(ID)).toMatchObject({
      quality: "unverified",
      gaps: [],
      bids: [["99.4", "2"]],
      asks: [["100.5", "0.0000001"]],
    }); // prettier-ignore
  });

  test("make trades that are counted once by the exchange's id, whatever that looks like, and always where it has none", () => {
    const report = desk(trade("9007199254740993"), trade("a-b"), trade("9007199254740993"), trade(""), trade("")).report(ID);
    expect(report).toMatchObject({ trades: 4, lastTrade: { price: "100.5", qty: "0.0000002", side: "buy", eventMs: MS } });
  });

  test("give a trade without a time of its own the one at which it came", () => {
    expect(desk(trade("1", { ms: null, receivedMs: MS + 5 })).report(ID).lastTrade?.eventMs).toBe(MS + 5);
  });

  test("of a lost book are a gap until its next whole state", () => {
    const lost = [FULL, book(3, false, [], [], { lost: "crossed" })];
    expect(desk(...lost).report(ID)).toMatchObject({ quality: "gap", bids: [], gaps: [{ fromRx: 3, toRx: null, cause: "sequence" }] });
    expect(desk(...lost, book(4, true, [[99, 1]], [[101, 1]])).report(ID)).toMatchObject({
      quality: "unverified",
      resyncs: 1,
      gaps: [{ fromRx: 3, toRx: 4 }],
    });
  });

  test("that are missing between two others are a gap, and twice the same one is none", () => {
    expect(desk(FULL, book(3, false, [[99.4, 2]], [])).report(ID).quality).toBe("gap");
    expect(desk(FULL, book(2, false, [[99.4, 2]], []), book(2, false, [[99.4, 2]], [])).report(ID)).toMatchObject({
      quality: "unverified",
      deltas: { applied: 1, duplicate: 1 },
    });
  });

  test.each([
    ["NaN", [["NaN", 1]]],
    ["infinite", [["Infinity", 1]]],
    ["null, as JSON writes NaN", [[null, 1]]],
    ["negative", [[-99, 1]]],
    ["zero", [[0, 1]]],
    ["crossed", [[101, 1]]],
    ["no list", "levels"],
  ])("with levels that are %s are refused, and the book with them", (_, bids) => {
    const report = desk(FULL, book(2, false, bids, [])).report(ID);
    expect(report).toMatchObject({ quality: "gap", bids: [], asks: [] });
  });

  test.each([
    ["without a side", { side: "" }],
    ["at a price that is none", { price: "NaN" }],
    ["of a negative amount", { amount: -1 }],
    ["of no amount", { amount: 0 }],
    ["without any time", { ms: null }],
  ])("of a trade %s are refused and counted", (_, extra) => {
    const told = desk(trade("1"), trade("2", extra));
    expect(told.report(ID).trades).toBe(1);
    expect(told.ledger.rejected).toEqual({ malformed: 1 });
  });

  test("that answer or tell of a break are control", () => {
    const told = desk(say({ unified: "answer", id: 1, error: null }), say({ unified: "break", symbol: SYMBOL, stream: "trade", reason: "closed" }));
    expect(told.ledger).toMatchObject({ control: 3, rejected: {} });
  });
});

describe("a venue behind ccxt", () => {
  test("is known by its name where ccxt streams it publicly, and not otherwise", () => {
    expect(VENUE.title).toBe("KuCoin through ccxt");
    expect(venueNamed("ccxt:kucoin")).toBe(VENUE);
    for (const name of ["ccxt:", "ccxt:nowhere", "ccxt:alpaca", "kucoin", "ccxt:__proto__"]) {
      expect(venueNamed(name)).toBeUndefined();
      expect(liveProfileOf(name)).toBeUndefined();
    }
  });

  test("has instruments whose venue and symbol can be told apart again", () => {
    expect(splitInstrumentId(instrumentId("ccxt:kucoin", SYMBOL))).toEqual({ venue: "ccxt:kucoin", symbol: SYMBOL });
    expect(splitInstrumentId("binance:A:B")).toEqual({ venue: "binance", symbol: "A:B" });
  });

  test("is spoken to at the socket of its process alone, in messages that name what is wanted", () => {
    const profile = liveProfileOf("ccxt:kucoin");
    expect(profile?.addresses(null)).toBeNull();
    expect(profile?.addresses("http://127.0.0.1:80")).toBeNull();
    const [route] = profile?.addresses("ws://127.0.0.1:80/ab12")?.routes ?? [];
    const streams = route?.streams(SYMBOL) ?? [];
    expect(profile?.subscribeTexts(streams, 7)).toEqual([JSON.stringify({ op: "subscribe", id: 7, book: [SYMBOL], trade: [SYMBOL] })]);
    expect(profile?.readAnswer('{"unified":"answer","id":7,"error":"no"}')).toEqual({ id: 7, error: "no" });
    expect(profile?.readAnswer('{"id":7}')).toBeNull();
    expect(profile?.symbolFault("BTC USDT")).not.toBeNull();
    expect(profile?.symbolFault("币安人生/USDT")).toBeNull();
  });
});
