import { describe, expect, test } from "vitest";
import { BINANCE_SPOT, BINANCE_USDM } from "../../../../src/core/venues/binance/venues.ts";
import { depthAnswer, recv, ScriptedDesk } from "../../frames.ts";

/** 2^53: from here on two ids may be one double. */
const BASE = 9_007_199_254_740_992n;

const diff = (first: bigint, last: bigint, prev?: bigint): string =>
  `{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1723161253937,"s":"BTCUSDT","U":${first},"u":${last},${prev === undefined ? "" : `"pu":${prev},`}"b":[["10","${last - BASE}"]],"a":[]}}`;
const snapshot = (id: bigint) => depthAnswer("BTCUSDT", `{"lastUpdateId":${id},"bids":[["10","1"]],"asks":[["11","1"]]}`);
const trade = (id: bigint): string =>
  `{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161253937,"T":1723161253937,"s":"BTCUSDT","t":${id},"p":"10.5","q":"1","m":true}}`;

describe("ids of Binance beyond 2^53", () => {
  test("are exact on spot, where a double would see no hole", () => {
    const desk = new ScriptedDesk({ venue: BINANCE_SPOT });
    desk.hear(snapshot(BASE + 5n), recv(diff(BASE + 4n, BASE + 7n)), recv(diff(BASE + 8n, BASE + 9n)), recv(diff(BASE + 8n, BASE + 9n)));
    expect(desk.report("binance:BTCUSDT")).toMatchObject({ quality: "live", lastUpdateId: String(BASE + 9n), bids: [["10", "9"]] });
    expect(desk.report("binance:BTCUSDT").deltas).toEqual({ applied: 2, stale: 0, duplicate: 1 });
    desk.hear(recv(diff(BASE + 11n, BASE + 12n)));
    expect(desk.report("binance:BTCUSDT").gaps).toEqual([{ fromRx: 5, toRx: null, cause: "sequence" }]);
  });

  test("are exact on futures, where each names the one before it", () => {
    const desk = new ScriptedDesk({ venue: BINANCE_USDM });
    desk.hear(recv(diff(BASE + 1n, BASE + 3n, BASE - 1n)), snapshot(BASE + 3n), recv(diff(BASE + 6n, BASE + 7n, BASE + 3n)));
    expect(desk.report("binance-usdm:BTCUSDT")).toMatchObject({ quality: "live", lastUpdateId: String(BASE + 7n) });
    desk.hear(recv(diff(BASE + 9n, BASE + 10n, BASE + 8n)));
    expect(desk.report("binance-usdm:BTCUSDT").gaps).toMatchObject([{ cause: "sequence" }]);
  });

  test("are refused where no 64-bit integer holds them: a book that took one would know every later update for a repeat", () => {
    const desk = new ScriptedDesk({ venue: BINANCE_SPOT }).hear(snapshot(BASE), recv(diff(BASE + 1n, BASE + 1n)));
    desk.hear(recv(diff(BASE + 2n, 2n ** 63n)));
    expect(desk.report("binance:BTCUSDT").gaps).toEqual([{ fromRx: 3, toRx: null, cause: "malformed" }]);
  });

  test("tell trades apart, and repeats of them", () => {
    const desk = new ScriptedDesk({ venue: BINANCE_SPOT }).hear(...[1n, 0n, 1n, -1n].map((n) => recv(trade(BASE + n))));
    expect(desk.report("binance:BTCUSDT").trades).toBe(3);
    expect(desk.ledger).toMatchObject({ applied: 3, duplicate: 1 });
  });
});
