import { toNumber } from "../../base/decimal.ts";
import { real } from "../parameters.ts";
import { defineBookIndicator } from "./book-indicator.ts";

/**
 * Quantity bid and asked within `bps` hundredths of a per cent of the middle of best bid and ask, in the base asset. `whole` is 1 where both
 * sides hold a level beyond, and 0 where the book may simply not be known so deep: then the sums are the least they can be.
 */
export const depthWithin = defineBookIndicator({
  name: "depth",
  title: "Depth within n bps",
  outputs: [
    { name: "bid", plot: "line" },
    { name: "ask", plot: "line" },
    { name: "whole", plot: "none" },
  ],
  parameters: { bps: real(10, 0.1, 10_000) },
  pane: "own",
  read(book, { bps }, out) {
    const { price: pricePlaces, qty: qtyPlaces } = book.scale;
    const middle = (toNumber(book.bidAt(0).price, pricePlaces) + toNumber(book.askAt(0).price, pricePlaces)) / 2;
    const [least, most] = [middle * (1 - bps / 1e4), middle * (1 + bps / 1e4)];
    let [bids, asks] = [0, 0];
    let rank = 0;
    for (; rank < book.bidLevels; rank++) {
      const { price, qty } = book.bidAt(rank);
      if (toNumber(price, pricePlaces) < least) break;
      bids += toNumber(qty, qtyPlaces);
    }
    const bidsWhole = rank < book.bidLevels;
    for (rank = 0; rank < book.askLevels; rank++) {
      const { price, qty } = book.askAt(rank);
      if (toNumber(price, pricePlaces) > most) break;
      asks += toNumber(qty, qtyPlaces);
    }
    out[0] = bids;
    out[1] = asks;
    out[2] = bidsWhole && rank < book.askLevels ? 1 : 0;
  },
});
