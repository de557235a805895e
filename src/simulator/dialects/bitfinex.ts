import { jsonObject } from "../../core/venues/live-profile.ts";
import { INTERLEAVED_CHECKSUM } from "../../core/book/checksum.ts";
import type { Execution } from "../matching-engine.ts";
import type { Order } from "../price-ladder.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange, type ToldLevel } from "./told-book.ts";

const SEQ_ALL = 65_536;
const OB_CHECKSUM = 131_072;
const FIRST_CHANNEL = 10;
/** Trades that a subscription begins with. */
const PAST_TRADES = 30;

/** Bitfinex's WebSocket API v2: raw books of single orders (R0), books by level (P0), and one sequence over a connection where it was asked for. */
export const BITFINEX_DIALECT: Dialect = {
  name: "orders",
  symbolOf: ({ symbol }) => `t${symbol}`,
  begin: (context) => new BitfinexConversation(context),
};

class BitfinexConversation extends DialectConversation {
  private flags = 0;
  private sequence = 0;
  private channels = 0;
  private readonly opened = new Map<number, { readonly topic: string; readonly feed: SymbolFeed; readonly close: () => void }>();

  hear(text: string): void {
    const request = jsonObject(text);
    const event = request?.["event"];
    if (event === "ping") this.client.answer(`{"event":"pong","cid":${JSON.stringify(request?.["cid"] ?? 0)},"ts":${Math.floor(this.client.nowMs)}}`);
    else if (event === "conf") {
      this.flags = Number(request?.["flags"]) || 0;
      this.client.answer(`{"event":"conf","status":"OK","flags":${this.flags}}`);
    } else if (event === "subscribe") this.open(request ?? {});
    else if (event === "unsubscribe") this.close(Number(request?.["chanId"]));
    else this.client.answer('{"event":"error","msg":"unknown event","code":10000}');
  }

  override ended(): void {
    for (const { close } of this.opened.values()) close();
    super.ended();
  }

  private open({ channel, symbol, key, prec = "P0", len = "25" }: Readonly<Record<string, unknown>>): void {
    const name = channel === "candles" ? String(key).slice(String(key).lastIndexOf(":t") + 1) : String(symbol);
    const feed = this.feeds.get(name);
    const refuse = (msg: string, code: number): void =>
      this.client.answer(JSON.stringify({ event: "error", msg, code, channel, ...(channel === "candles" ? { key } : { symbol }) }));
    if (feed === undefined) return refuse("symbol: invalid", 10_300);
    const topic = `${String(channel)}/${name}/${String(prec)}`;
    if ([...this.opened.values()].some((other) => other.topic === topic)) return refuse("subscribe: dup", 10_301);
    const chanId = FIRST_CHANNEL + this.channels++;
    const named = channel === "candles" ? { key } : { symbol, pair: name.slice(1) };
    const book = channel === "book" ? { prec, freq: "F0", len: String(len) } : {};
    this.client.answer(JSON.stringify({ event: "subscribed", channel, chanId, ...named, ...book }));
    let close = (): void => this.unsubscribe(topic, feed);
    if (channel === "book" && prec === "R0") close = this.orders(chanId, feed);
    else if (channel === "book") this.levels(topic, chanId, feed, Number(len) || 25);
    else if (channel === "trades") {
      const newestFirst = feed.recentTrades.last(PAST_TRADES).toReversed();
      this.tell(this.message(chanId, `[${newestFirst.map((trade) => tradeOf(feed, trade)).join(",")}]`));
      this.subscribe(topic, feed, "trade", ({ execution }) => this.message(chanId, `"te",${tradeOf(feed, execution)}`));
    } else if (channel === "ticker") this.subscribe(topic, feed, "bookTicker", ({ sentMs }) => this.optional(chanId, tickerOf(feed, sentMs)));
    else if (channel === "candles") this.subscribe(topic, feed, "trade", () => this.optional(chanId, candleRow(feed)));
    this.opened.set(chanId, { topic, feed, close });
  }

  private close(chanId: number): void {
    const channel = this.opened.get(chanId);
    if (channel === undefined) {
      this.client.answer('{"event":"error","msg":"unsubscribe: invalid","code":10400}');
      return;
    }
    channel.close();
    this.opened.delete(chanId);
    this.client.answer(`{"event":"unsubscribed","status":"OK","chanId":${chanId}}`);
  }

