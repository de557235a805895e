import { addressesAt, jsonObject, type LiveProfile, type SubscriptionAnswer } from "../live-profile.ts";

/** Channels of every instrument at the public address; the last four are of derivatives and are refused, or silent, elsewhere. */
const PUBLIC = ["books", "trades", "bbo-tbt", "tickers"] as const;
const DERIVATIVES = ["mark-price", "funding-rate", "open-interest"] as const;
const BUSINESS = ["candle1m"] as const;

/**
 * OKX's WebSocket API v5. Documents: "Overview" (3 connects a second an address; 480 subscribe requests an hour and connection; a connection
 * that is silent for 30 s is ended, so "ping" is said, and "pong" comes back), "Order book channel" (400 levels a side, snapshot first).
 */
export const OKX_LIVE: LiveProfile = {
  venue: "okx",
  limits: {
    streamsPerConnection: 200,
    streamsPerMessage: 64,
    messagesPerSecond: 2,
    connectsPer5Min: 150,
    connectionLifeMs: 24 * 3_600_000,
    weightPerMinute: 240,
    snapshotWeight: 1,
  },
  usedWeightHeader: "",
  keepAlive: { text: "ping", everyMs: 20_000 },
  addresses: (endpoint) =>
    addressesAt(endpoint, "https://www.okx.com", [
      {
        socketUrl: "wss://ws.okx.com:8443/ws/v5/public",
        streams: (symbol) => [...PUBLIC, ...(isDerivative(symbol) ? DERIVATIVES : [])].map((channel) => `${channel}:${symbol}`),
        carriesDepth: true,
      },
      {
        socketUrl: "wss://ws.okx.com:8443/ws/v5/business",
        streams: (symbol) => BUSINESS.map((channel) => `${channel}:${symbol}`),
        carriesDepth: false,
      },
    ]),
  symbolFault: (symbol) =>
    /^[^\s\p{C}:"\\]{1,64}$/u.test(symbol) && symbol.includes("-") ? null : "OKX writes its instruments as BTC-USDT or BTC-USDT-SWAP",
  // "Get trades": 500 at most, 100 requests in 2 s.
  pastTrades: { weight: 1, path: (symbol) => `/api/v5/market/trades?instId=${encodeURIComponent(symbol)}&limit=500` },
  subscribeTexts: (streams) => [text("subscribe", streams)],
  unsubscribeTexts: (streams) => [text("unsubscribe", streams)],
  readAnswer,
  // "notice": the connection will be ended for a service upgrade, 60 s before it is.
  announcesEnd: (message) => jsonObject(message)?.["event"] === "notice",
};

/** `BTC-USDT` is spot; swaps, futures and options have a third part. */
function isDerivative(symbol: string): boolean {
  return symbol.split("-").length > 2;
}

function text(op: "subscribe" | "unsubscribe", streams: readonly string[]): string {
  const args = streams.map((stream) => ({ channel: stream.slice(0, stream.indexOf(":")), instId: stream.slice(stream.indexOf(":") + 1) }));
  return JSON.stringify({ op, args });
}

/** OKX answers each channel of a symbol by itself, and repeats no number of ours. */
function readAnswer(message: string): SubscriptionAnswer | null {
  const answer = jsonObject(message);
  const event = answer?.["event"];
  if (answer === null || (event !== "subscribe" && event !== "unsubscribe" && event !== "error")) return null;
  if (event === "error") {
    const { msg } = answer;
    const reason = typeof msg === "string" ? msg : "no reason was given";
    const symbol = /instId:([^\s,]+)/.exec(reason)?.[1];
    return symbol === undefined ? null : { id: null, symbol, error: reason };
  }
  const { instId } = Object(answer["arg"]) as { instId?: unknown };
  return typeof instId === "string" ? { id: null, symbol: instId, error: null } : null;
}
