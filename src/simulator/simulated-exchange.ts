import { BinanceSpotDialect, type StreamMessage } from "./binance-spot-dialect.ts";
import { FairPrice, marketWalk } from "./fair-price.ts";
import type { Market } from "./market.ts";
import type { MatchingEngine } from "./matching-engine.ts";
import { OrderFlow } from "./order-flow.ts";
import { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

const DEPTH_EVERY_MS = 100;

export interface ExchangeOptions {
  readonly seed: string;
  readonly markets: readonly Market[];
  /** Everything that happens is put on it; whoever steps it is the exchange's clock. */
  readonly timeline: Timeline;
  /** Hears every message of every stream, in the order in which the exchange sends them. */
  readonly publish: (message: StreamMessage) => void;
}

/**
 * A spot exchange with traders of its own, from a seed: matching engines, and what Binance would send of them. What a symbol does
 * depends on the seed and the time, not on which other symbols are there.
 */
export class SimulatedExchange {
  private readonly timeline: Timeline;
  private readonly dialects = new Map<string, BinanceSpotDialect>();
  private closing = false;

  constructor({ seed, markets, timeline, publish }: ExchangeOptions) {
    this.timeline = timeline;
    const shared = marketWalk(seed, timeline.nowMs);
    for (const market of markets) {
      if (this.dialects.has(market.symbol)) throw new RangeError(`${market.symbol} is listed twice`);
      const random = new Random(`${seed}/${market.symbol}/ids`);
      const last = { update: 1_000_000_000 + random.uint32() * 8, execution: 10_000_000 + random.uint32() };
      const dialect = new BinanceSpotDialect(market, last, publish);
      this.dialects.set(market.symbol, dialect);
      const fair = new FairPrice(market, seed, shared, timeline.nowMs);
      this.openMarket(dialect, new OrderFlow(market, dialect.engine, fair, seed), random.integer(DEPTH_EVERY_MS));
    }
  }

  /** The REST answer for a symbol's depth, at this moment. Throws a RangeError for an unknown symbol. */
  snapshot(symbol: string, limit?: number): string {
    return this.dialect(symbol).snapshot(limit);
  }

  engine(symbol: string): MatchingEngine {
    return this.dialect(symbol).engine;
  }

  /** No trader acts any more; each symbol still sends what it has not told yet, and then the timeline runs empty. */
  close(): void {
    this.closing = true;
  }

  /** @param phaseMs when within each 100 ms its depth is sent: each symbol has its own beat */
  private openMarket(dialect: BinanceSpotDialect, flow: OrderFlow, phaseMs: number): void {
    const { timeline } = this;
    const startMs = timeline.nowMs;
    flow.open(startMs);
    const act = (nowMs: number): void => {
      if (this.closing) return;
      flow.act(Math.floor(nowMs));
      dialect.settle(nowMs);
      timeline.at(nowMs + flow.nextWait(), act);
    };
    const sumUp = (nowMs: number): void => {
      dialect.sumUp(nowMs);
      if (!this.closing) timeline.at(nowMs + DEPTH_EVERY_MS, sumUp);
    };
    timeline.at(startMs + flow.nextWait(), act);
    timeline.at((Math.ceil(startMs / DEPTH_EVERY_MS) + 1) * DEPTH_EVERY_MS + phaseMs, sumUp);
  }

  private dialect(symbol: string): BinanceSpotDialect {
    const dialect = this.dialects.get(symbol);
    if (dialect === undefined) throw new RangeError(`no such symbol: ${symbol}`);
    return dialect;
  }
}
