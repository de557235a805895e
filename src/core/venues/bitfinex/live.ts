import { addressesAt, jsonObject, type LiveProfile, symbolsByChannel } from "../live-profile.ts";

const CHANNELS = ["book", "trades", "ticker", "candles"] as const;
/** Flags of `conf`: OB_CHECKSUM, a checksum of each book it sends; SEQ_ALL, a number on every message. */
const FLAGS = 131_072 + 65_536;
/** Codes of `info`: the connection will be ended, or the service pauses for maintenance and everything is to be subscribed again. */
const ENDS: readonly unknown[] = [20_051, 20_060];

/** Books by level, and as a venue of its own by order. */
export const BITFINEX_LIVE = profileOf("bitfinex", "P0");
export const BITFINEX_ORDERS_LIVE = profileOf("bitfinex-orders", "R0");

/**
 * Bitfinex's WebSocket API v2. Documents: "Configuration", "Requirements and Limitations" (20 connects a minute; 25 channels a connection
 * in general, 30 of public data), "Books", "Raw Books", "Trades", "Ticker", "Candles".
 */
function profileOf(venue: string, prec: "P0" | "R0"): LiveProfile {
  return {
    venue,
    limits: {
      streamsPerConnection: 24,
      streamsPerMessage: CHANNELS.length,
      messagesPerSecond: 4,
      connectsPer5Min: 80,
      connectionLifeMs: 24 * 3_600_000,
      weightPerMinute: 60,
      snapshotWeight: 1,
    },
    usedWeightHeader: "",
    openingTexts: [JSON.stringify({ event: "conf", flags: FLAGS })],
    addresses: (endpoint) =>
      addressesAt(endpoint, "https://api-pub.bitfinex.com", [
        {
          socketUrl: "wss://api-pub.bitfinex.com/ws/2",
          streams: (symbol) => CHANNELS.map((channel) => `${channel}:${symbol}`),
          carriesDepth: true,
        },
      ]),
    symbolFault: (symbol) => (/^t[^\s\p{C}"\\]{2,63}$/u.test(symbol) ? null : "Bitfinex writes its pairs as tBTCUSD"),
    subscribeTexts: (streams) =>
      [...symbolsByChannel(streams)].flatMap(([channel, symbols]) => symbols.map((symbol) => JSON.stringify(subscription(channel, symbol, prec)))),
    /** A channel is ended by the number that the answer to its subscription gave it. */
    unsubscribeTexts: (_streams, _id, handles) => handles.map((chanId) => JSON.stringify({ event: "unsubscribe", chanId: Number(chanId) })),
    answersEnds: false,
    readAnswer(text) {
      const answer = jsonObject(text);
      const event = answer?.["event"];
      if (answer === null || (event !== "subscribed" && event !== "error")) return null;
      const { symbol, key } = answer;
      const named = typeof symbol === "string" ? symbol : typeof key === "string" ? key.slice(key.lastIndexOf(":t") + 1) : undefined;
      if (named === undefined) return null;
      const { msg, chanId } = answer;
      const handle = typeof chanId === "number" ? { handle: String(chanId) } : {};
      return { id: null, symbol: named, ...handle, error: event === "subscribed" ? null : typeof msg === "string" ? msg : "no reason was given" };
    },
    announcesEnd: (text) => {
      const message = jsonObject(text);
      return message?.["event"] === "info" && ENDS.includes(message["code"]);
    },
  };
}

function subscription(channel: string, symbol: string, prec: "P0" | "R0"): object {
  const head = { event: "subscribe", channel };
  if (channel === "candles") return { ...head, key: `trade:1m:${symbol}` };
  return channel === "book" ? { ...head, symbol, prec, freq: "F0", len: "250" } : { ...head, symbol };
}
