import { addressesAt, jsonObject, type LiveProfile, type SubscriptionAnswer } from "../live-profile.ts";

const CHANNELS = ["books", "books1", "trade", "ticker", "candle1m"] as const;

export const BITGET_SPOT_LIVE = profileOf("bitget-spot", () => "SPOT");
/** A symbol of a market that settles in coin ends in USD, one in USDC in PERP; all others settle in USDT. */
export const BITGET_PERP_LIVE = profileOf("bitget-perp", (symbol) =>
  symbol.endsWith("PERP") ? "USDC-FUTURES" : symbol.endsWith("USD") ? "COIN-FUTURES" : "USDT-FUTURES",
);

/**
 * Bitget's WebSocket API v2. Documents: "Websocket Introduction" (300 connects in 5 minutes, 10 messages a second, under 50 channels a
 * connection for stability, "ping" each 30 s), "Depth Channel" (whole book first, then what changes).
 */
function profileOf(venue: string, typeOf: (symbol: string) => string): LiveProfile {
  const text = (op: "subscribe" | "unsubscribe", streams: readonly string[]): string => {
    const args = streams.map((stream) => {
      const [channel = "", instId = ""] = stream.split(":");
      return { instType: typeOf(instId), channel, instId };
    });
    return JSON.stringify({ op, args });
  };
  return {
    venue,
    limits: {
      streamsPerConnection: 50,
      streamsPerMessage: 50,
      messagesPerSecond: 4,
      connectsPer5Min: 100,
      connectionLifeMs: 24 * 3_600_000,
      weightPerMinute: 60,
      snapshotWeight: 1,
    },
    usedWeightHeader: "",
    keepAlive: { text: "ping", everyMs: 25_000 },
    addresses: (endpoint) =>
      addressesAt(endpoint, "https://api.bitget.com", [
        {
          socketUrl: "wss://ws.bitget.com/v2/ws/public",
          streams: (symbol) => CHANNELS.map((channel) => `${channel}:${symbol}`),
          carriesDepth: true,
        },
      ]),
    symbolFault(symbol) {
      if (!/^[^\s\p{C}:"\\]{1,64}$/u.test(symbol)) return "no symbol of Bitget looks like that";
      const upper = symbol.toUpperCase();
      return symbol === upper ? null : `Bitget writes its symbols in capitals: ${upper}`;
    },
    subscribeTexts: (streams) => [text("subscribe", streams)],
    unsubscribeTexts: (streams) => [text("unsubscribe", streams)],
    readAnswer,
    announcesEnd: () => false,
  };
}

/** Bitget answers each channel of a symbol by itself, and repeats no number of ours. */
function readAnswer(message: string): SubscriptionAnswer | null {
  const answer = jsonObject(message);
  const event = answer?.["event"];
  if (answer === null || (event !== "subscribe" && event !== "unsubscribe" && event !== "error")) return null;
  const { instId } = Object(answer["arg"]) as { instId?: unknown };
  if (event !== "error") return typeof instId === "string" ? { id: null, symbol: instId, error: null } : null;
  const { msg } = answer;
  const reason = typeof msg === "string" ? msg : "no reason was given";
  const symbol = typeof instId === "string" ? instId : /instId:([^\s,]+)/.exec(reason)?.[1];
  return symbol === undefined ? null : { id: null, symbol, error: reason };
}
