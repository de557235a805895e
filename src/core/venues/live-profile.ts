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

/** What the venue said to a subscribe or unsubscribe message; `error` is its own text where it refused. */
export interface SubscriptionAnswer {
  readonly id: number;
  readonly error: string | null;
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
  subscribeText(streams: readonly string[], id: number): string;
  unsubscribeText(streams: readonly string[], id: number): string;
  /** Reads the answer to a subscription; null where the text is something else. */
  readAnswer(text: string): SubscriptionAnswer | null;
  /** Whether the venue announces with this text that it will soon end the connection. */
  announcesEnd(text: string): boolean;
  /** Path and query of a symbol's depth snapshot. */
  snapshotPath(symbol: string): string;
  /** Whether the message in `bytes[start..end)` is of a depth stream, told from its head alone. */
  isDepth(bytes: Uint8Array, start: number, end: number): boolean;
}
