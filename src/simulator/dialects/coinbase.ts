import { currenciesOf } from "../currencies.ts";
import { jsonObject } from "../../core/venues/live-profile.ts";
import type { Execution } from "../matching-engine.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation, isoOf } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange } from "./told-book.ts";

const CHANNELS = ["level2", "market_trades", "ticker", "candles"];
const HEARTBEAT_MS = 1_000;
/** Trades that a subscription begins with. */
const PAST_TRADES = 100;

/** Coinbase's Advanced Trade WebSocket API: one sequence over all channels of a connection; books in band, whole. */
export const COINBASE_DIALECT: Dialect = {
  name: "coinbase",
  symbolOf: ({ symbol }) => currenciesOf(symbol).join("-"),
  begin: (context) => new CoinbaseConversation(context),
};

class CoinbaseConversation extends DialectConversation {
  private sequence = 0;
  private heartbeats = 0;
  private readonly subscribed = new Map<string, Set<string>>();

  hear(text: string): void {
    const request = jsonObject(text);
    const type = request?.["type"];
    const channel = String(request?.["channel"]);
    const products = Array.isArray(request?.["product_ids"]) ? (request["product_ids"] as unknown[]).map(String) : [];
    if ((type !== "subscribe" && type !== "unsubscribe") || (channel !== "heartbeats" && !CHANNELS.includes(channel))) {
      this.client.answer(JSON.stringify({ type: "error", message: "invalid subscription request" }));
      return;
    }
    const unknown = products.find((product) => !this.feeds.has(product));
    if (unknown !== undefined) {
      this.client.answer(JSON.stringify({ type: "error", message: `${unknown} is not a valid product` }));
      return;
    }
    if (channel === "heartbeats") this.beat();
    else for (const product of products) this.request(type, channel, product, this.feeds.get(product) as SymbolFeed);
    const subscriptions = Object.fromEntries([...this.subscribed].filter(([, names]) => names.size > 0).map(([name, names]) => [name, [...names]]));
    this.tell(this.message("subscriptions", `{"subscriptions":${JSON.stringify(subscriptions)}}`, this.client.nowMs));
  }

  private beat(): void {
    if (this.heartbeats > 0) return;
    this.heartbeats = 1;
    this.subscribed.set("heartbeats", new Set(["heartbeats"]));
    this.each(HEARTBEAT_MS, () => this.message("heartbeats", `{"current_time":"now","heartbeat_counter":${this.heartbeats++}}`, this.client.nowMs));
  }

  private request(type: "subscribe" | "unsubscribe", channel: string, product: string, feed: SymbolFeed): void {
    const products = this.subscribed.get(channel) ?? new Set<string>();
    this.subscribed.set(channel, products);
    if (type === "unsubscribe") {
      products.delete(product);
      this.unsubscribe(channel, feed);
      return;
    }
    products.add(product);
    if (channel === "level2") this.book(product, feed);
    else if (channel === "market_trades") this.trades(channel, product, feed);
    else if (channel === "candles")
      this.subscribe(channel, feed, "trade", ({ sentMs }) => this.optional(channel, candleOfProduct(product, feed), sentMs));
    else this.subscribe(channel, feed, "bookTicker", ({ sentMs }) => this.optional(channel, tickerOf(product, feed, sentMs), sentMs));
  }

  /** The latest trades first, newest first. */
  private trades(channel: string, product: string, feed: SymbolFeed): void {
    const event = (type: "snapshot" | "update", trades: readonly Execution[]): string =>
      `{"type":"${type}","trades":[${trades.map((trade) => tradeOf(product, feed, trade)).join(",")}]}`;
    const past = feed.recentTrades.last(PAST_TRADES).toReversed();
    this.tell(this.message(channel, event("snapshot", past), this.client.nowMs));
    this.subscribe(channel, feed, "trade", ({ execution, sentMs }) => this.message(channel, event("update", [execution]), sentMs));
  }

  private book(product: string, feed: SymbolFeed): void {
    const told = new ToldBook(feed, Number.POSITIVE_INFINITY, true);
    const event = (type: "snapshot" | "update", change: ToldChange, sentMs: number): string => {
      const time = isoOf(sentMs);
      const side = (name: "bid" | "offer", levels: ToldChange["bids"]): string[] =>
        levels.map(([ticks, lots]) => {
          const level = `"price_level":"${feed.market.tick.plain(ticks)}","new_quantity":"${feed.market.lot.plain(lots)}"`;
          return `{"side":"${name}","event_time":"${time}",${level}}`;
        });
      const updates = [...side("bid", change.bids), ...side("offer", change.asks)].join(",");
      return this.message("l2_data", `{"type":"${type}","product_id":"${product}","updates":[${updates}]}`, sentMs);
    };
    this.tell(event("snapshot", told.snapshot(), this.client.nowMs));
    this.subscribe("level2", feed, "depth", ({ sentMs }) => {
      const change = told.change();
      return change === null ? null : event("update", change, sentMs);
    });
  }

  private optional(channel: string, event: string | null, sentMs: number): string | null {
    return event === null ? null : this.message(channel, event, sentMs);
  }

  /** A message with its number, which it keeps though it be kept back. */
  private message(channel: string, event: string, sentMs: number): string {
    return `{"channel":"${channel}","client_id":"","timestamp":"${isoOf(sentMs)}","sequence_num":${this.sequence++},"events":[${event}]}`;
  }
}

/** The side that is told is the maker's. */
function tradeOf(product: string, { market }: SymbolFeed, { id, ticks, lots, buyerIsMaker, eventMs }: Execution): string {
  const figures = `"price":"${market.tick.plain(ticks)}","size":"${market.lot.plain(lots)}","time":"${isoOf(eventMs)}"`;
  return `{"product_id":"${product}","trade_id":"${id}",${figures},"side":"${buyerIsMaker ? "BUY" : "SELL"}"}`;
}

function tickerOf(product: string, feed: SymbolFeed, sentMs: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  const day = feed.dayTexts(sentMs);
  const prices = `"price":"${day.last}","volume_24_h":"${day.volume}","low_24_h":"${day.low}","high_24_h":"${day.high}"`;
  const best = `"best_bid":"${touch.bid}","best_ask":"${touch.ask}","best_bid_quantity":"${touch.bidQty}","best_ask_quantity":"${touch.askQty}"`;
  const ticker = `{"type":"ticker","product_id":"${product}",${prices},"price_percent_chg_24_h":"${day.changePercent}",${best}}`;
  return `{"type":"update","tickers":[${ticker}]}`;
}

function candleOfProduct(product: string, feed: SymbolFeed): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const { openMs, open, high, low, close, volume } = candle;
  return JSON.stringify({ type: "update", candles: [{ start: String(openMs / 1_000), high, low, open, close, volume, product_id: product }] });
}
