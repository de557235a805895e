import { FairPrice, marketWalk } from "./fair-price.ts";
import type { FaultScript } from "./faults.ts";
import { FixedRateFlow } from "./fixed-rate-flow.ts";
import type { Market } from "./market.ts";
import { OrderFlow } from "./order-flow.ts";
import { type PaceOptions, pacesOf } from "./pace.ts";
import { Random } from "./random.ts";
import type { StreamHub } from "./stream-hub.ts";
import { SymbolFeed } from "./symbol-feed.ts";
import { SymbolTrading } from "./symbol-trading.ts";
import type { Timeline } from "./timeline.ts";

export interface LiveExchangeOptions extends PaceOptions {
  readonly seed: string;
  readonly markets: readonly Market[];
  /** From its time until `startMs` traders are at it with nobody listening, so that the books have taken their shape. */
  readonly timeline: Timeline;
  readonly hub: StreamHub;
  readonly faults: FaultScript;
}

/** Symbols that trade on one timeline and tell of it on the streams of one hub. The same seed and start give the same life. */
export class LiveExchange {
  readonly feeds: ReadonlyMap<string, SymbolFeed>;
  private readonly timeline: Timeline;
  private readonly tradings: readonly SymbolTrading[];

  constructor({ seed, markets, timeline, hub, faults, ...pace }: LiveExchangeOptions) {
    this.timeline = timeline;
    const beganMs = timeline.nowMs;
    const shared = marketWalk(seed, beganMs);
    const feeds = new Map<string, SymbolFeed>();
    this.tradings = markets.map((market, index) => {
      const fair = new FairPrice(market, seed, shared, beganMs);
      fair.advance(beganMs);
      const random = new Random(`${seed}/${market.symbol}/live`);
      // So large that the ids of the history's trades, counted backwards, are ids as well.
      const join = { atMs: beganMs, ticks: Math.round(fair.ticks), lastTradeId: 2_000_000_000 + random.uint32() };
      const lastUpdateId = 1_000_000_000 + random.uint32() * 8;
      const feed = new SymbolFeed({ market, seed, join, lastUpdateId, channels: hub.list(market.symbol), faults });
      feeds.set(market.symbol, feed);
      const flow = new OrderFlow(market, feed.engine, fair, seed);
      const fixedRate = new FixedRateFlow(market, feed.engine, fair, seed);
      flow.open(beganMs);
      const warmUp = { fromMs: beganMs, toMs: pace.startMs, perSecond: null };
      const paces = [warmUp, ...pacesOf(pace, index, markets.length)];
      return new SymbolTrading({ feed, flow, fixedRate, timeline, paces, phase: random.uniform() });
    });
    this.feeds = feeds;
  }

  /** No trader acts any more, and the streams have told of everything: the books are final. */
  halt(): void {
    for (const trading of this.tradings) trading.halt(this.timeline.nowMs);
  }
}
