import type { Side } from "../core/market/trade.ts";
import type { FairPrice } from "./fair-price.ts";
import type { Market } from "./market.ts";
import type { MatchingEngine } from "./matching-engine.ts";
import { OrderSizes } from "./order-sizes.ts";
import type { PriceLadder } from "./price-ladder.ts";
import { Random } from "./random.ts";

/** A price is wrong when it is so many ticks beyond the fair one. */
const WRONG_BY_TICKS = 0.6;
/** So many orders are withdrawn at once, at most, while prices stand on the wrong side of it. */
const MOST_WITHDRAWN = 20;
/** A side is never left thinner than this. */
const LEAST_ORDERS = 8;
const LONGEST_QUEUE = 20;
const SAME_SIDE_CHANCE = 0.78;
/** Distances from the touch of orders that are not at it, as a fraction of the price. */
const LEAST_DISTANCE = 0.00002;
const MOST_DISTANCE = 0.04;

/** Traders by numbers: each call makes exactly one trade, or changes the best bid or ask, however much is wanted of them. */
export class FixedRateFlow {
  private readonly market: Market;
  private readonly engine: MatchingEngine;
  private readonly fair: FairPrice;
  private readonly random: Random;
  private readonly sizes: OrderSizes;
  private takerSide: Side = "buy";

  constructor(market: Market, engine: MatchingEngine, fair: FairPrice, seed: string) {
    this.market = market;
    this.engine = engine;
    this.fair = fair;
    this.random = new Random(`${seed}/${market.symbol}/fixed-rate`);
    this.sizes = new OrderSizes(market, this.random);
  }

  /** One execution: the taker wants no more than the first maker has. */
  trade(nowMs: number): void {
    this.fair.advance(nowMs);
    const { engine, random } = this;
    const wrong = this.wrongSide();
    if (wrong !== null) this.takerSide = wrong === "sell" ? "buy" : "sell";
    else if (!random.chance(SAME_SIDE_CHANCE)) this.takerSide = this.takerSide === "buy" ? "sell" : "buy";
    const makerSide = this.takerSide === "buy" ? "sell" : "buy";
    this.thicken(makerSide, nowMs);
    const best = engine.ladder(makerSide).best;
    if (!best?.first) throw new Error(`${this.market.symbol} has nothing to take on its ${makerSide} side`);
    const lots = Math.min(best.first.lots, this.sizes.taking(best.ticks * this.market.tick.value));
    engine.market(this.takerSide, lots, nowMs, best.ticks);
  }

  /** Brings the best prices to where they are fair, or else changes how much is offered there; and works on the deeper book. */
  quote(nowMs: number): void {
    this.fair.advance(nowMs);
    const before = this.touch();
    this.reprice(nowMs);
    if (this.touch() === before) this.resize(this.random.chance(0.5) ? "buy" : "sell", nowMs);
    this.tend(this.random.chance(0.5) ? "buy" : "sell", nowMs);
    if (this.touch() === before) this.place("buy", this.bestOf("buy"), 0, nowMs);
  }

  private reprice(nowMs: number): void {
    const { engine, market } = this;
    for (let n = 0; n < MOST_WITHDRAWN; n++) {
      const wrong = this.wrongSide();
      if (wrong === null) break;
      this.thicken(wrong, nowMs);
      const order = engine.ladder(wrong).best?.last;
      if (order) engine.cancel(order);
    }
    const [bid, ask] = [this.bestOf("buy"), this.bestOf("sell")];
    if (ask - bid <= market.spreadTicks) return;
    const fairBid = Math.min(this.quotedBid(), ask - 1);
    if (fairBid > bid) this.place("buy", fairBid, 0, nowMs);
    const fairAsk = Math.max(this.quotedBid() + market.spreadTicks, this.bestOf("buy") + 1);
    if (fairAsk < ask) this.place("sell", fairAsk, 0, nowMs);
  }

  /** Joins the best price, or leaves it to those who stay. */
  private resize(side: Side, nowMs: number): void {
    const best = this.engine.ladder(side).best;
    if (!best?.last) return;
    const leave = best.orders > 1 && (best.orders >= LONGEST_QUEUE || this.random.chance(0.5));
    if (leave) this.engine.cancel(best.last);
    else this.place(side, best.ticks, 0, nowMs);
  }

  /** Adds an order away from the touch, or withdraws one where there are more than the side keeps near to. */
  private tend(side: Side, nowMs: number): void {
    const ladder = this.engine.ladder(side);
    if (ladder.orders < this.market.ordersPerSide || ladder.depth < 2) this.addDeep(side, this.bestOf(side), nowMs);
    else {
      const order = ladder.at(1 + this.random.integer(ladder.depth - 1))?.last;
      if (order) this.engine.cancel(order);
    }
  }

  private thicken(side: Side, nowMs: number): void {
    const ladder: PriceLadder = this.engine.ladder(side);
    const fair = side === "buy" ? this.quotedBid() : this.quotedBid() + this.market.spreadTicks;
    const from = side === "buy" ? Math.min(this.bestOf(side), fair) : Math.max(this.bestOf(side), fair);
    while (ladder.orders < LEAST_ORDERS) this.addDeep(side, from, nowMs);
  }

  private addDeep(side: Side, from: number, nowMs: number): void {
    const distance = LEAST_DISTANCE * (MOST_DISTANCE / LEAST_DISTANCE) ** this.random.uniform();
    const steps = 1 + Math.round(from * distance);
    this.place(side, side === "buy" ? from - steps : from + steps, distance, nowMs);
  }

  private place(side: Side, wanted: number, distance: number, nowMs: number): void {
    const ticks = Math.max(1, wanted);
    this.engine.limit(side, ticks, this.sizes.resting(ticks * this.market.tick.value, distance), nowMs);
  }

  /** The side whose best price is better than fair. */
  private wrongSide(): Side | null {
    const { ticks } = this.fair;
    if (this.bestOf("sell") < ticks - WRONG_BY_TICKS) return "sell";
    return this.bestOf("buy") > ticks + WRONG_BY_TICKS ? "buy" : null;
  }

  private bestOf(side: Side): number {
    return this.engine.ladder(side).best?.ticks ?? (side === "buy" ? 0 : Number.POSITIVE_INFINITY);
  }

  private quotedBid(): number {
    return Math.max(1, Math.floor(this.fair.ticks - (this.market.spreadTicks - 1) / 2));
  }

  private touch(): string {
    const { bids, asks } = this.engine;
    return `${bids.best?.ticks}/${bids.best?.lots}/${asks.best?.ticks}/${asks.best?.lots}`;
  }
}
