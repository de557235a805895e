import type { FixedRateFlow } from "./fixed-rate-flow.ts";
import type { OrderFlow } from "./order-flow.ts";
import { type Pace, slotAt } from "./pace.ts";
import type { SymbolFeed } from "./symbol-feed.ts";
import type { Timeline } from "./timeline.ts";

const DEPTH_EVERY_MS = 100;
const SECOND_MS = 1_000;
/** "Update speed" of the kline streams in Binance's document. */
const KLINE_EVERY_MS = 2_000;
const MINUTE_MS = 60_000;

export interface SymbolTradingOptions {
  readonly feed: SymbolFeed;
  readonly flow: OrderFlow;
  readonly fixedRate: FixedRateFlow;
  readonly timeline: Timeline;
  /** One after another without a hole, the first from the timeline's time on. */
  readonly paces: readonly Pace[];
  /** When within each beat the symbol's turn is, as a share of it: 0 up to 1. */
  readonly phase: number;
}

/** Puts what happens to one symbol on the timeline: who acts when, and when each of its streams speaks. */
export class SymbolTrading {
  private readonly options: SymbolTradingOptions;
  private halted = false;

  constructor(options: SymbolTradingOptions) {
    this.options = options;
    const { feed, timeline, paces } = options;
    for (const pace of paces) timeline.at(pace.fromMs, () => this.begin(pace));
    this.eachBeat(SECOND_MS, (nowMs) => feed.sumUpSecond(nowMs));
    this.eachBeat(SECOND_MS, (nowMs) => feed.tellTicker(nowMs));
    this.eachBeat(KLINE_EVERY_MS, (nowMs) => feed.tellKline(nowMs));
    const minute = (nowMs: number): void => {
      feed.tellKline(nowMs);
      timeline.at(nowMs + MINUTE_MS, minute);
    };
    timeline.at(Math.ceil(timeline.nowMs / MINUTE_MS) * MINUTE_MS, minute);
  }

  /** No trader acts any more; the depth streams tell what they have not told yet. */
  halt(nowMs: number): void {
    if (this.halted) return;
    this.halted = true;
    this.options.feed.sumUp(nowMs);
    this.options.feed.sumUpSecond(nowMs);
  }

  private begin(pace: Pace): void {
    if (pace.perSecond === null) this.live(pace);
    else if (pace.perSecond > 0) this.march(pace, pace.perSecond);
  }

  /** The lifelike mix: traders act when they like, and depth is summed up each 100 ms. */
  private live({ fromMs, toMs }: Pace): void {
    const { feed, flow, timeline, phase } = this.options;
    const next = (atMs: number, action: (nowMs: number) => void): void => {
      if (atMs < toMs && !this.halted) timeline.at(atMs, action);
    };
    const act = (nowMs: number): void => {
      if (this.halted) return;
      flow.act(Math.floor(nowMs));
      feed.settle(nowMs);
      next(nowMs + flow.nextWait(), act);
    };
    const sumUp = (nowMs: number): void => {
      if (this.halted) return;
      feed.sumUp(nowMs);
      next(nowMs + DEPTH_EVERY_MS, sumUp);
    };
    next(fromMs + flow.nextWait(), act);
    next(firstBeat(fromMs, DEPTH_EVERY_MS, phase), sumUp);
  }

  /** So many messages a second, evenly spread: any second that begins at a message has exactly so many. */
  private march({ fromMs, toMs }: Pace, perSecond: number): void {
    const { feed, fixedRate, timeline, phase } = this.options;
    const due = (n: number): number => fromMs + ((n + phase) * SECOND_MS) / perSecond;
    const send = (n: number, nowMs: number): void => {
      if (this.halted) return;
      const slot = slotAt(n, perSecond);
      if (slot === "trade") fixedRate.trade(Math.floor(nowMs));
      else if (slot === "bookTicker") fixedRate.quote(Math.floor(nowMs));
      feed.tellOne(slot, nowMs);
      if (due(n + 1) < toMs) timeline.at(due(n + 1), (atMs) => send(n + 1, atMs));
    };
    if (due(0) < toMs) timeline.at(due(0), (atMs) => send(0, atMs));
  }

  private eachBeat(beatMs: number, action: (nowMs: number) => void): void {
    const { timeline, phase } = this.options;
    const beat = (nowMs: number): void => {
      action(nowMs);
      timeline.at(nowMs + beatMs, beat);
    };
    timeline.at(firstBeat(timeline.nowMs, beatMs, phase), beat);
  }
}

function firstBeat(fromMs: number, beatMs: number, phase: number): number {
  return (Math.ceil(fromMs / beatMs) + phase) * beatMs;
}
