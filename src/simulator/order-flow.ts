import type { Side } from "../core/market/trade.ts";
import type { FairPrice } from "./fair-price.ts";
import type { Market } from "./market.ts";
import type { MatchingEngine } from "./matching-engine.ts";
import { OrderSizes } from "./order-sizes.ts";
import type { Order } from "./price-ladder.ts";
import { Random } from "./random.ts";
import { RestingOrders } from "./resting-orders.ts";

/** Traders hurry by this factor while a price stands on the wrong side of what they think fair, or the spread is open. */
const HURRY = 6;
/** A price is wrong when it is so many ticks beyond the fair one; less than a tick must not make the touch flicker. */
const WRONG_BY_TICKS = 0.6;
/** Of those who see a wrong price, so many withdraw their order; the others take it. */
const WITHDRAW_SHARE = 0.6;
/** Those who take it want up to so many times what stands there. */
const SWEEP_TIMES = 1.5;
/** An open spread is left alone so often, and quoted to the full so often; else somewhere between, so many ticks in at most. */
const LEAVE_SPREAD_CHANCE = 0.15;
const FULL_QUOTE_CHANCE = 0.7;
const PART_QUOTE_TICKS = 1_000;
/** While all is well, so many take, most of them at the best price only. */
const TAKER_SHARE = 0.14;
const BEST_PRICE_ONLY_CHANCE = 0.85;
/** A taker has the side of the taker before so often: large orders are worked in pieces. */
const SAME_SIDE_CHANCE = 0.78;
/** Of new orders so many join the best price, and so many rest near it; the others are deep. */
const JOIN_SHARE = 0.3;
const NEAR_SHARE = 0.4;
/** Nobody joins a longer queue than this at the best price. */
const LONGEST_QUEUE = 20;
/** Distances from the touch: of orders near it on average (as a fraction of the price, and in ticks at the least), of deep ones from and to. */
const NEAR_DISTANCE = 0.00006;
const NEAR_TICKS = 2;
const LEAST_DEEP = 0.0001;
const MOST_DEEP = 0.04;
const ROUND_PRICE_SHARE = 0.5;
/** Orders near the touch live shorter: most withdrawals are from a level this far down on average, the others from anywhere. */
const NEAR_WITHDRAWAL_SHARE = 0.6;
const WITHDRAWN_LEVEL = 4;
/** A side this thin is only added to. */
const LEAST_ORDERS = 8;

/** The traders of one symbol: each {@link act} is one order placed, withdrawn or taken. */
export class OrderFlow {
  private readonly market: Market;
  private readonly engine: MatchingEngine;
  private readonly fair: FairPrice;
  private readonly random: Random;
  private readonly sizes: OrderSizes;
  private readonly resting: Readonly<Record<Side, RestingOrders>>;
  private takerSide: Side = "buy";
  private hurried = false;

  constructor(market: Market, engine: MatchingEngine, fair: FairPrice, seed: string) {
    this.market = market;
    this.engine = engine;
    this.fair = fair;
    this.random = new Random(`${seed}/${market.symbol}/orders`);
    this.sizes = new OrderSizes(market, this.random);
    this.resting = { buy: new RestingOrders(engine.bids, this.random), sell: new RestingOrders(engine.asks, this.random) };
  }

  /** Fills the empty book on both sides of the fair price. */
  open(nowMs: number): void {
    this.fair.advance(nowMs);
    this.quoteEmptySides(nowMs);
    for (const side of ["buy", "sell"] as const) {
      while (this.engine.ladder(side).orders < this.market.ordersPerSide) this.add(side, nowMs);
    }
  }

  /** How long until the next action, in ms of event time. */
  nextWait(): number {
    const perSecond = this.market.actionsPerSecond * this.fair.activity * (this.hurried ? HURRY : 1);
    return this.random.exponential(1_000 / perSecond);
  }

  act(nowMs: number): void {
    this.fair.advance(nowMs);
    const side = this.wrongSide();
    this.hurried = true;
    if (side !== null) this.correct(side, nowMs);
    else if (!this.narrow(nowMs)) {
      this.hurried = false;
      this.trade(nowMs);
    }
    this.quoteEmptySides(nowMs);
  }

  /** The side whose best price is better than fair, and so will not stay. */
  private wrongSide(): Side | null {
    const { engine, fair } = this;
    const bid = engine.bids.best;
    const ask = engine.asks.best;
    if (ask !== undefined && ask.ticks < fair.ticks - WRONG_BY_TICKS) return "sell";
    return bid !== undefined && bid.ticks > fair.ticks + WRONG_BY_TICKS ? "buy" : null;
  }

  private correct(side: Side, nowMs: number): void {
    const { engine, random, fair } = this;
    const makers = engine.ladder(side);
    const best = makers.best;
    if (best === undefined || makers.orders <= LEAST_ORDERS) this.add(side, nowMs);
    else if (random.chance(WITHDRAW_SHARE)) this.resting[side].cancelAt(0, engine);
    else {
      const worst = side === "sell" ? Math.floor(fair.ticks) : Math.ceil(fair.ticks);
      this.takerSide = side === "sell" ? "buy" : "sell";
      const lots = Math.max(this.sizes.taking(this.priceOf(best.ticks)), Math.ceil(best.lots * random.uniform() * SWEEP_TIMES));
      engine.market(this.takerSide, lots, nowMs, worst);
    }
  }

