import { describe, expect, test } from "vitest";
import { BITGET_PERP, BITGET_SPOT } from "../../../../src/core/venues/bitget/venues.ts";
import { open, recv, ScriptedDesk } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { BitgetBookText, type BitgetProof } from "./text.ts";

const CASES = [
  [BITGET_SPOT, "sp", "checksum"],
  [BITGET_SPOT, "SPOT", "ids"],
  [BITGET_PERP, "mc", "checksum"],
  [BITGET_PERP, "USDT-FUTURES", "ids"],
] as const satisfies readonly (readonly [typeof BITGET_SPOT, string, BitgetProof])[];

const trade = (instType: string, row: unknown, action = "update"): string =>
  JSON.stringify({ action, arg: { instType, channel: "trade", instId: "BTCUSDT" }, data: [row] });

for (const [venue, type, proof] of CASES) {
  const btc = new BitgetBookText("BTCUSDT", type, proof);
  const eth = new BitgetBookText("ETHUSDT", type, proof);
  const row =
    proof === "ids"
      ? { ts: "1649290077777", price: "30236.20", size: "0.5", side: "buy", tradeId: "1" }
      : ["1649290077777", "30236.20", "0.5", "buy"];
  venueContract({
    venue,
    script: [
      open(),
      recv(JSON.stringify({ event: "subscribe", arg: { instType: type, channel: "books", instId: "BTCUSDT" } })),
      recv(btc.message("snapshot", "30236.10 0.18050747, 30234.00 0.052", "30236.20 0.001, 30243.90 0.0002")),
      recv(eth.message("snapshot", "2500.1 15", "2500.2 20")),
      recv(btc.message("update", "30236.10 0", "30236.20 0.0030")),
      recv("pong"),
      recv(btc.message("update", "30235.00 1.00", "")),
      recv(trade(type, row)),
      recv(btc.message("update", "", "30243.90 0, 30250.00 123456789.12345678")),
      recv(eth.message("update", "2500.1 16", "")),
      recv(btc.message("update", "30234.00 0.053", "")),
    ],
    symbol: "BTCUSDT",
    bids: [
      ["30235", "1"],
      ["30234", "0.053"],
    ],
    asks: [
      ["30236.2", "0.003"],
      ["30250", "123456789.12345678"],
    ],
    diffs: [5, 7, 9],
  });
}

describe("Bitget", () => {
  test("keeps spot and perpetual markets of the same name apart", () => {
    const [spot, perp] = [new BitgetBookText("BTCUSDT", "SPOT", "ids"), new BitgetBookText("BTCUSDT", "USDT-FUTURES", "ids")];
    const script = [open(), recv(spot.message("snapshot", "10 1", "11 1")), recv(perp.message("snapshot", "20 1", "21 1"))];
    expect(new ScriptedDesk({ venue: BITGET_SPOT }).hear(...script).report("bitget-spot:BTCUSDT").bids).toEqual([["10", "1"]]);
    expect(new ScriptedDesk({ venue: BITGET_PERP }).hear(...script).report("bitget-perp:BTCUSDT").bids).toEqual([["20", "1"]]);
  });

  test("takes trades of the time before a subscription, and after a second one only those later than any that it knows", () => {
    const history = (...rows: string[][]): string =>
      JSON.stringify({ action: "snapshot", arg: { instType: "sp", channel: "trade", instId: "BTCUSDT" }, data: rows });
    const desk = new ScriptedDesk({ venue: BITGET_SPOT }).hear(
      open(),
      recv(history(["1649290077777", "10", "1", "sell"], ["1649290077777", "9", "1", "buy"])),
      recv(trade("sp", ["1649290077778", "11", "1", "buy"])),
      recv(trade("sp", ["1649290077778", "11", "1", "buy"])),
      recv(history(["1649290077779", "12", "1", "buy"], ["1649290077778", "11", "1", "buy"], ["1649290077777", "10", "1", "sell"])),
    );
    expect(desk.report("bitget-spot:BTCUSDT")).toMatchObject({ trades: 5, lastTrade: { price: "12" } });
    desk.hear(recv(history(["1649290077779", "12", "1", "buy"], ["1649290077778", "11", "1", "buy"])));
    expect(desk.report("bitget-spot:BTCUSDT").trades).toBe(5);
    expect(desk.ledger).toMatchObject({ applied: 4, duplicate: 1 });
  });

  test("counts a trade that has an id once, whether it is told of the time before or after", () => {
    const row = { ts: "1649290077779", price: "12", size: "1", side: "buy", tradeId: "9" };
    const desk = new ScriptedDesk({ venue: BITGET_SPOT }).hear(open(), recv(trade("SPOT", row, "snapshot")), recv(trade("SPOT", row)));
    expect(desk.report("bitget-spot:BTCUSDT").trades).toBe(1);
    expect(desk.ledger).toMatchObject({ applied: 1, duplicate: 1 });
  });

  test("judges an update without ids by its checksum alone, and goes on with the ids from where they stood", () => {
    const bare = (text: string, checksum: number): string => {
      const { data, ...rest } = JSON.parse(text) as { data: { seq?: number; pseq?: number }[] };
      const { seq: _, pseq: __, ...book } = data[0] ?? {};
      return JSON.stringify({ ...rest, data: [{ ...book, checksum }] });
    };
    const btc = new BitgetBookText("BTCUSDT", "SPOT", "ids");
    const desk = new ScriptedDesk({ venue: BITGET_SPOT }).hear(open(), recv(btc.message("snapshot", "10 1", "11 1")));
    const signed = new BitgetBookText("BTCUSDT", "SPOT", "checksum");
    signed.message("snapshot", "10 1", "11 1");
    desk.hear(recv(signed.message("update", "10 2", "")), recv(btc.message("update", "10 3", "")));
    expect(desk.report("bitget-spot:BTCUSDT")).toMatchObject({ quality: "live", bids: [["10", "3"]], checksums: { ok: 1, failed: 0 }, gaps: [] });
    desk.hear(recv(bare(btc.message("update", "10 4", ""), 5)));
    expect(desk.report("bitget-spot:BTCUSDT")).toMatchObject({ checksums: { ok: 1, failed: 1 }, gaps: [{ cause: "checksum" }] });
  });

  test("marks a book unverified where neither ids nor a checksum prove it", () => {
    const bare = (action: string, bids: string[][]) =>
      recv(
        JSON.stringify({
          action,
          arg: { instType: "SPOT", channel: "books", instId: "A" },
          data: [{ bids, asks: [["11", "1"]], checksum: 0, ts: "5" }],
        }),
      );
    const desk = new ScriptedDesk({ venue: BITGET_SPOT }).hear(open(), bare("snapshot", [["10", "1"]]), bare("update", [["10", "2"]]));
    expect(desk.report("bitget-spot:A")).toMatchObject({ quality: "unverified", bids: [["10", "2"]] });
  });
});
