import { type Int, POW10, rescale } from "../base/decimal.ts";
import type { Scale } from "../market/instrument.ts";

/** Finds the least scale at which every value shown to it, held at one scale, is still an integer. */
class LeastScale {
  readonly held: number;
  least = 0;

  constructor(held: number) {
    this.held = held;
  }

  see(value: Int): void {
    while (this.least < this.held && !isMultiple(value, this.held - this.least)) this.least++;
  }
}

function isMultiple(value: Int, places: number): boolean {
  if (typeof value === "bigint") return value % 10n ** BigInt(places) === 0n;
  return places <= 15 ? value % (POW10[places] as number) === 0 : value === 0;
}

function reduce(value: Int, places: number): Int {
  if (places <= 0) return rescale(value, 0, -places);
  // The quotient is an integer, and a double division of exact operands rounds an exact result to itself.
  return typeof value === "number" && places <= 15 ? value / (POW10[places] as number) : rescale(value, places, 0);
}

/**
 * The scale at which a state is written, so that equal values give equal bytes whatever scale they happen to be held at:
 * the shortest for all its quantities, and the shortest for its prices at which the sums of price * qty are integers too (that may be
 * more than the prices are held at: 0.25 + 0.75 lots need no decimals, their turnover may need four).
 * Show it every value first, then reduce each while writing.
 */
export class CanonicalScale {
  private readonly prices: LeastScale;
  private readonly quantities: LeastScale;
  private readonly quotes: LeastScale;

  constructor(held: Scale) {
    this.prices = new LeastScale(held.price);
    this.quantities = new LeastScale(held.qty);
    this.quotes = new LeastScale(held.price + held.qty);
  }

  seePrice(value: Int): void {
    this.prices.see(value);
  }

  seeQty(value: Int): void {
    this.quantities.see(value);
  }

  seeQuote(value: Int): void {
    this.quotes.see(value);
  }

  get scale(): Scale {
    const qty = this.quantities.least;
    return { price: Math.max(this.prices.least, this.quotes.least - qty), qty };
  }

  /** The functions that bring held values to {@link scale}. */
  reducer(): ScaleReducer {
    const { price, qty } = this.scale;
    const pricePlaces = this.prices.held - price;
    const qtyPlaces = this.quantities.held - qty;
    return {
      price: (value) => reduce(value, pricePlaces),
      qty: (value) => reduce(value, qtyPlaces),
      quote: (value) => reduce(value, pricePlaces + qtyPlaces),
    };
  }
}

/** Brings prices, quantities and sums of price * qty from the scale they are held at to the one they are written at. */
export interface ScaleReducer {
  price(value: Int): Int;
  qty(value: Int): Int;
  quote(value: Int): Int;
}
