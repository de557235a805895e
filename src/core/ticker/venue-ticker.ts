import { parseDecimal } from "../base/decimal.ts";
import type { VenueFigures } from "../venues/message.ts";

/**
 * Where venues publish their 24 h figures: Binance `o h l c v q`; Bybit `prevPrice24h` and others, Bitget `open24h`, `lastPr`; OKX `open24h`,
 * `last`; Kraken and Bitfinex `high`, `last`; Coinbase `high_24_h`, `price`. OKX's `vol24h` is left out: its unit depends on the instrument.
 */
const NAMES = {
  open: ["o", "open24h", "prevPrice24h"],
  high: ["h", "highPrice24h", "high24h", "high", "high_24_h"],
  low: ["l", "lowPrice24h", "low24h", "low", "low_24_h"],
  last: ["c", "lastPrice", "last", "lastPr", "price"],
  volume: ["v", "volume24h", "baseVolume", "volume", "volume_24_h"],
  quoteVolume: ["q", "turnover24h", "quoteVolume"],
} as const;

export type VenueTickerFigure = keyof typeof NAMES;

export const VENUE_TICKER_FIGURES = Object.keys(NAMES) as VenueTickerFigure[];

/** A venue's own 24 h figures as decimal text; null where it does not publish one, or has not yet. */
export type VenueTickerFigures = Readonly<Record<VenueTickerFigure, string | null>>;

/** Reads the figures of a venue's ticker by whatever names it has for them. */
export function venueTicker({ values }: VenueFigures): VenueTickerFigures {
  const read = (figure: VenueTickerFigure): string | null => {
    const text = NAMES[figure].map((name) => values[name]).find((value) => typeof value === "string" && parseDecimal(value) !== undefined);
    return typeof text === "string" ? text : null;
  };
  return Object.fromEntries(VENUE_TICKER_FIGURES.map((figure) => [figure, read(figure)])) as VenueTickerFigures;
}
