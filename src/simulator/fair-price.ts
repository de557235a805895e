import type { Market } from "./market.ts";
import { PriceWalk } from "./price-walk.ts";
import { Random } from "./random.ts";

/** What all symbols have in common has no way back; what is a symbol's own loses this share of its distance in a minute. */
const OWN_PULL = 0.5;
/** How busy traders are while nothing happens. */
const LULL = 0.4;

/** The walk that all symbols share, each as far as its correlation goes. */
export function marketWalk(seed: string, startMs: number): PriceWalk {
  return new PriceWalk(new Random(`${seed}/market`), startMs, 0);
}

/**
 * What the symbol is worth, as its traders would have it: they trade when the book's prices are on the wrong side of it. Nobody
 * sees it, and no message carries it.
 */
export class FairPrice {
  private readonly market: Market;
  private readonly shared: PriceWalk;
  private readonly own: PriceWalk;
  private readonly ownShare: number;
  private readonly startTicks: number;

  constructor(market: Market, seed: string, shared: PriceWalk, startMs: number) {
    this.market = market;
    this.shared = shared;
    this.own = new PriceWalk(new Random(`${seed}/${market.symbol}/price`), startMs, OWN_PULL);
    this.ownShare = Math.sqrt(1 - market.correlation ** 2);
    this.startTicks = market.startPrice / market.tick.value;
  }

  advance(nowMs: number): void {
    this.shared.advance(nowMs);
    this.own.advance(nowMs);
  }

  /** In ticks, with a fraction; at least 2, so that there is room for a bid. */
  get ticks(): number {
    const { market, shared, own } = this;
    const deviations = shared.position * market.correlation + own.position * this.ownShare;
    return Math.max(2, this.startTicks * Math.exp(market.minuteVolatility * deviations));
  }

  /** How busy traders are: about 1 on average, less in a lull, several times as much in a burst. */
  get activity(): number {
    return LULL + this.shared.heat + this.own.heat;
  }
}
