import { plainDecimal } from "../../core/base/shortest-decimal.ts";
import { instrumentId } from "../../core/market/instrument.ts";
import type { MarketListing } from "../../core/market/market-listing.ts";
import type { MetadataSource } from "./metadata-source.ts";

const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;
/** Longer names are nonsense. */
const MOST_NAME = 64;

/**
 * The listings of a venue from ccxt's markets. A market without a usable name is left out; a step that is no positive number is null.
 * @param precisionMode how ccxt means `precision`: decimal places, significant digits (which is no step), or the step itself
 */
export function marketListings(
  venue: string,
  source: MetadataSource,
  precisionMode: number,
  markets: Readonly<Record<string, unknown>>,
): MarketListing[] {
  const listings = new Map<string, MarketListing>();
  for (const value of Object.values(markets)) {
    if (typeof value !== "object" || value === null) continue;
    const market = value as Readonly<Record<string, unknown>>;
    if (!source.holds(market)) continue;
    const id = nameOf(market[source.idMember]);
    const symbol = nameOf(market["symbol"]);
    if (id === null || symbol === null || listings.has(id)) continue;
    const precision = Object(market["precision"]) as Readonly<Record<string, unknown>>;
    listings.set(id, {
      instrument: instrumentId(venue, id),
      symbol,
      base: nameOf(market["base"]) ?? "",
      quote: nameOf(market["quote"]) ?? "",
      tickSize: stepOf(precision["price"], precisionMode),
      lotSize: stepOf(precision["amount"], precisionMode),
      contractSize: market["contract"] === true ? positive(market["contractSize"]) : null,
      active: typeof market["active"] === "boolean" ? market["active"] : null,
    });
  }
  return [...listings.values()];
}

function nameOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= MOST_NAME && value.isWellFormed() && !/\p{Cc}/u.test(value) ? value : null;
}

function stepOf(precision: unknown, mode: number): string | null {
  if (mode === TICK_SIZE) return positive(precision);
  if (mode !== DECIMAL_PLACES || typeof precision !== "number" || !Number.isInteger(precision) || Math.abs(precision) > 30) return null;
  return plainDecimal(`1e${-precision}`) ?? null;
}

/** Shortest text of a positive number: ccxt made it of the exchange's text, and a step has fewer digits than a double holds. */
function positive(value: unknown): string | null {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? (plainDecimal(String(value)) ?? null) : null;
}
