import { BITFINEX } from "../../../../src/core/venues/bitfinex/venue.ts";
import { open, recv } from "../../frames.ts";
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
