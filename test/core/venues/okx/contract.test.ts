import { OKX } from "../../../../src/core/venues/okx/venue.ts";
import { open, recv } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";
import { OkxBookText, type OkxProof, okxTrade } from "./text.ts";

for (const proof of ["ids", "checksum", "both"] satisfies OkxProof[]) {
  // An option's ids lie beyond 2^53, where neighbours would be equal as doubles.
  const btc = new OkxBookText("BTC-USDT", proof, 1_700_000_000_000_000_001n);
  const eth = new OkxBookText("ETH-USDT-SWAP", proof);
  venueContract({
    venue: OKX,
    script: [
      open(),
      recv('{"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"}}'),
      recv(btc.snapshot("30236.1 0.18050747, 30234 0.052", "30236.2 0.001, 30243.90 0.0002")),
      recv(eth.snapshot("2500.1 15", "2500.2 20")),
      recv(btc.update("30236.1 0", "30236.2 0.0030")),
      recv("pong"),
      recv(btc.update("30235 1.00", "")),
      recv(okxTrade("BTC-USDT", 338_476_316, "30236.2", "0.5")),
      recv(btc.update("", "30243.90 0, 30250 123456789.12345678")),
      recv(eth.update("2500.1 16", "")),
      recv(btc.update("30234 0.053", "")),
      recv(okxTrade("BTC-USDT", 338_476_319, "30235", "0.25", { side: "sell", count: 3 })),
    ],
    symbol: "BTC-USDT",
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
