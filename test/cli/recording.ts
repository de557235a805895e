/** One line of a recording before it is text. */
export interface Line {
  readonly kind: string;
  readonly conn: string;
  readonly data: string;
  readonly url?: string;
}

export type Levels = readonly (readonly [price: string, qty: string])[];

const START_NS = 1_723_161_253_937_085_768n;

/** Lines as raw-jsonl text; the receive times run on by a millisecond a line. */
export function rawJsonl(lines: readonly Line[]): string[] {
  return lines.map((line, index) => JSON.stringify({ rxNs: String(START_NS + BigInt(index) * 1_000_000n), ...line }));
}

export function received(data: unknown, conn = "ws"): Line {
  return { kind: "recv", conn, data: typeof data === "string" ? data : JSON.stringify(data) };
}

export function opened(conn = "ws"): Line {
  return { kind: "open", conn, url: "wss://stream.example/stream", data: "" };
}

export function closed(conn = "ws"): Line {
  return { kind: "close", conn, data: "" };
}

export function sent(data: string, conn = "ws"): Line {
  return { kind: "send", conn, data };
}

export function answered(url: string, body: unknown): Line {
  return { kind: "rest", conn: "rest", url, data: typeof body === "string" ? body : JSON.stringify(body) };
}

export function noted(kind: "gap" | "stale" | "request", body: unknown, conn = "ws"): Line {
  return { kind, conn, data: JSON.stringify(body) };
}

export interface DiffFields {
  readonly symbol?: string;
  readonly first: number;
  readonly last: number;
  /** Given on futures only. */
  readonly prev?: number;
  readonly bids?: Levels;
  readonly asks?: Levels;
  readonly eventMs?: number;
}

/** The message of a diff depth stream, in its wrapper. */
export function diffMessage({ symbol = "BTCUSDT", first, last, prev, bids = [["10", "1"]], asks = [["20", "1"]], eventMs = 1_000 }: DiffFields) {
  const futures = prev === undefined ? {} : { T: eventMs, pu: prev };
  return {
    stream: `${symbol.toLowerCase()}@depth@100ms`,
    data: { e: "depthUpdate", E: eventMs, s: symbol, U: first, u: last, ...futures, b: bids, a: asks },
  };
}

export function diff(fields: DiffFields, conn?: string): Line {
  return received(diffMessage(fields), conn);
}

export interface SnapshotFields {
  readonly symbol?: string;
  readonly id: number;
  readonly bids?: Levels;
  readonly asks?: Levels;
}

export function snapshot({ symbol = "BTCUSDT", id, bids = [["9", "1"]], asks = [["21", "1"]] }: SnapshotFields): Line {
  return answered(`https://api.example/api/v3/depth?symbol=${encodeURIComponent(symbol)}&limit=1000`, { lastUpdateId: id, bids, asks });
}

export interface TradeFields {
  readonly symbol?: string;
  readonly id: number;
  readonly price?: string;
  readonly qty?: string;
  readonly tradeMs?: number;
  readonly eventMs?: number;
  readonly buyerIsMaker?: boolean;
  readonly type?: string;
}

export function tradeMessage({
  symbol = "BTCUSDT",
  id,
  price = "15",
  qty = "1",
  tradeMs = 1_000,
  eventMs = tradeMs,
  buyerIsMaker = false,
  type,
}: TradeFields) {
  const futures = type === undefined ? {} : { X: type };
  return {
    stream: `${symbol.toLowerCase()}@trade`,
    data: { e: "trade", E: eventMs, T: tradeMs, s: symbol, t: id, p: price, q: qty, ...futures, m: buyerIsMaker },
  };
}

export function trade(fields: TradeFields, conn?: string): Line {
  return received(tradeMessage(fields), conn);
}

export interface AggTradeFields extends Omit<TradeFields, "type"> {
  readonly first: number;
  readonly last: number;
}

export function aggTrade(
  { symbol = "BTCUSDT", id, first, last, price = "15", qty = "1", tradeMs = 1_000, eventMs = tradeMs, buyerIsMaker = false }: AggTradeFields,
  conn?: string,
): Line {
  return received(
    {
      stream: `${symbol.toLowerCase()}@aggTrade`,
      data: { e: "aggTrade", E: eventMs, s: symbol, a: id, p: price, q: qty, f: first, l: last, T: tradeMs, m: buyerIsMaker },
    },
    conn,
  );
}

/** Best bid and ask; as on spot without a time, as on futures with one. */
export function bookTicker(symbol: string, update: number, eventMs?: number): Line {
  const futures = eventMs === undefined ? {} : { e: "bookTicker", T: eventMs, E: eventMs };
  return received({ stream: `${symbol.toLowerCase()}@bookTicker`, data: { u: update, s: symbol, b: "10", B: "1", a: "20", A: "1", ...futures } });
}

export function kline(symbol: string, openMs: number, eventMs: number): Line {
  const k = {
    t: openMs,
    T: openMs + 59_999,
    s: symbol,
    i: "1m",
    f: 1,
    L: 2,
    o: "1",
    c: "1",
    h: "1",
    l: "1",
    v: "1",
    n: 2,
    x: false,
    q: "1",
    V: "1",
    Q: "1",
    B: "0",
  };
  return received({ stream: `${symbol.toLowerCase()}@kline_1m`, data: { e: "kline", E: eventMs, s: symbol, k } });
}
