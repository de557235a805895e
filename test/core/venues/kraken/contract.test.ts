import { KRAKEN } from "../../../../src/core/venues/kraken/venue.ts";
import { open, recv } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { krakenTrade, KrakenBookText } from "./text.ts";

const btc = new KrakenBookText("BTC/USD");
const eth = new KrakenBookText("ETH/USD");

venueContract({
  venue: KRAKEN,
  script: [
    open(),
    recv(btc.answer()),
    recv(btc.snapshot("63004.9 0.01876947, 63003.3 0.00005100", "63005.0 2.07265551, 63005.1 0.55006860")),
    recv(eth.answer()),
    recv(eth.snapshot("2500.10 1.50000000", "2500.20 2.00000000")),
    recv(btc.update("63004.9 0.00000000", "63005.0 2.08665551")),
    recv('{"channel":"heartbeat"}'),
    recv(btc.update("63004.0 1.00000000", "")),
    recv(krakenTrade("BTC/USD", 101, "63005.0", "0.50000000")),
    recv(btc.update("", "63005.1 0.00000000, 63007.3 123456789.12345678")),
    recv(eth.update("2500.10 1.60000000", "")),
    recv(btc.update("63003.3 0.00005200", "")),
    recv(krakenTrade("BTC/USD", 102, "63004.0", "0.25000000", "sell")),
  ],
  symbol: "BTC/USD",
  bids: [
    ["63004", "1"],
    ["63003.3", "0.000052"],
  ],
  asks: [
    ["63005", "2.08665551"],
    ["63007.3", "123456789.12345678"],
  ],
  diffs: [6, 8, 10],
});
