import type { ClientSocket, Conversation } from "../client-socket.ts";
import type { Market } from "../market.ts";
import type { RestAnswer } from "../rest-api.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Timeline } from "../timeline.ts";

/** What a conversation in any dialect needs: whom it is with, and what it may be about. */
export interface DialectContext {
  readonly client: ClientSocket;
  /** By the name that the dialect's exchange gives the symbol. */
  readonly feeds: ReadonlyMap<string, SymbolFeed>;
  readonly timeline: Timeline;
}

/** How an exchange other than Binance spot tells of the same markets. */
export interface Dialect {
  /** On the command line. */
  readonly name: string;
  /** What its exchange would call the market. */
  symbolOf(market: Market): string;
  begin(context: DialectContext): Conversation;
  /** Answers a REST request; absent where the dialect needs none. @param nowMs the exchange's time, in Unix ms with a fraction */
  get?(url: URL, nowMs: number, feeds: ReadonlyMap<string, SymbolFeed>): RestAnswer;
}
