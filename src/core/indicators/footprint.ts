import { add, compare, type Int, subtract } from "../base/decimal.ts";
import type { PriceProfile, ProfileRow } from "./price-profile.ts";

/** One row of a candle's footprint. */
export interface FootprintRow extends ProfileRow {
  /** Buyers here took at least the ratio times what sellers did one row below, where those took anything. */
  readonly buyImbalance: boolean;
  /** Sellers here took at least the ratio times what buyers did one row above, where those took anything. */
  readonly sellImbalance: boolean;
}

/** What was traded within a candle, by price and side. Integers at the scale of the profile. */
export interface Footprint {
  /** Lowest price first; rows without a trade are left out. */
  readonly rows: readonly FootprintRow[];
  readonly volume: Int;
  /** Bought less sold. */
  readonly delta: Int;
  /** The row with most volume, the lowest of equals; null where nothing was traded. */
  readonly poc: Int | null;
}

/** The footprint of a candle from the profile of its trades, in rows of `rowTicks`, with imbalances of `ratio` to 1 across the diagonal. */
export function footprintOf(profile: PriceProfile, { rowTicks = 1, ratio = 3 } = {}): Footprint {
  const rows = profile.rows(rowTicks);
  const neighbour = (at: number, step: 1 | -1): ProfileRow | undefined => {
    const [own, next] = [rows[at], rows[at + step]];
    return own !== undefined && next !== undefined && compare(next.price, add(own.price, step * rowTicks)) === 0 ? next : undefined;
  };
  const outweighs = (own: Int, other: Int = 0): boolean => compare(other, 0) > 0 && Number(own) >= ratio * Number(other);
  let [volume, delta]: [Int, Int] = [0, 0];
  let busiest: { price: Int; volume: Int } | null = null;
  for (const { price, buy, sell } of rows) {
    const both = add(buy, sell);
    volume = add(volume, both);
    delta = add(delta, subtract(buy, sell));
    if (busiest === null || compare(both, busiest.volume) > 0) busiest = { price, volume: both };
  }
  return {
    rows: rows.map((row, at) => ({
      ...row,
      buyImbalance: outweighs(row.buy, neighbour(at, -1)?.sell),
      sellImbalance: outweighs(row.sell, neighbour(at, 1)?.buy),
    })),
    volume,
    delta,
    poc: busiest?.price ?? null,
  };
}
