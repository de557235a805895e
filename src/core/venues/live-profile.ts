import type { CandleRow } from "../candles/candle-row.ts";

/** Streams of a symbol that travel over connections of their own: one address, one pool of connections. */
export interface StreamRoute {
  /** The address a connection is opened to; streams are subscribed on it afterwards. */
  readonly socketUrl: string;
  /** The names of a symbol's streams on this route, at least one. */
  streams(symbol: string): readonly string[];
  /** Whether the symbol's depth stream is among them. */
  readonly carriesDepth: boolean;
}

/** Where a venue is spoken to. */
export interface LiveAddresses {
  /** REST base, without a slash at the end. */
  readonly restUrl: string;
  /** Together they carry every stream of a symbol once; exactly one carries depth. */
  readonly routes: readonly StreamRoute[];
}

/** What the venue allows, or less where this program needs less. Sources: beside each profile. */
export interface LiveLimits {
  readonly streamsPerConnection: number;
  /** Stream names in one subscribe message. */
  readonly streamsPerMessage: number;
  /** Messages a connection may send in a second, pings included. */
  readonly messagesPerSecond: number;
  /** Connections opened in any five minutes, over the whole feed. */
  readonly connectsPer5Min: number;
  /** A connection is ended by the venue when it is so old. */
  readonly connectionLifeMs: number;
  /** REST weight that may be spent in any minute, and what one depth snapshot weighs. */
  readonly weightPerMinute: number;
  readonly snapshotWeight: number;
}

/**
 * What the venue said to a subscribe or unsubscribe message; `error` is its own text where it refused. `id` is null where the venue repeats
 * none: then `symbol` says whose streams it is about, and the first answer about a symbol is the answer; or `subscribed` lists all symbols
 * that the connection carries from now on.
 */
export interface SubscriptionAnswer {
  readonly id: number | null;
  readonly symbol?: string;
  readonly subscribed?: readonly string[];
  /** What the venue calls the stream from now on, where it is to be ended by that. */
  readonly handle?: string;
  readonly error: string | null;
}

/** What must be said now and then, or the venue ends the connection. */
export interface KeepAlive {
  readonly text: string;
  readonly everyMs: number;
}

/** How a venue is asked for a symbol's latest candles. */
export interface HistoryProfile {
  /** REST weight of a request. */
  readonly weight: number;
  /** Names of the intervals that the venue publishes, of those that this program has. */
  readonly intervals: readonly string[];
  /** Path and query; of 1 m candles where no other of `intervals` is named, and of as many as one request gives where not `most`. */
  path(symbol: string, interval?: string, most?: number): string;
  /** Reads the answer, oldest first; null where the text is no such answer. `nowMs`: the venue's time, about. */
  read(text: string, nowMs: number): CandleRow[] | null;
}

/** How a venue is asked for a symbol's latest trades, under the ids that its stream gives them. Its decoder reads the answer. */
export interface PastTradesProfile {
  /** REST weight of a request. */
  readonly weight: number;
  /** Path and query: as many trades as one request gives. */
  path(symbol: string): string;
}

/** How a venue is spoken to, as data and text: it opens nothing, and reads no clock. */
export interface LiveProfile {
  /** The venue's name, as in instrument ids. */
  readonly venue: string;
  readonly limits: LiveLimits;
  /** Name of the REST answer's header that says what weight this machine has used in the current minute. */
  readonly usedWeightHeader: string;
  /**
   * The public addresses, or all of them at `endpoint` (`http://host:port`, sockets then at `ws://host:port`).
   * Null where `endpoint` is no such address.
   */
  addresses(endpoint: string | null): LiveAddresses | null;
  /** Why a text cannot be a symbol of this venue, for a person; null where it can. */
  symbolFault(symbol: string): string | null;
  /** The messages that subscribe these streams: one, save where the venue takes one channel a message. */
  subscribeTexts(streams: readonly string[], id: number): readonly string[];
  /** `handles`: what the venue's answers called these streams; empty where it gives them no names. */
  unsubscribeTexts(streams: readonly string[], id: number, handles: readonly string[]): readonly string[];
  /** False where the answer to an unsubscribe message names neither our number nor a symbol: it is not waited for. */
  readonly answersEnds?: false;
  /** Reads the answer to a subscription; null where the text is something else. */
  readAnswer(text: string): SubscriptionAnswer | null;
  /** Whether the venue announces with this text that it will soon end the connection. */
  announcesEnd(text: string): boolean;
  /** What is said on every connection before anything else: its settings, and streams that belong to no symbol. */
  readonly openingTexts?: readonly string[];
  /** Absent where the pings of the protocol are enough. */
  readonly keepAlive?: KeepAlive;
  /** Path and query of a symbol's depth snapshot; absent where the stream brings snapshots itself, each time it is subscribed. */
  snapshotPath?(symbol: string): string;
  /** Absent where a subscription begins with the latest trades, or where the venue has no such list. */
  readonly pastTrades?: PastTradesProfile;
  /** The venue's own candles for charts; absent where it publishes none, or nothing here reads them. */
  readonly history?: HistoryProfile;
  /** Whether the message in `bytes[start..end)` is of a depth stream, told from its head alone; absent where the decoder tells. */
  isDepth?(bytes: Uint8Array, start: number, end: number): boolean;
}

/** A route as a profile writes it down: an address, and the names of a symbol's streams there. */
export type RouteOf = Pick<StreamRoute, "socketUrl" | "streams" | "carriesDepth">;

/** The public addresses, or all routes and REST at one `endpoint`; null where that is no such address. */
export function addressesAt(endpoint: string | null, restUrl: string, routes: readonly RouteOf[]): LiveAddresses | null {
  if (endpoint === null) return { restUrl, routes };
  const address = /^http(s?):\/\/([^/?#\s@]+)\/?$/.exec(endpoint);
  if (address === null) return null;
  const [, secure = "", host = ""] = address;
  const all: StreamRoute = {
    socketUrl: `ws${secure}://${host}/stream`,
    streams: (symbol) => routes.flatMap((route) => route.streams(symbol)),
    carriesDepth: routes.some(({ carriesDepth }) => carriesDepth),
  };
  return { restUrl: `http${secure}://${host}`, routes: [all] };
}

/** The JSON object that a text is; null where it is none. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Streams named `channel:symbol`, as the profiles of venues do that subscribe by channel and symbol: the symbols of each channel. */
export function symbolsByChannel(streams: readonly string[]): Map<string, string[]> {
  const channels = new Map<string, string[]>();
  for (const stream of streams) {
    const at = stream.indexOf(":");
    const channel = stream.slice(0, at);
    channels.set(channel, [...(channels.get(channel) ?? []), stream.slice(at + 1)]);
  }
  return channels;
}
