import { addressesAt, jsonObject, type LiveProfile } from "../live-profile.ts";

const CHANNELS = ["orderbook.200", "orderbook.1", "publicTrade", "tickers", "kline.1"] as const;
const LINEAR_CHANNELS = ["allLiquidation"] as const;

export const BYBIT_SPOT_LIVE = profileOf("bybit-spot", "spot", CHANNELS);
export const BYBIT_LINEAR_LIVE = profileOf("bybit-linear", "linear", [...CHANNELS, ...LINEAR_CHANNELS]);

/**
 * Bybit's WebSocket API v5. Documents: "Connect" (500 connects in 5 minutes; spot takes 10 topics a request; `ping` each 20 s),
 * "Orderbook" (200 levels a side at 100 ms and slower, snapshot first and whenever the service begins anew).
 */
function profileOf(venue: string, category: "spot" | "linear", channels: readonly string[]): LiveProfile {
  return {
    venue,
    limits: {
      streamsPerConnection: 200,
      streamsPerMessage: 10,
      messagesPerSecond: 4,
      connectsPer5Min: 150,
      connectionLifeMs: 24 * 3_600_000,
      weightPerMinute: 240,
      snapshotWeight: 1,
    },
    usedWeightHeader: "",
    keepAlive: { text: '{"op":"ping"}', everyMs: 20_000 },
    addresses: (endpoint) =>
      addressesAt(endpoint, "https://api.bybit.com", [
        {
          socketUrl: `wss://stream.bybit.com/v5/public/${category}`,
          streams: (symbol) => channels.map((channel) => `${channel}.${symbol}`),
          carriesDepth: true,
        },
      ]),
    symbolFault(symbol) {
      if (!/^[^\s\p{C}."\\]{1,64}$/u.test(symbol)) return "no symbol of Bybit looks like that";
      const upper = symbol.toUpperCase();
      return symbol === upper ? null : `Bybit writes its symbols in capitals: ${upper}`;
    },
    // "Get Recent Public Trades": 60 of spot, 1,000 of derivatives; an address has 600 requests in 5 s.
    pastTrades: {
      weight: 1,
      path: (symbol) => `/v5/market/recent-trade?category=${category}&symbol=${encodeURIComponent(symbol)}&limit=${category === "spot" ? 60 : 1_000}`,
    },
    subscribeTexts: (streams, id) => [JSON.stringify({ req_id: String(id), op: "subscribe", args: streams })],
    unsubscribeTexts: (streams, id) => [JSON.stringify({ req_id: String(id), op: "unsubscribe", args: streams })],
    readAnswer(text) {
      const answer = jsonObject(text);
      const id = answer?.["req_id"];
      if (answer === null || typeof id !== "string" || !/^[0-9]{1,15}$/.test(id) || !("success" in answer)) return null;
      const { success, ret_msg: reason } = answer;
      if (success === true) return { id: Number(id), error: null };
      return { id: Number(id), error: typeof reason === "string" && reason !== "" ? reason : "no reason was given" };
    },
    announcesEnd: () => false,
  };
}
