/** How Binance's three markets differ on the wire. */
export interface BinanceRules {
  /** Futures diffs carry `pu`, and only trades with `X == "MARKET"` are volume. */
  readonly futures: boolean;
}
