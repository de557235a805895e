import { describe, expect, test } from "vitest";
import { BYBIT_LINEAR, BYBIT_SPOT } from "../../../../src/core/venues/bybit/venues.ts";
import { open, recv, type Said, ScriptedDesk } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { bybitBook, bybitTrade } from "./text.ts";

for (const venue of [BYBIT_SPOT, BYBIT_LINEAR]) {
  venueContract({
    venue,
    script: [
      open(),
      recv('{"success":true,"ret_msg":"","conn_id":"x","req_id":"1","op":"subscribe"}'),
      recv(bybitBook("BTCUSDT", 100, "65114.20 6.054, 65114.10 0.002", "65114.30 1.5, 65114.40 2", "snapshot")),
      recv(bybitBook("ETHUSDT", 7, "1922.42 157.37", "1922.43 0.02", "snapshot")),
      recv(bybitBook("BTCUSDT", 101, "65114.20 0", "65114.30 1.25")),
      recv('{"success":true,"ret_msg":"pong","conn_id":"x","req_id":"","op":"ping"}'),
      recv(bybitBook("BTCUSDT", 102, "65113.00 0.004", "")),
      recv(bybitTrade("BTCUSDT", "a9188a0a", "Sell", "65114.10", "0.001")),
      recv(bybitBook("BTCUSDT", 103, "", "65114.40 0, 65115.00 123456789.123")),
      recv(bybitBook("ETHUSDT", 8, "1922.42 150", "")),
      recv(bybitBook("BTCUSDT", 104, "65114.10 0.003", "")),
    ],
    symbol: "BTCUSDT",
    bids: [
      ["65114.1", "0.003"],
      ["65113", "0.004"],
    ],
    asks: [
      ["65114.3", "1.25"],
      ["65115", "123456789.123"],
    ],
    diffs: [5, 7, 9],
  });
}

