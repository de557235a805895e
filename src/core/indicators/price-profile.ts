import { add, compare, type Int, toNumber } from "../base/decimal.ts";
import type { Side } from "../market/trade.ts";
import { type ValueArea, valueArea } from "./value-area.ts";

/** What was traded at one price, or in one row of prices, by who took it from the book. */
export interface ProfileRow {
  /** The price, or the lowest of the row. */
  readonly price: Int;
  readonly buy: Int;
  readonly sell: Int;
}

/**
 * Volume by price, exact: prices and quantities are integers at one scale, so the order of trades changes nothing. One of a candle is
 * its footprint, one of a session its volume profile; profiles of candles add up to that of their session.
 */
export class PriceProfile {
  private readonly byPrice = new Map<Int, { buy: Int; sell: Int }>();

  /** Adds a trade; `side` is the aggressor's. */
  add(price: Int, qty: Int, side: Side): void {
    const row = this.byPrice.get(price);
    if (row === undefined) this.byPrice.set(price, side === "buy" ? { buy: qty, sell: 0 } : { buy: 0, sell: qty });
    else row[side] = add(row[side], qty);
  }

  /** Adds all of another profile at the same scale. */
  merge(other: PriceProfile): void {
    for (const [price, { buy, sell }] of other.byPrice) {
      if (compare(buy, 0) !== 0) this.add(price, buy, "buy");
      if (compare(sell, 0) !== 0) this.add(price, sell, "sell");
    }
  }

  /** In order of price, lowest first. Prices are joined into rows of `rowTicks` units of the scale, counted from 0; rows without a trade are left out. */
  rows(rowTicks = 1): ProfileRow[] {
    const joined = new Map<Int, { buy: Int; sell: Int }>();
    for (const [price, { buy, sell }] of this.byPrice) {
      const start = rowOf(price, rowTicks);
      const row = joined.get(start);
      joined.set(start, row === undefined ? { buy, sell } : { buy: add(row.buy, buy), sell: add(row.sell, sell) });
    }
    return Array.from(joined, ([price, sums]) => ({ price, ...sums })).sort((a, b) => compare(a.price, b.price));
  }

  /** Point of control and value area over rows of `rowTicks`: the lowest price of each row. Null where nothing was traded. */
  valueArea(share = 0.7, rowTicks = 1): Readonly<Record<keyof ValueArea, Int>> | null {
    const rows = this.rows(rowTicks);
    // Rows without a trade count as rows: the pairs of the rule are neighbours in price.
    const [lowest, highest] = [rows[0]?.price, rows.at(-1)?.price];
    if (lowest === undefined || highest === undefined) return null;
    const places = Number(BigInt(highest) - BigInt(lowest)) / rowTicks + 1;
    if (places > MOST_ROWS)
      throw new RangeError(
        `a profile of ${places} rows is too fine: choose rows of ${Math.ceil((rowTicks * places) / (MOST_ROWS - 1))} ticks or more`,
      );
    const volumes = new Float64Array(places);
    const indexOf = (price: Int): number => Number(BigInt(price) - BigInt(lowest)) / rowTicks;
    for (const { price, buy, sell } of rows) volumes[indexOf(price)] = toNumber(add(buy, sell), 0);
    const area = valueArea(volumes, share);
    const priceOf = (row: number): Int => add(lowest, row * rowTicks);
    return area && { poc: priceOf(area.poc), low: priceOf(area.low), high: priceOf(area.high) };
  }
}

/** More than any screen shows, and little enough to lay out at once. */
const MOST_ROWS = 1_000_000;

function rowOf(price: Int, rowTicks: number): Int {
  if (rowTicks === 1) return price;
  if (typeof price === "number") return Math.floor(price / rowTicks) * rowTicks;
  const ticks = BigInt(rowTicks);
  return price - (((price % ticks) + ticks) % ticks);
}
