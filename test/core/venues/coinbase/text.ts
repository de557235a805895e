/** The messages of one connection of Coinbase, numbered as it numbers them. */
export class CoinbaseText {
  private next = 0;

  message(channel: string, events: readonly object[]): string {
    return JSON.stringify({ channel, client_id: "", timestamp: "2026-08-09T21:05:48.228568804Z", sequence_num: this.next++, events });
  }

  /** `price qty, price qty` for each side. */
  book(product: string, bids: string, asks: string, type: "snapshot" | "update" = "update"): string {
    const updates = [...levels("bid", bids), ...levels("offer", asks)];
    return this.message("l2_data", [{ type, product_id: product, updates }]);
  }

  /** Newest first, as it is sent: `id maker-side price size`. */
  trades(product: string, ...rows: readonly string[]): string {
    const trades = rows.map((row) => {
      const [id, side, price, size] = row.split(" ");
      return { product_id: product, trade_id: id, price, size, time: "2026-08-09T21:05:42.514318Z", side };
    });
    return this.message("market_trades", [{ type: "update", trades }]);
  }

  /** The next number is left out, as if its message had been lost. */
  skip(): void {
    this.next++;
  }
}

function levels(side: "bid" | "offer", text: string): object[] {
  if (text === "") return [];
  return text.split(", ").map((level) => {
    const [price, qty] = level.split(" ");
    return { side, event_time: "2026-08-09T21:05:48.170326Z", price_level: price, new_quantity: qty };
  });
}
