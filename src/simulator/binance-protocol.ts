import type { Protocol } from "./exchange-server.ts";
import type { RestApi } from "./rest-api.ts";
import { StreamConnection } from "./stream-connection.ts";
import type { StreamHub } from "./stream-hub.ts";

/** Binance spot: REST under `/api/v3`, streams under `/ws` and `/stream`. */
export function binanceProtocol(api: RestApi, hub: StreamHub): Protocol {
  return {
    open(url) {
      const target = targetOf(url);
      return target === null ? null : (client) => new StreamConnection(client, hub, target.combined, target.streams);
    },
    get: (url, nowMs) => api.get(url, nowMs),
  };
}

interface Target {
  readonly combined: boolean;
  readonly streams: readonly string[];
}

/** What a WebSocket's address asks for: `/ws`, `/ws/a/b` and `/stream?streams=a/b`; null where there is nothing. */
function targetOf({ pathname, searchParams }: URL): Target | null {
  if (pathname === "/stream") return { combined: true, streams: namesOf(searchParams.get("streams") ?? "") };
  if (pathname !== "/ws" && !pathname.startsWith("/ws/")) return null;
  const path = decoded(pathname.slice("/ws/".length));
  return path === null ? null : { combined: false, streams: namesOf(path) };
}

function namesOf(list: string): string[] {
  return list.split("/").filter((name) => name !== "");
}

/** Percent-encoded text as it was meant; null where it is not validly encoded. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