  /** A raw book: every order, and each change of one at the moment it happens. */
  private orders(chanId: number, feed: SymbolFeed): () => void {
    const row = ({ id, side, ticks, lots }: Order): string => {
      const sign = side === "sell" ? "-" : "";
      // An order that is gone has the price 0, and an amount that says only its side.
      return lots === 0 ? `[${id},0,${sign}1]` : `[${id},${feed.market.tick.plain(ticks)},${sign}${feed.market.lot.plain(lots)}]`;
    };
    const { bids, asks } = feed.engine;
    this.tell(this.message(chanId, `[${[...bids.all(), ...asks.all()].map(row).join(",")}]`));
    const listener = (order: Order): void => this.tell(this.message(chanId, row(order)));
    feed.orders.add(listener);
    return () => feed.orders.delete(listener);
  }

  /** A book by level: each level that changed is a message of its own, then the checksum where it was asked for. */
  private levels(topic: string, chanId: number, feed: SymbolFeed, depth: number): void {
    const told = new ToldBook(feed, depth, true);
    const { tick, lot } = feed.market;
    const row = ([ticks, lots]: ToldLevel, sign: string): string =>
      lots === 0 ? `[${tick.plain(ticks)},0,${sign}1]` : `[${tick.plain(ticks)},1,${sign}${lot.plain(lots)}]`;
    const rows = ({ bids, asks }: ToldChange): string[] => [...bids.map((level) => row(level, "")), ...asks.map((level) => row(level, "-"))];
    this.tell(this.message(chanId, `[${rows(told.snapshot()).join(",")}]`));
    this.subscribe(topic, feed, "depth", ({ sentMs }) => {
      const change = told.change();
      if (change === null) return null;
      // What is gone is told first: no message leaves the book crossed.
      const isGone = ([, lots]: ToldLevel): boolean => lots === 0;
      const gone = rows({ bids: change.bids.filter(isGone), asks: change.asks.filter(isGone) });
      const left = rows({ bids: change.bids.filter((level) => !isGone(level)), asks: change.asks.filter((level) => !isGone(level)) });
      const messages = [...gone, ...left].map((each) => this.message(chanId, each));
      if ((this.flags & OB_CHECKSUM) !== 0) messages.push(this.message(chanId, `"cs",${checksumOf(feed, told)}`));
      for (const message of messages.slice(0, -1)) this.tell(message, sentMs);
      return messages.at(-1) ?? null;
    });
  }

  private optional(chanId: number, body: string | null): string | null {
    return body === null ? null : this.message(chanId, body);
  }

  private message(chanId: number, body: string): string {
    this.sequence++;
    return `[${chanId},${body}${(this.flags & SEQ_ALL) === 0 ? "" : `,${this.sequence}`}]`;
  }
}

function checksumOf({ market }: SymbolFeed, { told }: ToldBook): number {
  const texts = (levels: readonly ToldLevel[], sign: string): string[] =>
    levels.slice(0, INTERLEAVED_CHECKSUM.levels).map(([ticks, lots]) => `${market.tick.plain(ticks)}:${sign}${market.lot.plain(lots)}`);
  return INTERLEAVED_CHECKSUM.of(texts(told.bids, ""), texts(told.asks, "-")) | 0;
}

function tradeOf({ market }: SymbolFeed, { id, ticks, lots, buyerIsMaker, eventMs }: Execution): string {
  return `[${id},${Math.floor(eventMs)},${buyerIsMaker ? "-" : ""}${market.lot.plain(lots)},${market.tick.plain(ticks)}]`;
}

function tickerOf(feed: SymbolFeed, sentMs: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  const day = feed.dayTexts(sentMs);
  const relative = Number(day.changePercent) / 100;
  return `[${[touch.bid, touch.bidQty, touch.ask, touch.askQty, day.change, relative, day.last, day.volume, day.high, day.low].join(",")}]`;
}

function candleRow(feed: SymbolFeed): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const { openMs, open, close, high, low, volume } = candle;
  return `[${[openMs, open, close, high, low, volume].join(",")}]`;
}
