import type { Side } from "../core/market/trade.ts";
import { BarHistory, type Join } from "./bar-history.ts";
import { BinanceSpotDialect, type StreamMessage } from "./binance-spot-dialect.ts";
import { depthText, type LevelText } from "./binance-spot-text.ts";
import type { Delivery, FaultScript } from "./faults.ts";
import { type AggregateTrade, type CandleTexts, type DayTexts, FiguresText, type Touch } from "./figures-text.ts";
import { KlineBook } from "./kline-book.ts";
import { LevelChanges } from "./level-changes.ts";
import type { Market } from "./market.ts";
import type { EngineListener, Execution, LastIds, MatchingEngine } from "./matching-engine.ts";
import { Outbox } from "./outbox.ts";
import type { Slot } from "./pace.ts";
import type { Order, PriceLevel } from "./price-ladder.ts";
import { RecentTrades } from "./recent-trades.ts";
import type { Channel, StreamKind } from "./stream-hub.ts";
import { Ticker24h } from "./ticker-24h.ts";

const MINUTE_MS = 60_000;

export interface SymbolFeedOptions {
  readonly market: Market;
  readonly seed: string;
  readonly join: Join;
  readonly lastUpdateId: number;
  readonly channels: Readonly<Record<StreamKind, Channel>>;
  readonly faults: FaultScript;
}

/** Hears what the exchange has to tell of a symbol, and how it is to be delivered, as a fault wants it. */
export type NewsListener = (message: StreamMessage, delivery: Delivery) => void;

/** All that the exchange tells of one symbol: each stream says what has happened when it is told to. */
export class SymbolFeed {
  readonly market: Market;
  readonly figures: FiguresText;
  readonly klines: KlineBook;
  readonly recentTrades = new RecentTrades();
  /** Those who say in other words what is told. */
  readonly news = new Set<NewsListener>();
  /** Those who hear of each order that has changed. */
  readonly orders = new Set<(order: Order) => void>();
  private readonly dialect: HeardDialect;
  private readonly day: Ticker24h;
  private readonly channels: Readonly<Record<StreamKind, Channel>>;
  private readonly faults: FaultScript;
  private readonly outbox = new Outbox();
  private readonly executions: Execution[] = [];
  private aggregates: number;
  private lastLots = 0;
  /** What the one-second depth stream has not told yet; null while nobody is subscribed to it. */
  private untold: LevelChanges | null = null;
  /** The one kind of message that is sent in the slot at hand, and how many there were. */
  private slot: { readonly kind: Slot; told: number } | null = null;
  /** The candle that was told of last, and its trades then. */
  private told: { openMs: number; trades: number };

  constructor({ market, seed, join, lastUpdateId, channels, faults }: SymbolFeedOptions) {
    this.market = market;
    this.channels = channels;
    this.faults = faults;
    this.figures = new FiguresText(market);
    this.klines = new KlineBook(new BarHistory(market, seed, join), join);
    this.day = new Ticker24h(this.klines);
    this.told = { openMs: this.klines.forming.openMs, trades: 0 };
    this.aggregates = Math.floor(join.lastTradeId / 2);
    const last = { update: lastUpdateId, execution: join.lastTradeId };
    this.dialect = new HeardDialect(market, last, (message) => this.send(message), {
      traded: (execution) => this.traded(execution),
      levelChanged: (side, ticks, lots) => this.untold?.change(side, ticks, lots),
      orderChanged: (order) => {
        for (const listener of this.orders) listener(order);
      },
    });
  }

  get engine(): MatchingEngine {
    return this.dialect.engine;
  }

  /** Tells of the action that has just ended: trades, their aggregates, the best bid and ask. */
  settle(nowMs: number): void {
    this.dialect.settle(nowMs);
    this.tellAggregates(nowMs);
  }

  /** Tells what has changed since the last time, as Binance does each 100 ms. */
  sumUp(nowMs: number): void {
    this.dialect.sumUp(nowMs);
  }

  /** Tells exactly one message of this kind, and keeps back others that the same action gave cause for. */
  tellOne(kind: Slot, nowMs: number): void {
    const slot = { kind, told: 0 };
    this.slot = slot;
    if (kind === "depth") this.sumUp(nowMs);
    else this.settle(nowMs);
    this.slot = null;
    if (slot.told !== 1) throw new Error(`${this.market.symbol} had ${slot.told} messages for one slot of ${kind}`);
  }

  /** Tells once a second what the one-second depth stream says. */
  sumUpSecond(nowMs: number): void {
    const { engine, market, channels } = this;
    if (!channels.depth.wanted) {
      this.untold = null;
      return;
    }
    this.untold ??= new LevelChanges(engine.lastUpdateId);
    const changes = this.untold.take(engine.lastUpdateId);
    if (changes === null) return;
    const [bids, asks] = [changes.bids, changes.asks].map((side) => side.map(([ticks, lots]) => this.levelText({ ticks, lots })));
    const ids = { firstUpdateId: changes.firstUpdateId, lastUpdateId: engine.lastUpdateId };
    const text = depthText({ symbol: market.symbol, eventMs: Math.floor(nowMs), ...ids, bids: bids ?? [], asks: asks ?? [] });
    // The text names the faster of the two depth streams.
    channels.depth.publish(channels.depth.prefix + text.slice(channels["depth@100ms"].prefix.length), nowMs);
  }

