/** How Binance's three markets differ on the wire. */
export interface BinanceRules {
  /** Futures diffs carry `pu`, and only trades with `X == "MARKET"` are volume. */
  readonly futures: boolean;
}

/** The latest event time accepted, in Unix ms: the end of the year 9999. */
export const MAX_EVENT_MS = 253_402_300_799_999;
