import { toNumber } from "../../base/decimal.ts";
import { defineBookIndicator } from "./book-indicator.ts";

/** Best ask less best bid, in the quote asset, and in hundredths of a per cent of the middle of both. */
export const spread = defineBookIndicator({
  name: "spread",
  title: "Spread",
  outputs: [
    { name: "spread", plot: "line" },
    { name: "bps", plot: "none" },
  ],
  parameters: {},
  pane: "own",
  read(book, _, out) {
    const bid = toNumber(book.bidAt(0).price, book.scale.price);
    const ask = toNumber(book.askAt(0).price, book.scale.price);
    out[0] = ask - bid;
    out[1] = (2e4 * (ask - bid)) / (ask + bid);
  },
});
