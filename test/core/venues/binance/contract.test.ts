import { BINANCE_COINM, BINANCE_SPOT, BINANCE_USDM } from "../../../../src/core/venues/binance/venues.ts";
import { type DiffText, diffText, snapshotText, tradeText } from "../../binance-text.ts";
import { depthAnswer, open, recv, type Said } from "../../frames.ts";
import { venueContract } from "../venue-contract.ts";

for (const venue of [BINANCE_SPOT, BINANCE_USDM, BINANCE_COINM]) {
  const futures = venue !== BINANCE_SPOT;
  /** Ids of other symbols lie between those of a futures book. */
  let last = 1_000;
  const diff = (levels: Pick<DiffText, "bids" | "asks">): Said => {
    const [U, pu] = [last + (futures ? 3 : 1), last];
    last = U + 1;
    return recv(diffText({ U, u: last, ...(futures ? { pu } : {}), ...levels }));
  };
  const X = futures ? { X: "MARKET" } : {};
  const trade = (id: number, price: string, m: boolean): Said => recv(tradeText({ id, ms: 1_723_161_600_000 + id, price, qty: "0.5", m, ...X }));
  venueContract({
    venue,
    script: [
      open(),
      diff({ bids: "98 5" }),
      depthAnswer("BTCUSDT", snapshotText(last, "61800.10 1.5, 61799.00 0.25, 98 5", "61800.20 2, 61801.00000000 3")),
      recv(diffText({ symbol: "ETHUSDT", U: 8, u: 9, ...(futures ? { pu: 7 } : {}) })),
      depthAnswer("ETHUSDT", snapshotText(8, "2500.1 15", "2500.2 20")),
      diff({ bids: "61800.10 0", asks: "61800.20 2.25" }),
      diff({ bids: "61799.50 1" }),
      trade(7, "61800.20", false),
      diff({ asks: "61801 0, 61805 123456789.12345678" }),
      diff({ bids: "61799 0.26" }),
      trade(8, "61799.50", true),
    ],
    symbol: "BTCUSDT",
    bids: [
      ["61799.5", "1"],
      ["61799", "0.26"],
      ["98", "5"],
    ],
    asks: [
      ["61800.2", "2.25"],
      ["61805", "123456789.12345678"],
    ],
    diffs: [7, 9],
  });
}
