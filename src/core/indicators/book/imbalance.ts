import { toNumber } from "../../base/decimal.ts";
import { count } from "../parameters.ts";
import { defineBookIndicator } from "./book-indicator.ts";

/** Quantity of the best `levels` bids less that of as many asks, as a part of both: -1 only asks, 1 only bids. */
export const imbalance = defineBookIndicator({
  name: "imbalance",
  title: "Book imbalance",
  outputs: [{ name: "imbalance", plot: "histogram" }],
  parameters: { levels: count(5, 1, 1_000) },
  pane: "own",
  read(book, { levels }, out) {
    let [bids, asks] = [0, 0];
    for (let rank = 0; rank < Math.min(levels, book.bidLevels); rank++) bids += toNumber(book.bidAt(rank).qty, book.scale.qty);
    for (let rank = 0; rank < Math.min(levels, book.askLevels); rank++) asks += toNumber(book.askAt(rank).qty, book.scale.qty);
    out[0] = (bids - asks) / (bids + asks);
  },
});
