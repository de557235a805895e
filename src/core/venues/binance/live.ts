import { readKlines } from "./klines.ts";
import { addressesAt, jsonObject, type LiveLimits, type LiveProfile, type StreamRoute, type SubscriptionAnswer } from "../live-profile.ts";

/** Streams of every market; the futures have two more. */
const BOOK_STREAMS = ["depth@100ms", "trade", "bookTicker"] as const;
const FIGURE_STREAMS = ["kline_1m", "ticker"] as const;
const FUTURES_STREAMS = ["markPrice@1s", "forceOrder"] as const;

/** "Kline/Candlestick chart intervals" of the three markets' documents, but for 8h, 3d and 1M, which no chart here has. */
const KLINE_INTERVALS = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d", "1w"] as const;

/**
 * Common to the three markets. Documents: "WebSocket Streams" of spot (5 messages a second come in, 300 connects in 5 minutes, 24 h),
 * "Websocket Market Streams" of the futures (10 messages, 24 h); up to 1,024 streams a connection everywhere. Fewer streams share a
 * connection here, so that one lost connection stops fewer books; and half of the connects are left to other programs.
 */
const CONNECTION_LIMITS = {
  streamsPerConnection: 200,
  streamsPerMessage: 50,
  messagesPerSecond: 4,
  connectsPer5Min: 150,
  connectionLifeMs: 24 * 3_600_000,
} as const;

interface Market {
  readonly venue: string;
  readonly restUrl: string;
  /** Address and stream kinds of each route. */
  readonly routes: readonly (readonly [socketUrl: string, kinds: readonly string[]])[];
  readonly depthPath: string;
  readonly klinesPath: string;
  /**
   * REST weight: a tenth of what the venue allows in a minute is left to other programs on this machine's address. Fifty books are so
   * asked for twice within a minute, as where a feed dies soon after its start.
   */
  readonly weightPerMinute: number;
  readonly snapshotWeight: number;
  readonly tradesPath: string;
  /** Of 1,000 trades. */
  readonly tradesWeight: number;
  /** Of 1,000 candles. */
  readonly klinesWeight: number;
  /** Whether there are candles of a second: spot alone has them. */
  readonly klinesBySecond: boolean;
}

export const BINANCE_SPOT_LIVE = profileOf({
  venue: "binance",
  restUrl: "https://api.binance.com",
  routes: [["wss://stream.binance.com:9443/stream", [...BOOK_STREAMS, ...FIGURE_STREAMS]]],
  depthPath: "/api/v3/depth",
  tradesPath: "/api/v3/trades",
  tradesWeight: 25,
  klinesPath: "/api/v3/klines",
  weightPerMinute: 5_400,
  snapshotWeight: 50,
  klinesWeight: 2,
  klinesBySecond: true,
});

/**
 * Since April 2026 the USD-M streams are split by address ("Important WebSocket Change Notice"): at the wrong one a subscription is
 * acknowledged and nothing ever comes.
 */
export const BINANCE_USDM_LIVE = profileOf({
  venue: "binance-usdm",
  restUrl: "https://fapi.binance.com",
  routes: [
    ["wss://fstream.binance.com/public/stream", BOOK_STREAMS],
    ["wss://fstream.binance.com/market/stream", [...FIGURE_STREAMS, ...FUTURES_STREAMS]],
  ],
  depthPath: "/fapi/v1/depth",
  tradesPath: "/fapi/v1/trades",
  tradesWeight: 5,
  klinesPath: "/fapi/v1/klines",
  weightPerMinute: 2_160,
  snapshotWeight: 20,
  klinesWeight: 5,
  klinesBySecond: false,
});

export const BINANCE_COINM_LIVE = profileOf({
  venue: "binance-coinm",
  restUrl: "https://dapi.binance.com",
  routes: [["wss://dstream.binance.com/stream", [...BOOK_STREAMS, ...FIGURE_STREAMS, ...FUTURES_STREAMS]]],
  depthPath: "/dapi/v1/depth",
  tradesPath: "/dapi/v1/trades",
  tradesWeight: 5,
  klinesPath: "/dapi/v1/klines",
  weightPerMinute: 2_160,
  snapshotWeight: 20,
  klinesWeight: 5,
  klinesBySecond: false,
});

