import { describe, expect, test } from "vitest";
import { COINBASE } from "../../../../src/core/venues/coinbase/venue.ts";
import { open, recv, ScriptedDesk } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { CoinbaseText } from "./text.ts";

const say = new CoinbaseText();

venueContract({
  venue: COINBASE,
  script: [
    open(),
    recv(say.message("subscriptions", [{ subscriptions: { level2: ["BTC-USD", "ETH-USD"], heartbeats: ["heartbeats"] } }])),
    recv(say.book("BTC-USD", "65083.66 0.2, 65083.27 0.02", "65083.67 0.24, 65084.00 1", "snapshot")),
    recv(say.book("ETH-USD", "1919.28 1", "1919.38 2", "snapshot")),
    recv(say.book("BTC-USD", "65083.66 0", "65083.67 0.29")),
    recv(say.message("heartbeats", [{ current_time: "2026-08-09 21:05:48.8 +0000 UTC", heartbeat_counter: 41_691 }])),
    recv(say.book("BTC-USD", "65082.00 0.004", "")),
    recv(say.trades("BTC-USD", "1068572091 BUY 65083.27 0.01", "1068572090 SELL 65083.67 0.02")),
    recv(say.book("BTC-USD", "", "65084.00 0, 65090.01 123456789.12345678")),
    recv(say.book("ETH-USD", "1919.28 1.5", "")),
    recv(say.book("BTC-USD", "65083.27 0.03", "")),
  ],
  symbol: "BTC-USD",
  bids: [
    ["65083.27", "0.03"],
    ["65082", "0.004"],
  ],
  asks: [
    ["65083.67", "0.29"],
    ["65090.01", "123456789.12345678"],
  ],
  diffs: [5, 7, 9],
});

describe("Coinbase", () => {
  const start = (say: CoinbaseText) => [
    open(),
    recv(say.book("BTC-USD", "10 1", "11 1", "snapshot")),
    recv(say.book("ETH-USD", "20 1", "21 1", "snapshot")),
  ];

  test("loses every book of a connection whose sequence breaks, in whatever channel, and no other's", () => {
    const [lossy, whole] = [new CoinbaseText(), new CoinbaseText()];
    const desk = new ScriptedDesk({ venue: COINBASE }).hear(
      ...start(lossy),
      open(1, "ws-2"),
      recv(whole.book("SOL-USD", "70 1", "71 1", "snapshot"), "ws-2"),
    );
    lossy.skip();
    desk.hear(recv(lossy.message("heartbeats", [{ heartbeat_counter: 1 }])));
    for (const product of ["BTC-USD", "ETH-USD"]) expect(desk.report(`coinbase:${product}`)).toMatchObject({ quality: "gap", bids: [] });
    expect(desk.report("coinbase:SOL-USD").quality).toBe("live");
    expect(desk.report("coinbase:BTC-USD").gaps).toEqual([{ fromRx: 6, toRx: null, cause: "sequence" }]);
    desk.hear(recv(lossy.book("BTC-USD", "10 1", "11 1", "snapshot")));
    expect(desk.report("coinbase:BTC-USD")).toMatchObject({ quality: "live", resyncs: 1 });
  });

  test("takes the trades of a message that was overtaken, refuses its book update, and knows what comes twice", () => {
    const say = new CoinbaseText();
    const desk = new ScriptedDesk({ venue: COINBASE }).hear(...start(say));
    const [trades, update] = [say.trades("BTC-USD", "7 BUY 10 1"), say.book("BTC-USD", "10 2", "")];
    desk.hear(recv(update), recv(trades), recv(trades), recv(update));
    expect(desk.report("coinbase:BTC-USD")).toMatchObject({ quality: "gap", trades: 1, deltas: { applied: 0, stale: 0, duplicate: 0 } });
    expect(desk.ledger).toMatchObject({ applied: 3, duplicate: 1, rejected: { unsynced: 2 } });
    const again = say.book("BTC-USD", "10 1", "11 1", "snapshot");
    desk.hear(recv(again), recv(again));
    expect(desk.report("coinbase:BTC-USD")).toMatchObject({ quality: "live", epoch: 2, deltas: { applied: 0, stale: 0, duplicate: 1 } });
  });

  test("counts a trade whose id is beyond 2^53 once", () => {
    const say = new CoinbaseText();
    const rows = ["9007199254740993 BUY 10 1", "9007199254740992 BUY 10 1"].map((row) => say.trades("BTC-USD", row, row));
    const desk = new ScriptedDesk({ venue: COINBASE }).hear(open(), ...rows.map((text) => recv(text)));
    expect(desk.report("coinbase:BTC-USD").trades).toBe(2);
  });

  test("turns the side of a trade, which is the maker's, and reads a list backwards", () => {
    const say = new CoinbaseText();
    const desk = new ScriptedDesk({ venue: COINBASE }).hear(...start(say), recv(say.trades("BTC-USD", "102 BUY 10 1", "101 SELL 11 2")));
    expect(desk.report("coinbase:BTC-USD")).toMatchObject({ trades: 2, lastTrade: { price: "10", side: "sell" } });
  });

  test("has no book of a product that the list of subscriptions no longer names", () => {
    const say = new CoinbaseText();
    const named = (...level2: string[]) => recv(say.message("subscriptions", [{ subscriptions: { level2 } }]));
    const desk = new ScriptedDesk({ venue: COINBASE }).hear(...start(say), named("BTC-USD", "ETH-USD"), named("ETH-USD"));
    expect(desk.report("coinbase:BTC-USD")).toMatchObject({ quality: "syncing", bids: [], gaps: [] });
    expect(desk.report("coinbase:ETH-USD").quality).toBe("live");
  });
});
