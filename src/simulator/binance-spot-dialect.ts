import type { Side } from "../core/market/trade.ts";
import { bookTickerText, depthText, type LevelText, snapshotText, tradeText } from "./binance-spot-text.ts";
import type { Market } from "./market.ts";
import { type EngineListener, type Execution, type LastIds, MatchingEngine } from "./matching-engine.ts";
import type { PriceLadder } from "./price-ladder.ts";

interface Published {
  readonly symbol: string;
  /** When the exchange sends it, in Unix ms with a fraction. */
  readonly sentMs: number;
  readonly text: string;
}

/** A message of one of the symbol's streams, as the exchange sends it. */
export type StreamMessage =
  | (Published & { readonly kind: "depth"; readonly firstUpdateId: number; readonly lastUpdateId: number })
  | (Published & { readonly kind: "trade"; readonly tradeId: number; readonly lots: number; readonly execution: Execution })
  | (Published & { readonly kind: "bookTicker"; readonly updateId: number });

/** From the match to the message, in ms: why a trade's `E` is at times one more than its `T`. */
const PUBLISH_MS = 0.6;

/** `GET /api/v3/depth` gives so many levels a side at most here (Binance's own bound is 5,000). */
export const SNAPSHOT_LEVELS = 1_000;

/**
 * One symbol as Binance spot tells of it. Every level change has an update id of its own; a depth message sums up, for each level
 * touched since the one before, what it holds now; bookTicker follows each action that changed the best bid or ask; each execution
 * is a trade message.
 */
export class BinanceSpotDialect implements EngineListener {
  readonly engine: MatchingEngine;
  private readonly market: Market;
  private readonly publish: (message: StreamMessage) => void;
  private readonly changed: Readonly<Record<Side, Map<number, number>>> = { buy: new Map(), sell: new Map() };
  private readonly executions: Execution[] = [];
  private summedUpTo: number;
  private told = { bid: 0, bidLots: 0, ask: 0, askLots: 0 };

  constructor(market: Market, last: LastIds, publish: (message: StreamMessage) => void) {
    this.market = market;
    this.publish = publish;
    this.engine = new MatchingEngine(this, last);
    this.summedUpTo = last.update;
  }

  traded(execution: Execution): void {
    this.executions.push(execution);
  }

  levelChanged(side: Side, ticks: number, lots: number): void {
    this.changed[side].set(ticks, lots);
  }

  /** Tells of the action that has just ended: its trades, then the best bid and ask where they are others than before. */
  settle(nowMs: number): void {
    const sentMs = nowMs + PUBLISH_MS;
    const { symbol } = this.market;
    for (const execution of this.executions) {
      const { id: tradeId, lots } = execution;
      this.publish({ kind: "trade", symbol, sentMs, text: this.tradeText(execution, sentMs), tradeId, lots, execution });
    }
    this.executions.length = 0;
    const text = this.bookTickerText();
    if (text !== null) this.publish({ kind: "bookTicker", symbol, sentMs, text, updateId: this.engine.lastUpdateId });
  }

  /** Sends what has changed since the last call, if anything has. Binance does so each 100 ms. */
  sumUp(nowMs: number): void {
    const { lastUpdateId } = this.engine;
    if (lastUpdateId === this.summedUpTo) return;
    const { symbol } = this.market;
    const sentMs = nowMs + PUBLISH_MS;
    const firstUpdateId = this.summedUpTo + 1;
    const bids = this.takeChanged("buy");
    const asks = this.takeChanged("sell");
    const text = depthText({ symbol, eventMs: Math.floor(sentMs), firstUpdateId, lastUpdateId, bids, asks });
    this.summedUpTo = lastUpdateId;
    this.publish({ kind: "depth", symbol, sentMs, text, firstUpdateId, lastUpdateId });
  }

  /** The REST answer at this moment: up to `limit` levels a side. */
  snapshot(limit = SNAPSHOT_LEVELS): string {
    const { bids, asks, lastUpdateId } = this.engine;
    return snapshotText(lastUpdateId, this.topOf(bids, limit), this.topOf(asks, limit));
  }

  private tradeText({ id, ticks, lots, buyerIsMaker, eventMs: tradeMs }: Execution, sentMs: number): string {
    const { symbol, tick, lot } = this.market;
    return tradeText({ symbol, eventMs: Math.floor(sentMs), id, price: tick.text(ticks), qty: lot.text(lots), tradeMs, buyerIsMaker });
  }

  private bookTickerText(): string | null {
    const bid = this.engine.bids.best;
    const ask = this.engine.asks.best;
    if (bid === undefined || ask === undefined) return null;
    const { told } = this;
    if (told.bid === bid.ticks && told.bidLots === bid.lots && told.ask === ask.ticks && told.askLots === ask.lots) return null;
    this.told = { bid: bid.ticks, bidLots: bid.lots, ask: ask.ticks, askLots: ask.lots };
    const { symbol } = this.market;
    const updateId = this.engine.lastUpdateId;
    return bookTickerText({ symbol, updateId, bid: this.level(bid.ticks, bid.lots), ask: this.level(ask.ticks, ask.lots) });
  }

  private takeChanged(side: Side): LevelText[] {
    const changed = this.changed[side];
    const better = side === "buy" ? -1 : 1;
    const levels = [...changed].sort(([a], [b]) => (a - b) * better);
    changed.clear();
    return levels.map(([ticks, lots]) => this.level(ticks, lots));
  }

  private topOf(ladder: PriceLadder, limit: number): LevelText[] {
    return ladder.top(limit).map(({ ticks, lots }) => this.level(ticks, lots));
  }

  private level(ticks: number, lots: number): LevelText {
    return [this.market.tick.text(ticks), this.market.lot.text(lots)];
  }
}