function profileOf(market: Market): LiveProfile {
  const limits: LiveLimits = { ...CONNECTION_LIMITS, weightPerMinute: market.weightPerMinute, snapshotWeight: market.snapshotWeight };
  return {
    venue: market.venue,
    limits,
    usedWeightHeader: "x-mbx-used-weight-1m",
    addresses: (endpoint) =>
      addressesAt(
        endpoint,
        market.restUrl,
        market.routes.map(([socketUrl, kinds]) => routeOf(socketUrl, kinds)),
      ),
    symbolFault,
    subscribeTexts: (streams, id) => [JSON.stringify({ method: "SUBSCRIBE", params: streams, id })],
    unsubscribeTexts: (streams, id) => [JSON.stringify({ method: "UNSUBSCRIBE", params: streams, id })],
    readAnswer,
    announcesEnd: (text) => jsonObject(text)?.["e"] === "serverShutdown",
    // The greatest depth that all three markets give: a book seeded with less does not know its deeper levels.
    snapshotPath: (symbol) => `${market.depthPath}?symbol=${encodeURIComponent(symbol)}&limit=1000`,
    pastTrades: {
      weight: market.tradesWeight,
      path: (symbol) => `${market.tradesPath}?symbol=${encodeURIComponent(symbol)}&limit=1000`,
    },
    history: {
      weight: market.klinesWeight,
      intervals: market.klinesBySecond ? ["1s", ...KLINE_INTERVALS] : KLINE_INTERVALS,
      path: (symbol, interval = "1m", most = 1_000) => `${market.klinesPath}?symbol=${encodeURIComponent(symbol)}&interval=${interval}&limit=${most}`,
      read: readKlines,
    },
    isDepth,
  };
}

function routeOf(socketUrl: string, kinds: readonly string[]): StreamRoute {
  return {
    socketUrl,
    // "All symbols for streams are lowercase"; nowhere else are they.
    streams: (symbol) => kinds.map((kind) => `${symbol.toLowerCase()}@${kind}`),
    carriesDepth: kinds.some((kind) => kind.startsWith("depth")),
  };
}

function symbolFault(symbol: string): string | null {
  if (!/^[^\s\p{C}@/"\\]{1,64}$/u.test(symbol)) return "no symbol of Binance looks like that";
  const upper = symbol.toUpperCase();
  return symbol === upper ? null : `Binance writes its symbols in capitals: ${upper}`;
}

function readAnswer(text: string): SubscriptionAnswer | null {
  const answer = jsonObject(text);
  const id = answer?.["id"];
  if (answer === null || typeof id !== "number") return null;
  // Spot wraps the error, the futures answer with its members.
  const error = answer["error"] ?? ("code" in answer ? { msg: answer["msg"] } : undefined);
  if (error === undefined) return answer["result"] === null ? { id, error: null } : null;
  const { msg } = Object(error) as { msg?: unknown };
  return { id, error: typeof msg === "string" ? msg : JSON.stringify(error) };
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const WRAPPER = bytesOf('{"stream":"');
const DEPTH = bytesOf("depth");
const BARE_DEPTH = bytesOf('{"e":"depthUpdate"');
const QUOTE = 34;
const AT = 64;

function isDepth(bytes: Uint8Array, start: number, end: number): boolean {
  if (!startsWith(bytes, start, end, WRAPPER)) return startsWith(bytes, start, end, BARE_DEPTH);
  let at = start + WRAPPER.length;
  while (at < end && bytes[at] !== AT && bytes[at] !== QUOTE) at++;
  if (bytes[at] !== AT || !startsWith(bytes, at + 1, end, DEPTH)) return false;
  const after = bytes[at + 1 + DEPTH.length]; // `depth5` and its like are other streams
  return after === QUOTE || after === AT;
}

function startsWith(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