  /** Quotes into a spread that is wider than market makers have it; false where it is not. */
  private narrow(nowMs: number): boolean {
    const { engine, random, market } = this;
    const bid = engine.bids.best?.ticks ?? 0;
    const ask = engine.asks.best?.ticks ?? Number.POSITIVE_INFINITY;
    if (ask - bid <= market.spreadTicks || random.chance(LEAVE_SPREAD_CHANCE)) return false;
    const fairBid = this.quotedBid();
    const bidRoom = Math.min(fairBid, ask - 1) - bid;
    const askRoom = ask - Math.max(fairBid + market.spreadTicks, bid + 1);
    const room = Math.max(bidRoom, askRoom);
    if (room <= 0) return false;
    const steps = random.chance(FULL_QUOTE_CHANCE) ? room : 1 + random.integer(Math.min(room, PART_QUOTE_TICKS));
    if (bidRoom >= askRoom) this.rest("buy", bid + steps, 0, nowMs);
    else this.rest("sell", ask - steps, 0, nowMs);
    return true;
  }

  /** What happens while all is well: someone takes, adds or withdraws. */
  private trade(nowMs: number): void {
    const { engine, random } = this;
    if (random.chance(TAKER_SHARE)) {
      this.take(nowMs);
      return;
    }
    const side: Side = random.chance(0.5) ? "buy" : "sell";
    const { orders } = engine.ladder(side);
    // More adding than withdrawing where the side is thin, the reverse where it is full: it stays near its size.
    const surplus = (orders - this.market.ordersPerSide) / this.market.ordersPerSide;
    if (orders <= LEAST_ORDERS || random.chance(0.5 - surplus * 2)) this.add(side, nowMs);
    else if (random.chance(NEAR_WITHDRAWAL_SHARE)) this.resting[side].cancelAt(Math.floor(random.exponential(WITHDRAWN_LEVEL)), engine);
    else this.resting[side].cancelAny(engine);
  }

  /** A taker may have had all there was: market makers are back before anybody sees a book of one side. */
  private quoteEmptySides(nowMs: number): void {
    const { bids, asks } = this.engine;
    if (bids.best === undefined) this.rest("buy", Math.min(this.quotedBid(), (asks.best?.ticks ?? Number.POSITIVE_INFINITY) - 1), 0, nowMs);
    if (asks.best === undefined) this.rest("sell", Math.max(this.quotedBid() + this.market.spreadTicks, (bids.best?.ticks ?? 0) + 1), 0, nowMs);
  }

  private take(nowMs: number): void {
    const { engine, random } = this;
    if (!random.chance(SAME_SIDE_CHANCE)) this.takerSide = this.takerSide === "buy" ? "sell" : "buy";
    const makers = engine.ladder(this.takerSide === "buy" ? "sell" : "buy");
    const best = makers.best;
    if (best === undefined || makers.orders <= LEAST_ORDERS) return;
    const lots = this.sizes.taking(this.priceOf(best.ticks));
    engine.market(this.takerSide, lots, nowMs, random.chance(BEST_PRICE_ONLY_CHANCE) ? best.ticks : undefined);
  }

  private add(side: Side, nowMs: number): void {
    const { engine, random } = this;
    const best = engine.ladder(side).best;
    if (best === undefined) return;
    const kind = random.uniform();
    let steps = 0;
    if (kind >= JOIN_SHARE + NEAR_SHARE) steps = 1 + Math.round(best.ticks * LEAST_DEEP * (MOST_DEEP / LEAST_DEEP) ** random.uniform());
    else if (kind >= JOIN_SHARE || best.orders >= LONGEST_QUEUE) {
      steps = 1 + Math.floor(random.exponential(Math.max(NEAR_TICKS, best.ticks * NEAR_DISTANCE)));
    }
    const ticks = side === "buy" ? best.ticks - steps : best.ticks + steps;
    this.rest(side, steps > 0 && random.chance(ROUND_PRICE_SHARE) ? this.rounded(side, ticks, steps) : ticks, steps / best.ticks, nowMs);
  }

  /** A round price no nearer to the touch: orders far away gather there. */
  private rounded(side: Side, ticks: number, steps: number): number {
    const grid = 10 ** Math.floor(Math.log10(Math.max(1, steps / 2)));
    return (side === "buy" ? Math.floor(ticks / grid) : Math.ceil(ticks / grid)) * grid;
  }

  /** Places an order; one tick is the least price, and as asks never come so low a bid can always rest there. */
  private rest(side: Side, wanted: number, distance: number, nowMs: number): void {
    const ticks = Math.max(1, wanted);
    const order: Order | null = this.engine.limit(side, ticks, this.sizes.resting(this.priceOf(ticks), distance), nowMs);
    if (order !== null) this.resting[side].add(order);
  }

  /** Where market makers would bid; they ask a spread above. */
  private quotedBid(): number {
    return Math.max(1, Math.floor(this.fair.ticks - (this.market.spreadTicks - 1) / 2));
  }

  private priceOf(ticks: number): number {
    return ticks * this.market.tick.value;
  }
}