describe("Bybit", () => {
  const snapshot = bybitBook("BTCUSDT", 100, "10 1", "11 1", "snapshot");
  const at = (path: string, conn: string): Said => ({ ...open(1, conn), url: `wss://stream.bybit.com/v5/public/${path}` });

  test("keeps the books of two markets apart that share a recording and their symbols", () => {
    const other = bybitBook("BTCUSDT", 500, "20 1", "21 1", "snapshot");
    const script = [at("linear", "a"), at("spot", "b"), recv(snapshot, "a"), recv(other, "b"), recv(bybitBook("BTCUSDT", 101, "10 2", ""), "a")];
    const spot = new ScriptedDesk({ venue: BYBIT_SPOT }).hear(...script).report("bybit-spot:BTCUSDT");
    const linear = new ScriptedDesk({ venue: BYBIT_LINEAR }).hear(...script).report("bybit-linear:BTCUSDT");
    expect([spot.quality, spot.bids, linear.quality, linear.bids]).toEqual(["live", [["20", "1"]], "live", [["10", "2"]]]);
  });

  test("takes a delta numbered 1 for a new beginning: the service was restarted", () => {
    const script = [open(), recv(snapshot), recv(bybitBook("BTCUSDT", 1, "8 1", "9 1"))];
    const report = new ScriptedDesk({ venue: BYBIT_SPOT }).hear(...script).report("bybit-spot:BTCUSDT");
    expect(report).toMatchObject({ quality: "live", gaps: [], bids: [["8", "1"]], asks: [["9", "1"]], lastUpdateId: 1 });
  });

  test("reads of two depths of a book the one that sent the last snapshot, until that one ends", () => {
    const deep = (text: string): string => text.replace("orderbook.200", "orderbook.500");
    const ask: Said = { ...recv('{"req_id":"7","op":"unsubscribe","args":["orderbook.200.BTCUSDT"]}'), kind: "send" };
    const desk = new ScriptedDesk({ venue: BYBIT_SPOT }).hear(
      open(),
      recv(snapshot),
      recv(deep(bybitBook("BTCUSDT", 700, "10 7", "11 7", "snapshot"))),
      recv(bybitBook("BTCUSDT", 101, "10 2", "")),
      recv(deep(bybitBook("BTCUSDT", 701, "10 8", ""))),
      ask,
      recv('{"success":true,"ret_msg":"","conn_id":"x","req_id":"7","op":"unsubscribe"}'),
    );
    expect(desk.report("bybit-spot:BTCUSDT")).toMatchObject({ quality: "live", bids: [["10", "8"]], lastUpdateId: 701, gaps: [], epoch: 1 });
    desk.hear(recv(bybitBook("BTCUSDT", 300, "9 1", "11 1", "snapshot")), recv(bybitBook("BTCUSDT", 301, "9 2", "")));
    expect(desk.report("bybit-spot:BTCUSDT")).toMatchObject({ quality: "live", bids: [["9", "2"]], lastUpdateId: 301 });
  });

  test("is exact beyond 2^53, where doubles would be equal", () => {
    const at = (u: string, book: string): Said => recv(book.replace(/"u":\d+/, `"u":${u}`));
    const desk = new ScriptedDesk({ venue: BYBIT_SPOT }).hear(
      open(),
      at("9007199254740992", snapshot),
      at("9007199254740993", bybitBook("BTCUSDT", 5, "10 2", "")),
    );
    expect(desk.report("bybit-spot:BTCUSDT")).toMatchObject({ quality: "live", bids: [["10", "2"]], lastUpdateId: "9007199254740993" });
    desk.hear(at("9007199254740995", bybitBook("BTCUSDT", 5, "10 3", "")));
    expect(desk.report("bybit-spot:BTCUSDT").gaps).toEqual([{ fromRx: 4, toRx: null, cause: "sequence" }]);
  });

  test("has no book after the end of its subscription was confirmed, and takes nothing until the next snapshot", () => {
    const ask: Said = { ...recv('{"req_id":"7","op":"unsubscribe","args":["orderbook.200.BTCUSDT","tickers.BTCUSDT"]}'), kind: "send" };
    const desk = new ScriptedDesk({ venue: BYBIT_SPOT }).hear(open(), recv(snapshot), ask);
    expect(desk.report("bybit-spot:BTCUSDT").quality).toBe("live");
    desk.hear(recv('{"success":true,"ret_msg":"","conn_id":"x","req_id":"7","op":"unsubscribe"}'));
    expect(desk.report("bybit-spot:BTCUSDT")).toMatchObject({ quality: "syncing", bids: [], gaps: [] });
    desk.hear(recv(bybitBook("BTCUSDT", 101, "10 2", "")));
    expect(desk.ledger.rejected).toEqual({ unsynced: 1 });
  });

  test("merges what a ticker of a derivative says piece by piece", () => {
    const ticker = (type: string, data: object): Said =>
      recv(JSON.stringify({ topic: "tickers.BTCUSDT", type, data: { symbol: "BTCUSDT", ...data }, ts: 5 }));
    const desk = new ScriptedDesk({ venue: BYBIT_LINEAR }).hear(
      open(),
      ticker("snapshot", { lastPrice: "10.50", volume24h: "100", markPrice: "10.4", fundingRate: "" }),
      ticker("delta", { lastPrice: "10.60" }),
      ticker("delta", { bid1Price: "10.55", bid1Size: "3" }),
    );
    expect(desk.ledger).toMatchObject({ applied: 3, control: 1 });
    const figures = desk.desk.find("bybit-linear:BTCUSDT")?.analytics?.figures;
    expect(figures?.get("ticker")?.values).toEqual({ lastPrice: "10.6", volume24h: "100" });
    expect(figures?.get("mark-price")?.values).toEqual({ markPrice: "10.4" });
    expect(figures?.has("funding")).toBe(false);
  });
});
