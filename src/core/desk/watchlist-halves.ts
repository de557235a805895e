import type { Decimal } from "../base/decimal.ts";
import { decimalOf } from "../base/decimal-text.ts";
import type { AnalyticsHalf, BookHalf } from "../contract/view.ts";
import { venueTicker, type VenueTickerFigure } from "../ticker/venue-ticker.ts";
import type { AnalyticsPart } from "./analytics-part.ts";
import type { BookPart } from "./book-part.ts";

/** Reads the half of a watchlist row that a book gives; `sinceMs` is when its quality became what it is, Unix ms. */
export function bookHalf(part: BookPart, sinceMs: number): BookHalf {
  const { book, isReadable, quality, reason } = part;
  const { price: scale } = book.scale;
  return {
    bid: isReadable && book.hasBids ? { mantissa: book.bidAt(0).price, scale } : null,
    ask: isReadable && book.hasAsks ? { mantissa: book.askAt(0).price, scale } : null,
    quality,
    sinceMs,
    reason,
  };
}

/** Reads the half that an instrument's aggregates give. */
export function analyticsHalf(part: AnalyticsPart): AnalyticsHalf {
  const { lastTrade: last, lastScale } = part.analytics;
  return {
    last: last && { mantissa: last.price, scale: lastScale.price },
    lastMs: last && last.eventMs,
    ...((part.analytics.spansWindow ? null : venueStatistics(part)) ?? ownStatistics(part) ?? NO_STATISTICS),
  };
}

type StatisticsOf = Omit<AnalyticsHalf, "last" | "lastMs">;

const NO_STATISTICS: StatisticsOf = { open: null, high: null, low: null, volume: null, quoteVolume: null, statistics: null };

/** As the exchange's 24 h ticker publishes them; null where none was seen. */
function venueStatistics({ figures }: AnalyticsPart): StatisticsOf | null {
  const published = figures.get("ticker");
  if (published === undefined) return null;
  const told = venueTicker(published);
  const read = (figure: VenueTickerFigure): Decimal | null => (told[figure] === null ? null : decimalOf(told[figure]));
  return {
    open: read("open"),
    high: read("high"),
    low: read("low"),
    volume: read("volume"),
    quoteVolume: read("quoteVolume"),
    statistics: "venue",
  };
}

/** Of the trades recorded; null before the first. */
function ownStatistics({ analytics }: AnalyticsPart): StatisticsOf | null {
  const { open, high, low, volume, quoteVolume, trades, scale } = analytics.ticker24h();
  if (analytics.tradeCount === 0 && trades === 0) return null;
  const price = (mantissa: Decimal["mantissa"] | null): Decimal | null => (mantissa === null ? null : { mantissa, scale: scale.price });
  return {
    open: price(open),
    high: price(high),
    low: price(low),
    volume: { mantissa: volume, scale: scale.qty },
    quoteVolume: { mantissa: quoteVolume, scale: scale.price + scale.qty },
    statistics: "own",
  };
}
