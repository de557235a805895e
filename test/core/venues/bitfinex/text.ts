/** The messages of one connection of Bitfinex that was asked to number them. */
export class BitfinexText {
  private next = 1;

  subscribed(chanId: number, channel: string, symbol: string, prec = "P0"): string {
    const book = channel === "book" ? { prec, freq: "F0", len: "100" } : {};
    return JSON.stringify({ event: "subscribed", channel, chanId, symbol, ...book, pair: symbol.slice(1) });
  }

  /** `body` is JSON text, so that numbers stand as the exchange writes them. */
  message(chanId: number, body: string): string {
    return `[${chanId},${body},${this.next++}]`;
  }

  trade(chanId: number, name: "te" | "tu", id: number, amount: string, price: string): string {
    return this.message(chanId, `"${name}",[${id},1617643611128,${amount},${price}]`);
  }
}
