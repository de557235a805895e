/**
 * What the process of a ccxt exchange says over its socket. It is made by this program from ccxt's unified objects, and marked as such: each
 * message is a JSON object whose first member is `unified`. Numbers are JavaScript's own shortest text, as ccxt holds them; what is no number
 * (`NaN`) comes as text and is refused where it is read.
 */
export type UnifiedEvent = UnifiedTrade | UnifiedBook | UnifiedAudit | UnifiedBreak | UnifiedBackfill | UnifiedAnswer;

type Figure = number | string;

/** One trade, as ccxt appended it to its list. */
export interface UnifiedTrade {
  readonly unified: "trade";
  readonly symbol: string;
  /** The exchange's id; empty where it gave none. */
  readonly id: string;
  /** The trade's time by the exchange, Unix ms; null where it gave none: then `receivedMs` says when it came. */
  readonly ms: number | null;
  readonly receivedMs?: number;
  /** Not told by the stream but by the exchange's REST side, after a break. */
  readonly backfill?: true;
  /** The aggressor's; empty where the exchange does not say. */
  readonly side: string;
  readonly price: Figure;
  readonly amount: Figure;
}

/**
 * An update of a book's best levels. `n` counts the events of this book on this socket and leaves one out where the book was lost: `lost` says
 * why. A `full` one has every level held, up to `depth` a side; else the levels that changed, with amount 0 where one is no more.
 */
export interface UnifiedBook {
  readonly unified: "book";
  readonly symbol: string;
  readonly n: number;
  readonly full: boolean;
  readonly depth: number;
  readonly ms: number | null;
  readonly lost?: string;
  readonly bids: readonly (readonly [price: Figure, amount: Figure])[];
  readonly asks: readonly (readonly [price: Figure, amount: Figure])[];
}

/** What the exchange answered over REST, now and then, about a book that nothing in its stream proves: its best levels. */
export interface UnifiedAudit {
  readonly unified: "audit";
  readonly symbol: string;
  readonly bids: UnifiedBook["bids"];
  readonly asks: UnifiedBook["asks"];
}

/** The exchange's stream of a symbol's trades broke, and is asked for again: what it would have said meanwhile is missing. */
export interface UnifiedBreak {
  readonly unified: "break";
  readonly symbol: string;
  readonly stream: "trade";
  readonly reason: string;
}

/** What became of a break: so many trades were got from the exchange's REST side and told before this; or why none could be joined. */
export interface UnifiedBackfill {
  readonly unified: "backfill";
  readonly symbol: string;
  readonly trades: number;
  readonly reason: string;
}

/** The answer to a {@link UnifiedRequest}. */
export interface UnifiedAnswer {
  readonly unified: "answer";
  readonly id: number;
  /** Null where the request was understood; else why not, in one line. */
  readonly error: string | null;
}

/** What the feed says to the process. */
export interface UnifiedRequest {
  readonly op: "subscribe" | "unsubscribe";
  readonly id: number;
  readonly book: readonly string[];
  readonly trade: readonly string[];
}

/** Levels a side that are compared with the exchange's REST answer. */
export const AUDIT_DEPTH = 25;
/** Levels a side that are recorded of each book. */
export const BOOK_DEPTH = 100;
