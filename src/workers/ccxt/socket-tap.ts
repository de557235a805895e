import type { ExchangeClient, SocketClient } from "./exchange-client.ts";

/** A book as ccxt holds it: best levels first, `[price, amount, ...]`. It goes on changing. */
export interface CcxtBook {
  readonly symbol: string;
  readonly bids: readonly CcxtLevel[];
  readonly asks: readonly CcxtLevel[];
  readonly timestamp?: number;
}

export type CcxtLevel = readonly [price: number, amount: number, ...unknown[]];

export interface SocketTap {
  /** ccxt has applied a message to a book, whether anybody waits for that book or not. */
  onBook(book: CcxtBook, socket: SocketClient): void;
  /** ccxt has trades of this symbol from this socket; they are heard elsewhere. */
  onTrades(symbol: string, socket: SocketClient): void;
  /** The socket has ended, or failed: who waits on it is told by ccxt, who comes a moment later is not. */
  onEnd(socket: SocketClient): void;
}

/** Listens to every socket that ccxt opens to the exchange. */
export function tapSockets(exchange: ExchangeClient, tap: SocketTap): void {
  const open = exchange.client.bind(exchange);
  const tapped = new WeakSet<SocketClient>();
  exchange.client = (url) => {
    const socket = open(url);
    if (!tapped.has(socket)) {
      tapped.add(socket);
      listen(socket, tap);
    }
    return socket;
  };
}

function listen(socket: SocketClient, tap: SocketTap): void {
  const resolve = socket.resolve.bind(socket);
  socket.resolve = (result, hash) => {
    if (isBook(result)) tap.onBook(result, socket);
    else {
      const symbol = symbolOfList(result);
      if (symbol !== null) tap.onTrades(symbol, socket);
    }
    return resolve(result, hash);
  };
  for (const name of ["onCloseCallback", "onErrorCallback"] as const) {
    const before = socket[name];
    socket[name] = (...words) => {
      tap.onEnd(socket);
      before(...words);
    };
  }
}

function isBook(value: unknown): value is CcxtBook {
  if (typeof value !== "object" || value === null) return false;
  const { symbol, bids, asks } = value as Record<string, unknown>;
  return typeof symbol === "string" && Array.isArray(bids) && Array.isArray(asks);
}

/** The symbol of a list's last entry, where it has one: candles are lists of numbers. */
function symbolOfList(value: unknown): string | null {
  if (!Array.isArray(value)) return null;
  const { symbol } = Object(value.at(-1)) as { readonly symbol?: unknown };
  return typeof symbol === "string" ? symbol : null;
}
