/** The chart library counts prices in steps of their last decimal, and hangs where it cannot count them: up to 2^53, about so many digits. */
const MOST_DIGITS = 15;
/** Beyond this many decimals the axis shows none. */
const MOST_PLACES = 12;

/** What prices are divided by before they are drawn, and how many decimals the axis then has. */
export interface PriceUnit {
  readonly unit: number;
  readonly places: number;
}

/** @param greatest the greatest price to be drawn, as a double; `places`: decimals that the prices have */
export function priceUnit(greatest: number, places: number): PriceUnit {
  const digits = greatest >= 1 ? Math.floor(Math.log10(greatest)) + 1 : 1;
  return { unit: 10 ** Math.max(0, digits - MOST_DIGITS), places: Math.max(0, Math.min(places, MOST_PLACES, MOST_DIGITS - digits)) };
}