  /** Tells each candle that has closed, and the forming one where it has changed. */
  tellKline(nowMs: number): void {
    this.klines.roll(nowMs);
    const { openMs, trades } = this.klines.forming;
    for (; this.told.openMs < openMs; this.told = { openMs: this.told.openMs + MINUTE_MS, trades: 0 }) {
      this.publishKline(this.told.openMs, true, nowMs);
    }
    if (this.told.trades !== trades) this.publishKline(openMs, false, nowMs);
    this.told = { openMs, trades };
  }

  tellTicker(nowMs: number): void {
    const { ticker } = this.channels;
    if (!ticker.wanted) return;
    const eventMs = Math.floor(nowMs);
    ticker.publishData(this.figures.ticker(this.day.at(eventMs), this.touch(), eventMs), nowMs);
  }

  /** The answer of `GET /api/v3/ticker/24hr` for this symbol. */
  tickerAnswer(nowMs: number): string {
    const eventMs = Math.floor(nowMs);
    return this.figures.tickerAnswer(this.day.at(eventMs), this.touch(), eventMs);
  }

  /** The answer of `GET /api/v3/depth`: up to `limit` levels a side. */
  snapshot(limit: number): string {
    return this.dialect.snapshot(limit);
  }

  /** Rolling figures of the last 24 hours. @param nowMs the exchange's time, which does not go back */
  dayTexts(nowMs: number): DayTexts {
    return this.figures.day(this.day.at(Math.floor(nowMs)));
  }

  /** The candle of the minute that is forming; null before its first trade. */
  formingCandle(): CandleTexts | null {
    const bar = this.klines.minute(this.klines.forming.openMs);
    return bar === undefined ? null : this.figures.candle(bar);
  }

  levelText({ ticks, lots }: Pick<PriceLevel, "ticks" | "lots">): LevelText {
    return [this.market.tick.text(ticks), this.market.lot.text(lots)];
  }

  private send(message: StreamMessage): void {
    const { slot } = this;
    if (slot !== null) {
      if (message.kind !== slot.kind) return;
      slot.told++;
    }
    if (message.kind === "trade") this.recentTrades.add(message.execution);
    const channel = this.channels[message.kind === "depth" ? "depth@100ms" : message.kind];
    if (!channel.wanted && this.news.size === 0) return;
    if (this.faults.isSilent(message.symbol, message.sentMs)) return;
    const delivery = message.kind === "depth" ? this.faults.delivery(message) : null;
    for (const listener of this.news) listener(message, delivery);
    if (message.kind !== "depth") channel.publish(message.text, message.sentMs);
    else for (const text of this.outbox.take(message.text, delivery)) channel.publish(text, message.sentMs);
  }

  private traded(execution: Execution): void {
    this.executions.push(execution);
    this.klines.traded(execution);
    this.lastLots = execution.lots;
  }

  private tellAggregates(nowMs: number): void {
    const { executions, figures, channels } = this;
    for (const aggregate of aggregatesOf(executions)) {
      const id = ++this.aggregates;
      if (channels.aggTrade.wanted) channels.aggTrade.publishData(figures.aggTrade({ id, ...aggregate }, Math.floor(nowMs)), nowMs);
    }
    executions.length = 0;
  }

  private publishKline(openMs: number, closed: boolean, nowMs: number): void {
    const channel = this.channels.kline_1m;
    const bar = channel.wanted ? this.klines.minute(openMs) : undefined;
    if (bar !== undefined) channel.publishData(this.figures.kline(bar, "1m", MINUTE_MS, closed, Math.floor(nowMs)), nowMs);
  }

  private touch(): Touch {
    const { bids, asks } = this.engine;
    const nothing = { ticks: 0, lots: 0 };
    return { bid: this.levelText(bids.best ?? nothing), ask: this.levelText(asks.best ?? nothing), lastLots: this.lastLots };
  }
}

/** Fills of one taker at one price make one aggregate trade. */
function aggregatesOf(executions: readonly Execution[]): Omit<AggregateTrade, "id">[] {
  const aggregates: Omit<AggregateTrade, "id">[] = [];
  for (const { id, ticks, lots, buyerIsMaker, eventMs: tradeMs } of executions) {
    const last = aggregates.at(-1);
    if (last?.ticks === ticks && last.buyerIsMaker === buyerIsMaker) {
      aggregates[aggregates.length - 1] = { ...last, lots: last.lots + lots, lastId: id };
    } else aggregates.push({ ticks, lots, firstId: id, lastId: id, tradeMs, buyerIsMaker });
  }
  return aggregates;
}

/** The dialect, with somebody who hears what its engine did. */
class HeardDialect extends BinanceSpotDialect {
  private readonly heard: EngineListener;

  constructor(market: Market, last: LastIds, publish: (message: StreamMessage) => void, heard: EngineListener) {
    super(market, last, publish);
    this.heard = heard;
  }

  override traded(execution: Execution): void {
    super.traded(execution);
    this.heard.traded(execution);
  }

  override levelChanged(side: Side, ticks: number, lots: number): void {
    super.levelChanged(side, ticks, lots);
    this.heard.levelChanged(side, ticks, lots);
  }

  orderChanged(order: Order): void {
    this.heard.orderChanged?.(order);
  }
}
