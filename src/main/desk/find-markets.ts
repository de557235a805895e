import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { MarketsFound } from "./page-control.ts";

/** The most markets that one answer names. */
const MOST_FOUND = 50;

/** Markets whose id holds what was typed, those that begin with it first; `markets` null: the venue's are not known, and those watched are searched. */
export function findMarkets(
  query: string,
  markets: readonly string[] | null,
  watched: readonly string[],
): Pick<MarketsFound, "markets" | "more" | "reason"> {
  const typed = query.trim().toUpperCase();
  const symbolOf = (instrument: string): string => splitInstrumentId(instrument).symbol.toUpperCase();
  const found = (markets ?? watched)
    .filter((instrument) => symbolOf(instrument).includes(typed))
    .toSorted((a, b) => Number(symbolOf(b).startsWith(typed)) - Number(symbolOf(a).startsWith(typed)) || (symbolOf(a) < symbolOf(b) ? -1 : 1));
  return {
    markets: found.slice(0, MOST_FOUND).map((instrument) => ({
      instrument,
      base: splitInstrumentId(instrument).symbol,
      quote: "",
      kind: "spot",
      watched: watched.includes(instrument),
    })),
    more: markets === null ? null : Math.max(0, found.length - MOST_FOUND),
    reason: markets === null ? "the venue's markets are not known yet: type a symbol as the exchange writes it" : "",
  };
}
