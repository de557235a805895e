import { BINANCE_COINM, BINANCE_SPOT, BINANCE_USDM } from "./binance/venues.ts";
import type { Venue } from "./venue.ts";

export const ALL_VENUES: readonly Venue[] = [BINANCE_SPOT, BINANCE_USDM, BINANCE_COINM];

/** The venue of that name, or undefined. */
export function venueNamed(name: string): Venue | undefined {
  return ALL_VENUES.find((venue) => venue.name === name);
}
