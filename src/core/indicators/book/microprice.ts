import { toNumber } from "../../base/decimal.ts";
import { defineBookIndicator } from "./book-indicator.ts";

/**
 * Best bid and ask, each weighed by the quantity on the other side: the more is bid, the nearer to the ask (the weighted mid price of
 * S. Stoikov, The micro-price, 2018); and the plain middle.
 */
export const microprice = defineBookIndicator({
  name: "microprice",
  title: "Microprice",
  outputs: [
    { name: "microprice", plot: "line" },
    { name: "mid", plot: "line" },
  ],
  parameters: {},
  pane: "price",
  read(book, _, out) {
    const [bid, ask] = [book.bidAt(0), book.askAt(0)];
    const [bidPrice, askPrice] = [toNumber(bid.price, book.scale.price), toNumber(ask.price, book.scale.price)];
    const [bidQty, askQty] = [toNumber(bid.qty, book.scale.qty), toNumber(ask.qty, book.scale.qty)];
    out[0] = (bidPrice * askQty + askPrice * bidQty) / (bidQty + askQty);
    out[1] = (bidPrice + askPrice) / 2;
  },
});
