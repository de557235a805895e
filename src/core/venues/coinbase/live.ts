import { addressesAt, jsonObject, type LiveProfile, symbolsByChannel } from "../live-profile.ts";

const CHANNELS = ["level2", "market_trades", "ticker", "candles"] as const;

/**
 * Coinbase's Advanced Trade WebSocket API. Documents: "WebSocket Overview" (8 connects a second and 8 unauthenticated messages a second an
 * address; a subscription must come within 5 s), "Channels" (`heartbeats` keeps quiet products open). Few products share a connection: one
 * break of its sequence loses all of them.
 */
export const COINBASE_LIVE: LiveProfile = {
  venue: "coinbase",
  limits: {
    streamsPerConnection: 40,
    streamsPerMessage: 40,
    messagesPerSecond: 4,
    connectsPer5Min: 150,
    connectionLifeMs: 24 * 3_600_000,
    weightPerMinute: 60,
    snapshotWeight: 1,
  },
  usedWeightHeader: "",
  openingTexts: [JSON.stringify({ type: "subscribe", channel: "heartbeats" })],
  addresses: (endpoint) =>
    addressesAt(endpoint, "https://api.coinbase.com", [
      {
        socketUrl: "wss://advanced-trade-ws.coinbase.com",
        streams: (symbol) => CHANNELS.map((channel) => `${channel}:${symbol}`),
        carriesDepth: true,
      },
    ]),
  symbolFault: (symbol) => (/^[^\s\p{C}:"\\-]{1,32}-[^\s\p{C}:"\\]{1,32}$/u.test(symbol) ? null : "Coinbase writes its products as BTC-USD"),
  subscribeTexts: (streams) => texts("subscribe", streams),
  unsubscribeTexts: (streams) => texts("unsubscribe", streams),
  readAnswer(text) {
    const answer = jsonObject(text);
    if (answer?.["channel"] === "subscriptions") return { id: null, subscribed: subscribedProducts(answer["events"]), error: null };
    if (answer?.["type"] !== "error") return null;
    const { message } = answer;
    const reason = typeof message === "string" ? message : "no reason was given";
    const symbol = /\b([A-Z0-9]{1,32}-[A-Z0-9]{1,32})\b/.exec(reason)?.[1];
    return symbol === undefined ? null : { id: null, symbol, error: reason };
  },
  announcesEnd: () => false,
};

/** One message a channel, which names its products. */
function texts(type: "subscribe" | "unsubscribe", streams: readonly string[]): string[] {
  return [...symbolsByChannel(streams)].map(([channel, products]) => JSON.stringify({ type, product_ids: products, channel }));
}

/** The products of all channels that a message of channel `subscriptions` names. */
function subscribedProducts(events: unknown): string[] {
  const [event] = Array.isArray(events) ? (events as unknown[]) : [];
  const { subscriptions } = Object(event) as { subscriptions?: unknown };
  const products = Object.values(Object(subscriptions) as Record<string, unknown>).flat();
  return products.filter((product) => typeof product === "string");
}
