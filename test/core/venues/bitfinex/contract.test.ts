import { describe, expect, test } from "vitest";
import { BITFINEX, BITFINEX_ORDERS } from "../../../../src/core/venues/bitfinex/venue.ts";
import { open, recv, ScriptedDesk } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { BitfinexText } from "./text.ts";

const levels = new BitfinexText();

venueContract({
  venue: BITFINEX,
  script: [
    open(),
    recv(levels.subscribed(10, "book", "tBTCUSD")),
    recv(levels.subscribed(11, "trades", "tBTCUSD")),
    recv(levels.subscribed(12, "book", "tETHUSD")),
    recv(levels.message(10, "[[60417,1,0.5],[60416.5,2,1.25],[60423,1,-0.25],[60424,3,-2]]")),
    recv(levels.message(12, "[[2000,1,1],[2001,1,-1]]")),
    recv(levels.message(10, "[60417,0,1]")),
    recv(levels.message(11, '"hb"')),
    recv(levels.message(10, "[60423,1,-0.3]")),
    recv(levels.trade(11, "te", 658733916, "-0.75", "60416.5")),
    recv(levels.message(10, "[60430,1,-123456789.12345678]")),
    recv(levels.message(12, "[2000,2,1.5]")),
    recv(levels.message(10, "[60424,0,-1]")),
    recv(levels.message(11, '"hb"')),
  ],
  symbol: "tBTCUSD",
  bids: [["60416.5", "1.25"]],
  asks: [
    ["60423", "0.3"],
    ["60430", "123456789.12345678"],
  ],
  diffs: [7, 9, 11, 13],
});

const orders = new BitfinexText();

venueContract({
  venue: BITFINEX,
  script: [
    open(),
    recv(orders.subscribed(10, "book", "tBTCUSD", "R0")),
    recv(orders.subscribed(11, "trades", "tBTCUSD")),
    recv(orders.subscribed(12, "book", "tETHUSD", "R0")),
    recv(orders.message(10, "[[901,60417,0.5],[902,60417,0.25],[903,60416.5,123456789.12345678],[904,60423,-0.25],[905,60424,-2]]")),
    recv(orders.message(12, "[[801,2000,1],[802,2001,-1]]")),
    recv(orders.message(10, "[901,0,1]")),
    recv(orders.message(10, "[906,60423,-0.05]")),
    recv(orders.trade(11, "te", 658733916, "-0.75", "60416.5")),
    recv(orders.message(10, "[902,60417,0.2]")),
    recv(orders.message(12, "[801,2000,1.5]")),
    recv(orders.message(10, "[905,0,-1]")),
    recv(orders.message(11, '"hb"')),
  ],
  symbol: "tBTCUSD",
  bids: [
    ["60417", "0.2"],
    ["60416.5", "123456789.12345678"],
  ],
  asks: [["60423", "0.3"]],
  diffs: [7, 8, 10, 12],
});

describe("two books of one pair on a connection of Bitfinex", () => {
  test("are one that was subscribed again, where nobody recorded the end of the first", () => {
    const say = new BitfinexText();
    const desk = new ScriptedDesk({ venue: BITFINEX }).hear(
      recv(say.subscribed(10, "book", "tBTCUSD")),
      recv(say.message(10, "[[10,1,1],[11,1,-1]]")),
      recv(say.subscribed(20, "book", "tBTCUSD")),
    );
    expect(desk.report("bitfinex:tBTCUSD")).toMatchObject({ quality: "syncing", bids: [], gaps: [] });
    desk.hear(recv(say.message(20, "[[20,1,1],[21,1,-1]]")), recv(say.message(10, "[10,2,5]")), recv(say.message(20, "[20,2,3]")));
    expect(desk.report("bitfinex:tBTCUSD")).toMatchObject({ quality: "live", epoch: 2, bids: [["20", "3"]] });
  });

  test.each([
    [BITFINEX, "10"],
    [BITFINEX_ORDERS, "9"],
  ])("are levels and orders, of which each venue reads its own: %#", (venue, bid) => {
    for (const order of [
      [10, 20],
      [20, 10],
    ]) {
      const say = new BitfinexText();
      const snapshots = new Map([
        [10, "[[10,1,1],[11,1,-1]]"],
        [20, "[[1,9,1],[2,12,-1]]"],
      ]);
      const subscribed = order.map((id) => recv(say.subscribed(id, "book", "tBTCUSD", id === 10 ? "P0" : "R0")));
      const desk = new ScriptedDesk({ venue }).hear(...subscribed, ...order.map((id) => recv(say.message(id, snapshots.get(id) ?? ""))));
      expect(desk.report(`${venue.name}:tBTCUSD`)).toMatchObject({ quality: "live", epoch: 1, bids: [[bid, "1"]] });
    }
  });
});
