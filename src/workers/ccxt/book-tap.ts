import type { ExchangeClient, SocketClient } from "./exchange-client.ts";

/** A book as ccxt holds it: best levels first, `[price, amount, ...]`. It goes on changing. */
export interface CcxtBook {
  readonly symbol: string;
  readonly bids: readonly CcxtLevel[];
  readonly asks: readonly CcxtLevel[];
  readonly timestamp?: number;
}

export type CcxtLevel = readonly [price: number, amount: number, ...unknown[]];

/** Calls `onBook` whenever ccxt has applied a message to a book, whether anybody waits for that book or not. */
export function tapBooks(exchange: ExchangeClient, onBook: (book: CcxtBook) => void): void {
  const open = exchange.client.bind(exchange);
  const tapped = new WeakSet<SocketClient>();
  exchange.client = (url) => {
    const client = open(url);
    if (tapped.has(client)) return client;
    tapped.add(client);
    const resolve = client.resolve.bind(client);
    client.resolve = (result, hash) => {
      if (isBook(result)) onBook(result);
      return resolve(result, hash);
    };
    return client;
  };
}

function isBook(value: unknown): value is CcxtBook {
  if (typeof value !== "object" || value === null) return false;
  const { symbol, bids, asks } = value as Record<string, unknown>;
  return typeof symbol === "string" && Array.isArray(bids) && Array.isArray(asks);
}
