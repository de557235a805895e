/** `price qty, price qty` as the venue's list of levels. */
function levels(text: string): string[][] {
  return text === "" ? [] : text.split(", ").map((level) => level.split(" "));
}

/** A message of `orderbook.200` as Bybit sends it. */
export function bybitBook(symbol: string, u: number, bids: string, asks: string, type: "snapshot" | "delta" = "delta"): string {
  const data = { s: symbol, b: levels(bids), a: levels(asks), u, seq: 753_843_907_000 + u };
  return JSON.stringify({ topic: `orderbook.200.${symbol}`, type, ts: 1_786_310_818_129, data, cts: 1_786_310_818_127 });
}

export function bybitTrade(symbol: string, id: string, side: "Buy" | "Sell", price: string, qty: string): string {
  const trade = { T: 1_786_310_819_680, s: symbol, S: side, v: qty, p: price, L: "MinusTick", i: id, BT: false, RPI: false, seq: 753_843_954_913 };
  return JSON.stringify({ topic: `publicTrade.${symbol}`, type: "snapshot", ts: 1_786_310_819_681, data: [trade] });
}
