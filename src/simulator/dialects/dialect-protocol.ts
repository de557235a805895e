import type { Protocol } from "../exchange-server.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Timeline } from "../timeline.ts";
import type { Dialect } from "./dialect.ts";

/** What an exchange of this dialect says: a conversation at every address, and over REST what the dialect has to say there. */
export function dialectProtocol(dialect: Dialect, feeds: Iterable<SymbolFeed>, timeline: Timeline): Protocol {
  const byName = new Map([...feeds].map((feed) => [dialect.symbolOf(feed.market), feed]));
  return {
    open: () => (client) => dialect.begin({ client, feeds: byName, timeline }),
    get: (url, nowMs) => dialect.get?.(url, nowMs, byName) ?? { status: 404, body: '{"error":"there is nothing at this path"}', weight: 1 },
  };
}
