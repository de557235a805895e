import { afterAll, describe, expect, test } from "vitest";
import { type Line, aggTrade, answered, bookTicker, closed, diffMessage, kline, opened, received, sent, trade, tradeMessage } from "./recording.ts";
import { foldLines, NOTHING, UNREADABLE, live } from "./replayed-lines.ts";
import { type LedgerReport, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const fold = (lines: readonly Line[], venue?: string) => foldLines(bench, lines, venue);

describe("the ledger", { timeout: 60_000 }, () => {
  test("control counts sends, opens, closes, answers that change no instrument and well-formed messages of unknown streams", () => {
    const lines = [
      opened(),
      sent('{"method":"SUBSCRIBE","params":["btcusdt@depth"],"id":1}'),
      received({ result: null, id: 1 }),
      received({ stream: "btcusdt@composition", data: { e: "compositeIndex", s: "BTCUSDT", E: 1 } }),
      received({ e: "serverShutdown", E: 1 }),
      answered("https://api.example/api/v3/exchangeInfo", { symbols: [] }),
      answered("https://api.example/api/v3/depth?symbol=BTCUSDT", { code: -1003, msg: "Too many requests." }),
      closed(),
    ];
    const { ledger, instruments } = fold(lines);
    expect(ledger).toEqual({ ...NOTHING, received: 8, control: 8 });
    expect(instruments).toEqual({});
  });

  test("bookTicker, kline and ticker are applied and give an instrument without a book, which is syncing", () => {
    const mini = (s: string): object => ({ e: "24hrMiniTicker", E: 1_000, s, c: "1", o: "1", h: "1", l: "1", v: "1", q: "1" });
    for (const line of [
      bookTicker("BTCUSDT", 7),
      kline("BTCUSDT", 0, 1_000),
      received({ stream: "!miniTicker@arr", data: [mini("ETHUSDT"), mini("BTCUSDT")] }),
    ]) {
      const { ledger, btc } = fold([line]);
      expect(ledger).toEqual({ ...NOTHING, received: 1, applied: 1 });
      expect(btc).toMatchObject({ quality: "syncing", epoch: 0, gaps: [], trades: 0, lastTrade: null, ...UNREADABLE });
    }
  });

  test("a frame of several parts counts once, as the first of rejected, buffered, applied, duplicate, stale that one of them met", () => {
    const one = (id: number): unknown => tradeMessage({ id }).data;
    const waiting = diffMessage({ symbol: "ETHUSDT", first: 1, last: 1 }).data;
    const start = [...live, trade({ id: 1 })];
    const met = (parts: unknown[]): Partial<LedgerReport> => fold([...start, received({ stream: "!all@arr", data: parts })]).ledger;
    expect(met([one(1), one(1)])).toEqual({ ...NOTHING, received: 4, applied: 3, duplicate: 1 });
    expect(met([one(1), one(2)])).toEqual({ ...NOTHING, received: 4, applied: 4 });
    expect(met([one(1), one(2), waiting])).toEqual({ ...NOTHING, received: 4, applied: 3, buffered: 1 });
    expect(met([waiting, one(2), { ...tradeMessage({ id: 3 }).data, p: "x" }])).toEqual({
      ...NOTHING,
      received: 4,
      applied: 3,
      rejected: { malformed: 1 },
    });
  });
});

describe("trades", { timeout: 60_000 }, () => {
  test("a repeated id counts once and is a duplicate in the ledger", () => {
    const { ledger, btc } = fold([trade({ id: 1 }), trade({ id: 2 }), trade({ id: 1 }), trade({ id: 2, price: "99", tradeMs: 9_000 })]);
    expect(ledger).toEqual({ ...NOTHING, received: 4, applied: 2, duplicate: 2 });
    expect(btc).toMatchObject({ trades: 2, lastTrade: { price: "15", eventMs: 1_000 }, deltas: { duplicate: 0 } });
  });

  test("every trade message counts whatever its X, and can be the last", () => {
    const { btc } = fold(
      [trade({ id: 1, type: "MARKET" }), trade({ id: 2, type: "NA", price: "0", qty: "0" }), trade({ id: 3, type: "INSURANCE_FUND", price: "16" })],
      "binance-usdm",
    );
    expect(btc).toMatchObject({ trades: 3, lastTrade: { price: "16" } });
  });

  test("the last trade is the last by T, never by E or arrival, then by id", () => {
    const { btc } = fold([
      trade({ id: 5, tradeMs: 2_000, eventMs: 2_000, price: "5" }),
      trade({ id: 4, tradeMs: 2_000, eventMs: 8_000, price: "4" }),
      trade({ id: 9, tradeMs: 1_999, eventMs: 9_999, price: "9" }),
    ]);
    expect(btc.lastTrade).toEqual({ price: "5", qty: "1", side: "buy", eventMs: 2_000 });
  });

  test("the side is the aggressor's: where the buyer was the maker it is a sell", () => {
    expect(fold([trade({ id: 1, buyerIsMaker: true })]).btc.lastTrade?.side).toBe("sell");
    expect(fold([trade({ id: 1, buyerIsMaker: false })]).btc.lastTrade?.side).toBe("buy");
  });

  test("an aggTrade is no trade message", () => {
    expect(fold([aggTrade({ id: 1, first: 1, last: 3 })])).toMatchObject({ ledger: { applied: 1 }, btc: { trades: 0, lastTrade: null } });
  });
});
