import type { InstrumentId } from "./instrument.ts";

/** What a venue publishes of one of its markets. Decimals are plain text without exponent, null where the venue does not say. */
export interface MarketListing {
  readonly instrument: InstrumentId;
  /** Its name the way every venue's is written: `BTC/USDT`, `BTC/USDT:USDT` for a perpetual settled in USDT. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** The smallest steps of price and of quantity. */
  readonly tickSize: string | null;
  readonly lotSize: string | null;
  /** Of a derivative: what one contract stands for, in the base or (inverse contracts) in the quote. */
  readonly contractSize: string | null;
  /** Whether it trades now; null where the venue does not say. */
  readonly active: boolean | null;
}
