import { jsonObject, type LiveProfile, symbolsByChannel } from "../live-profile.ts";
import type { UnifiedRequest } from "./unified-event.ts";

/**
 * How the process of a ccxt exchange is spoken to: over a socket on this machine, in our own words. Its limits are ours alone; those of the
 * exchange are kept by ccxt, in that process.
 */
export function ccxtLive(venue: string): LiveProfile {
  return {
    venue,
    limits: {
      streamsPerConnection: 2_000,
      streamsPerMessage: 200,
      messagesPerSecond: 50,
      connectsPer5Min: 300,
      connectionLifeMs: Number.MAX_SAFE_INTEGER,
      weightPerMinute: 1,
      snapshotWeight: 1,
    },
    usedWeightHeader: "",
    // There is no address but that of the process, which the shell has started before the feed.
    addresses: (endpoint) => {
      if (endpoint === null || !/^ws:\/\/127\.0\.0\.1:[0-9]{1,5}\/[0-9a-f]+$/.test(endpoint)) return null;
      const streams = (symbol: string): string[] => [`book:${symbol}`, `trade:${symbol}`];
      return { restUrl: "", routes: [{ socketUrl: endpoint, streams, carriesDepth: true }] };
    },
    symbolFault: (symbol) => (/^[^\s\p{C}"\\]{1,64}$/u.test(symbol) ? null : "no symbol of an exchange looks like that"),
    subscribeTexts: (streams, id) => [requestText("subscribe", streams, id)],
    unsubscribeTexts: (streams, id) => [requestText("unsubscribe", streams, id)],
    readAnswer(text) {
      const answer = jsonObject(text);
      if (answer?.["unified"] !== "answer") return null;
      const { id, error } = answer;
      return typeof id === "number" ? { id, error: typeof error === "string" ? error : null } : null;
    },
    announcesEnd: () => false,
  };
}

function requestText(op: UnifiedRequest["op"], streams: readonly string[], id: number): string {
  const channels = symbolsByChannel(streams);
  const request: UnifiedRequest = { op, id, book: channels.get("book") ?? [], trade: channels.get("trade") ?? [] };
  return JSON.stringify(request);
}
