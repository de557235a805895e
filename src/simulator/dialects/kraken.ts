import { currenciesOf } from "../currencies.ts";
import { jsonObject } from "../../core/venues/live-profile.ts";
import { KRAKEN_CHECKSUM } from "../../core/book/checksum.ts";
import type { Execution } from "../matching-engine.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation, isoOf } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange } from "./told-book.ts";

const DEPTHS = [10, 25, 100, 500, 1_000];
const CHANNELS = ["book", "trade", "ticker", "ohlc"];
/** Each second something is said, if only this. */
const HEARTBEAT_MS = 1_000;
/** Trades that a subscription may begin with. */
const PAST_TRADES = 50;

/** Kraken's WebSocket API v2: books in band, cut by the client to the depth it asked for, and proven by a checksum alone. */
export const KRAKEN_DIALECT: Dialect = {
  name: "kraken",
  symbolOf: ({ symbol }) => currenciesOf(symbol).join("/"),
  begin: (context) => new KrakenConversation(context),
};

class KrakenConversation extends DialectConversation {
  private isBeating = false;

  hear(text: string): void {
    const request = jsonObject(text);
    const time = `"time_in":"${isoOf(this.client.nowMs)}","time_out":"${isoOf(this.client.nowMs)}"`;
    const id = typeof request?.["req_id"] === "number" ? `,"req_id":${request["req_id"]}` : "";
    const method = request?.["method"];
    if (method === "ping") this.client.answer(`{"method":"pong",${time}${id}}`);
    else if (method === "subscribe" || method === "unsubscribe") this.request(method, Object(request?.["params"]) as Params, time, id);
    else this.client.answer(`{"error":"Malformed request","success":false,${time}${id}}`);
  }

  private request(method: "subscribe" | "unsubscribe", { channel, symbol, depth = 10, snapshot }: Params, time: string, id: string): void {
    if (!this.isBeating) this.each(HEARTBEAT_MS, () => '{"channel":"heartbeat"}');
    this.isBeating = true;
    const refuse = (error: string, named = ""): void => {
      const whose = named === "" ? "" : `,"symbol":${JSON.stringify(named)}`;
      this.client.answer(`{"error":${JSON.stringify(error)},"method":"${method}","success":false${whose},${time}${id}}`);
    };
    if (channel === undefined || !CHANNELS.includes(channel)) return refuse("Channel not supported");
    if (channel === "book" && !DEPTHS.includes(depth)) return refuse("Subscription depth not supported");
    for (const name of Array.isArray(symbol) ? symbol : []) {
      const feed = this.feeds.get(name);
      if (feed === undefined) {
        refuse(`Currency pair not supported ${name}`, name);
        continue;
      }
      if (method === "subscribe" && this.isSubscribed(channel, feed)) {
        refuse("Already subscribed", name);
        continue;
      }
      const book = channel === "book" ? `,"depth":${depth}${method === "subscribe" ? ',"snapshot":true' : ""}` : "";
      this.client.answer(`{"method":"${method}","result":{"channel":"${channel}","symbol":"${name}"${book}},"success":true,${time}${id}}`);
      if (method === "unsubscribe") this.unsubscribe(channel, feed);
      else this.begin(channel, name, feed, depth, snapshot === true);
    }
  }

  private begin(channel: string, name: string, feed: SymbolFeed, depth: number, withPast: boolean): void {
    if (channel === "trade") {
      const past = withPast ? feed.recentTrades.last(PAST_TRADES) : [];
      if (past.length > 0) this.tell(tradesText("snapshot", name, feed, past, this.client.nowMs));
      this.subscribe(channel, feed, "trade", ({ execution, sentMs }) => tradesText("update", name, feed, [execution], sentMs));
    } else if (channel === "ticker") this.subscribe(channel, feed, "bookTicker", (news) => tickerText(name, feed, news.sentMs));
    else if (channel === "ohlc") this.subscribe(channel, feed, "trade", ({ sentMs }) => candleText(name, feed, sentMs));
    else {
      const told = new ToldBook(feed, depth, false);
      const say = (type: "snapshot" | "update", change: ToldChange, sentMs: number): string => bookText(type, name, feed, told, change, sentMs);
      this.tell(say("snapshot", told.snapshot(), this.client.nowMs));
      this.subscribe(channel, feed, "depth", ({ sentMs }) => {
        const change = told.change();
        return change === null ? null : say("update", change, sentMs);
      });
    }
  }
}

interface Params {
  readonly channel?: string;
  readonly symbol?: readonly string[];
  readonly depth?: number;
  readonly snapshot?: boolean;
}

function bookText(type: "snapshot" | "update", name: string, feed: SymbolFeed, told: ToldBook, { bids, asks }: ToldChange, sentMs: number): string {
  const { tick, lot } = feed.market;
  const list = (levels: ToldChange["bids"]): string =>
    levels.map(([ticks, lots]) => `{"price":${tick.plain(ticks)},"qty":${lots === 0 ? "0.00000000" : lot.text(lots)}}`).join(",");
  const texts = (levels: ToldChange["bids"]): string[] =>
    levels.slice(0, KRAKEN_CHECKSUM.levels).map(([ticks, lots]) => KRAKEN_CHECKSUM.levelText(tick.plain(ticks), lot.text(lots)));
  const checksum = KRAKEN_CHECKSUM.of(texts(told.told.bids), texts(told.told.asks));
  const data = `{"symbol":"${name}","bids":[${list(bids)}],"asks":[${list(asks)}],"checksum":${checksum},"timestamp":"${isoOf(sentMs)}"}`;
  return `{"channel":"book","type":"${type}","data":[${data}]}`;
}

function tradesText(type: "snapshot" | "update", name: string, { market }: SymbolFeed, trades: readonly Execution[], sentMs: number): string {
  const rows = trades.map(({ id, ticks, lots, buyerIsMaker, eventMs }) => {
    const side = buyerIsMaker ? "sell" : "buy";
    const figures = `"side":"${side}","price":${market.tick.plain(ticks)},"qty":${market.lot.text(lots)},"ord_type":"market","trade_id":${id}`;
    return `{"symbol":"${name}",${figures},"timestamp":"${isoOf(Math.min(eventMs, sentMs))}"}`;
  });
  return `{"channel":"trade","type":"${type}","data":[${rows.join(",")}]}`;
}

function tickerText(name: string, feed: SymbolFeed, sentMs: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  const day = feed.dayTexts(sentMs);
  const quote = `"bid":${touch.bid},"bid_qty":${touch.bidQty},"ask":${touch.ask},"ask_qty":${touch.askQty}`;
  const figures = `"last":${day.last},"volume":${day.volume},"vwap":${day.mean},"low":${day.low},"high":${day.high}`;
  const moves = `"change":${day.change},"change_pct":${day.changePercent}`;
  return `{"channel":"ticker","type":"update","data":[{"symbol":"${name}",${quote},${figures},${moves}}]}`;
}

function candleText(name: string, feed: SymbolFeed, sentMs: number): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const prices = `"open":${candle.open},"high":${candle.high},"low":${candle.low},"close":${candle.close}`;
  const sums = `"trades":${candle.trades},"volume":${candle.volume},"vwap":${candle.close}`;
  const begin = isoOf(candle.openMs);
  const data = `{"symbol":"${name}",${prices},${sums},"interval_begin":"${begin}","interval":1,"timestamp":"${isoOf(candle.openMs + 60_000)}"}`;
  return `{"channel":"ohlc","type":"update","timestamp":"${isoOf(sentMs)}","data":[${data}]}`;
}
