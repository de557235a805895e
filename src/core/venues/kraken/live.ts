import { addressesAt, jsonObject, type LiveProfile, symbolsByChannel } from "../live-profile.ts";

/** Levels a side: the whole of what the checksum covers, so that a true checksum is a true book. */
const DEPTH = 10;
const CHANNELS = ["book", "trade", "ticker", "ohlc"] as const;

/**
 * Kraken's WebSocket API v2. Documents: "Book (Level 2)", "Trade", "Ticker (Level 1)", "OHLC", "Ping". Snapshots come with the subscription.
 * It publishes no number of messages a second; connects are limited by its content network to about 150 in ten minutes.
 */
export const KRAKEN_LIVE: LiveProfile = {
  venue: "kraken",
  limits: {
    streamsPerConnection: 200,
    streamsPerMessage: 40,
    messagesPerSecond: 4,
    connectsPer5Min: 50,
    connectionLifeMs: 24 * 3_600_000,
    weightPerMinute: 60,
    snapshotWeight: 1,
  },
  usedWeightHeader: "",
  keepAlive: { text: '{"method":"ping"}', everyMs: 30_000 },
  addresses: (endpoint) =>
    addressesAt(endpoint, "https://api.kraken.com", [
      { socketUrl: "wss://ws.kraken.com/v2", streams: (symbol) => CHANNELS.map((channel) => `${channel}:${symbol}`), carriesDepth: true },
    ]),
  symbolFault(symbol) {
    if (!/^[^\s\p{C}/:"\\]{1,32}\/[^\s\p{C}/:"\\]{1,32}$/u.test(symbol)) return "Kraken writes its symbols as BTC/USD";
    return symbol.startsWith("XBT/") || symbol.endsWith("/XBT") ? `Kraken's API v2 says BTC: ${symbol.replace("XBT", "BTC")}` : null;
  },
  subscribeTexts: (streams, id) => texts("subscribe", streams, id),
  unsubscribeTexts: (streams, id) => texts("unsubscribe", streams, id),
  readAnswer(text) {
    const answer = jsonObject(text);
    const id = answer?.["req_id"];
    if (answer === null || typeof id !== "number" || !("success" in answer)) return null;
    const { success, error, symbol: refused, result } = answer;
    const named = refused ?? Object(result)["symbol"];
    const told = success === true ? null : typeof error === "string" ? error : "no reason was given";
    return typeof named === "string" ? { id, symbol: named, error: told } : { id, error: told };
  },
  announcesEnd: () => false,
};

/** One message a channel. */
function texts(method: "subscribe" | "unsubscribe", streams: readonly string[], id: number): string[] {
  return [...symbolsByChannel(streams)].map(([channel, symbol]) => {
    const depth = channel === "book" ? { depth: DEPTH } : {};
    const interval = channel === "ohlc" ? { interval: 1 } : {};
    // The last 50 trades, so that those of a break in the connection are among them.
    const past = channel === "trade" && method === "subscribe" ? { snapshot: true } : {};
    const trigger = channel === "ticker" ? { event_trigger: "bbo" } : {};
    return JSON.stringify({ method, params: { channel, symbol, ...depth, ...interval, ...past, ...trigger }, req_id: id });
  });
}
