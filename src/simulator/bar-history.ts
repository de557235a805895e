import { multiply } from "../core/base/decimal.ts";
import type { Bar } from "./bar.ts";
import type { Market } from "./market.ts";
import { Random } from "./random.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Weeks begin on Mondays; 1970 began on a Thursday. */
export const WEEK = { lengthMs: 7 * DAY_MS, phaseMs: 4 * DAY_MS };

interface Tier {
  readonly barMs: number;
  /** So many bars at the least; a few more, so that the bars of the next tier begin where these do. */
  readonly bars: number;
}

/**
 * Recent history is known by the minute, older history more coarsely: enough of each for 1,000 candles of every interval, and
 * wherever two intervals tell of the same time they are made of the same bars.
 */
const TIERS: readonly Tier[] = [
  { barMs: MINUTE_MS, bars: 1_500 },
  { barMs: MINUTE_MS, bars: 3_600 },
  { barMs: 15 * MINUTE_MS, bars: 4_100 },
  { barMs: 120 * MINUTE_MS, bars: 6_100 },
  { barMs: DAY_MS, bars: 7_010 },
];

/** Going back in time, prices stay within some such logarithmic distances of where the symbol starts. */
const SPREAD_OF_HISTORY = 0.6;
/** Shapes of a bar: how far it reaches beyond its open and close (in deviations), and how uneven its trades are. */
const REACH = 0.5;
const TRADES_SIGMA = 0.6;
/**
 * So many trades come of what traders do, as one who takes liquidity takes it from several, and a mean trade takes about a resting order
 * whole. Both as the order flow has them, measured over minutes of it: volume must not jump where the live flow begins.
 */
const TRADES_PER_ACTION = 0.4;
const MEAN_TRADE = 1.1;

export interface Join {
  /** When the live flow begins (Unix ms), and the price then: the history's last close. */
  readonly atMs: number;
  readonly ticks: number;
  /** Trade ids of the history end with this one. */
  readonly lastTradeId: number;
}

/** What a symbol traded before anybody simulated it: drawn from the seed, backwards from where the live flow begins. */
export class BarHistory {
  private readonly market: Market;
  private readonly seed: string;
  private readonly tiers: Bar[][] = [];
  /** The earliest moment told of so far, the price at it and the id of the trade that follows. */
  private edge: { ms: number; ticks: number; tradeId: number };

  constructor(market: Market, seed: string, { atMs, ticks, lastTradeId }: Join) {
    this.market = market;
    this.seed = seed;
    this.edge = { ms: atMs, ticks, tradeId: lastTradeId + 1 };
  }

  /** All bars from the newest to the oldest; tiers come into being when they are reached. Bars are no longer than `longestMs`. */
  *newestFirst(longestMs: number): Generator<Bar> {
    for (const [n, { barMs }] of TIERS.entries()) {
      if (barMs > longestMs || longestMs % barMs !== 0) return;
      yield* (this.tiers[n] ??= this.draw(n));
    }
  }

  private draw(n: number): Bar[] {
    const { barMs, bars } = TIERS[n] as Tier;
    const random = new Random(`${this.seed}/${this.market.symbol}/history/${n}`);
    const next = TIERS[n + 1]?.barMs;
    const { lengthMs, phaseMs } = next === undefined ? WEEK : { lengthMs: next, phaseMs: 0 };
    const untilMs = floorTo(this.edge.ms - bars * barMs, lengthMs, phaseMs);
    const drawn: Bar[] = [];
    // Where the flow does not begin on the minute, the first bar is the part of that minute which lies before it.
    while (this.edge.ms > untilMs) drawn.push(this.before(random, floorTo(this.edge.ms - 1, barMs, 0)));
    return drawn;
  }

  private before(random: Random, openMs: number): Bar {
    const { market, edge } = this;
    const minutes = (edge.ms - openMs) / MINUTE_MS;
    const deviation = market.minuteVolatility * Math.sqrt(minutes);
    const startTicks = market.startPrice / market.tick.value;
    const pull = Math.min(0.5, deviation ** 2 / (2 * SPREAD_OF_HISTORY ** 2));
    const position = Math.log(edge.ticks / startTicks) * (1 - pull) + deviation * random.normal();
    const close = edge.ticks;
    const open = Math.max(2, Math.round(startTicks * Math.exp(position)));
    const high = Math.round(Math.max(open, close) * Math.exp(deviation * REACH * Math.abs(random.normal())));
    const low = Math.max(1, Math.round(Math.min(open, close) * Math.exp(-deviation * REACH * Math.abs(random.normal()))));
    const trades = Math.max(1, Math.round(market.actionsPerSecond * 60 * minutes * TRADES_PER_ACTION * random.logNormal(1, TRADES_SIGMA)));
    const mean = Math.round((open + high + low + close) / 4);
    const lots = Math.max(trades, Math.round((trades * MEAN_TRADE * market.quoteNotional) / (mean * market.tick.value * market.lot.value)));
    const takerLots = Math.round(lots * Math.min(1, Math.max(0, 0.5 + 0.1 * random.normal() + 0.1 * Math.sign(close - open))));
    const firstId = Math.max(0, edge.tradeId - trades);
    const lastId = Math.max(0, edge.tradeId - 1);
    this.edge = { ms: openMs, ticks: open, tradeId: firstId };
    const turnover = multiply(lots, mean);
    return { openMs, open, high, low, close, lots, turnover, takerLots, takerTurnover: multiply(takerLots, mean), trades, firstId, lastId };
  }
}

/** The last multiple of `lengthMs` past `phaseMs` that is not after this time. */
export function floorTo(ms: number, lengthMs: number, phaseMs: number): number {
  return Math.floor((ms - phaseMs) / lengthMs) * lengthMs + phaseMs;
}
