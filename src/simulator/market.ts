import { Step } from "./step.ts";

/** What one simulated symbol is. Names are those of real symbols; every number that moves is invented. */
export interface MarketProfile {
  /** The exchange's own id. */
  readonly symbol: string;
  /** Smallest steps of price and quantity, as decimal text. */
  readonly tickSize: string;
  readonly lotSize: string;
  /** In the quote currency. */
  readonly startPrice: number;
  /** Standard deviation of the price over one minute, as a fraction of the price. */
  readonly minuteVolatility: number;
  /** Correlation of the price with that of the whole market: 0 to 1. */
  readonly correlation: number;
  /** Orders placed, cancelled and taken in a second, on average over bursts and lulls. */
  readonly actionsPerSecond: number;
  /** Resting orders that each side keeps near to. */
  readonly ordersPerSide: number;
  /** The spread that market makers quote, in ticks. */
  readonly spreadTicks: number;
  /** Median worth of a resting order at the touch and of a trade, in the quote currency. */
  readonly quoteNotional: number;
  readonly tradeNotional: number;
}

/** A profile with its steps made ready. */
export interface Market extends MarketProfile {
  readonly tick: Step;
  readonly lot: Step;
}

export function marketOf(profile: MarketProfile): Market {
  return { ...profile, tick: new Step(profile.tickSize), lot: new Step(profile.lotSize) };
}
