import type { Market } from "./market.ts";
import type { Random } from "./random.ts";

/** People type round sizes, and programs do not. */
const ROUND_SHARE = 0.3;
/** A few trades are far larger than the rest. */
const WHALE_SHARE = 0.02;
const WHALE_TIMES = 8;
const WHALE_EXPONENT = 1.4;
/** The largest order, in medians: a power law has no end of its own. */
const LARGEST = 400;
/** Every so much farther from the touch (as a fraction of the price), orders are one median larger. */
const GROWTH_DISTANCE = 0.002;
const MOST_GROWTH = 12;

/** Draws sizes in lots: heavy-tailed, some of them round, larger away from the touch. */
export class OrderSizes {
  private readonly market: Market;
  private readonly random: Random;

  constructor(market: Market, random: Random) {
    this.market = market;
    this.random = random;
  }

  /** @param distance from the touch, as a fraction of the price */
  resting(price: number, distance: number): number {
    const growth = Math.min(MOST_GROWTH, 1 + distance / GROWTH_DISTANCE);
    return this.lots(this.random.logNormal(this.market.quoteNotional * growth, 1.1), price);
  }

  taking(price: number): number {
    const { random, market } = this;
    const whale = random.chance(WHALE_SHARE) ? random.pareto(WHALE_TIMES, WHALE_EXPONENT) : 1;
    const notional = random.logNormal(market.tradeNotional, 1.5) * whale;
    return this.lots(Math.min(notional, market.tradeNotional * LARGEST), price);
  }

  private lots(notional: number, price: number): number {
    const lots = this.market.lot.nearest(notional / price);
    if (!this.random.chance(ROUND_SHARE)) return lots;
    const digits = 10 ** Math.max(0, Math.floor(Math.log10(lots)) - this.random.integer(2));
    return Math.max(1, Math.round(lots / digits)) * digits;
  }
}
