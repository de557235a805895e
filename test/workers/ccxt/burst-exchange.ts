import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { exchangeInfo } from "../../../src/simulator/exchange-info.ts";
import { marketOf } from "../../../src/simulator/market.ts";
import { DEMO_MARKETS } from "../../../src/simulator/demo-markets.ts";

const EVENT_MS = 1_700_000_000_000;
/** What `/depth` answers; a diff of the burst exchange bridges to it. */
const SNAPSHOT = { lastUpdateId: 100, bids: [["99.50", "1"]], asks: [["100.50", "2"]] }; // prettier-ignore

/** A server that speaks as much of Binance's spot protocol as ccxt needs, and says what it is told to. */
export interface BurstExchange {
  readonly address: string;
  /** Resolves when somebody has subscribed that stream; again at once for who comes later. */
  subscribed(stream: string): Promise<void>;
  /** Sends `count` trades of BTCUSDT as fast as the sockets take them, with ids that follow each other over all calls. */
  trades(count: number): void;
  /** Sends a diff of BTCUSDT's book: `[price, quantity]` of bids and asks. */
  depth(bids: readonly (readonly [string, string])[], asks: readonly (readonly [string, string])[]): void;
  /** Ends every socket; snapshots from then on stand at the last diff. */
  hangUp(): void;
}

export async function openBurstExchange(): Promise<BurstExchange> {
  const markets = DEMO_MARKETS.slice(0, 2).map(marketOf);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname === "/api/v3/exchangeInfo") response.end(exchangeInfo(markets, EVENT_MS));
    else if (pathname === "/api/v3/depth") response.end(JSON.stringify({ ...SNAPSHOT, lastUpdateId: snapshotId }));
    else if (pathname === "/api/v3/trades") response.end(JSON.stringify(past));
    else response.writeHead(404).end("{}");
  });
  const past: object[] = [];
  let snapshotId = SNAPSHOT.lastUpdateId;
  const sockets = new WebSocketServer({ server });
  const streams = new Map<string, Set<WebSocket>>();
  const waiting = new Map<string, () => void>();
  const socketsOf = (stream: string): Set<WebSocket> => {
    const known = streams.get(stream) ?? new Set();
    streams.set(stream, known);
    return known;
  };
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { params, id } = JSON.parse((data as Buffer).toString()) as { params: string[]; id: number };
      socket.send(JSON.stringify({ result: null, id }));
      for (const stream of params) {
        socketsOf(stream).add(socket);
        waiting.get(stream)?.();
      }
    });
    socket.on("close", () => {
      for (const known of streams.values()) known.delete(socket);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  let tradeId = 0;
  let updateId = SNAPSHOT.lastUpdateId;
  const say = (stream: string, data: object): void => {
    for (const socket of socketsOf(stream)) socket.send(JSON.stringify(data));
  };
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscribed: (stream) =>
      new Promise((resolve) => {
        if (socketsOf(stream).size > 0) resolve();
        else waiting.set(stream, resolve);
      }),
    trades: (count) => {
      for (let left = count; left > 0; left--) {
        const t = ++tradeId;
        past.push({ id: t, price: "100.00", qty: "0.00001", quoteQty: "0.001", time: EVENT_MS + t, isBuyerMaker: t % 2 === 0, isBestMatch: true });
        say("btcusdt@trade", { e: "trade", E: EVENT_MS + t, s: "BTCUSDT", t, p: "100.00", q: "0.00001", T: EVENT_MS + t, m: t % 2 === 0, M: true });
      }
    },
    depth: (bids, asks) => {
      const u = ++updateId;
      say("btcusdt@depth@100ms", { e: "depthUpdate", E: EVENT_MS + u, s: "BTCUSDT", U: u, u, b: bids, a: asks });
    },
    hangUp: () => {
      snapshotId = updateId;
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}
