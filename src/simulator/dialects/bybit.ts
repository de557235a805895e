import { jsonObject } from "../../core/venues/live-profile.ts";
import type { Execution } from "../matching-engine.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation, type News } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange } from "./told-book.ts";

const DEPTHS: readonly number[] = [50, 200, 1_000];
/** Past trades that one request lists. */
const MOST_SPOT_TRADES = 60;
const MOST_TRADES = 1_000;

/** Bybit's WebSocket API v5: a snapshot in band, then deltas that are numbered one by one. */
export const BYBIT_DIALECT: Dialect = {
  name: "bybit",
  symbolOf: ({ symbol }) => symbol,
  begin: (context) => new BybitConversation(context),
  get: ({ pathname, searchParams }, nowMs, feeds) => {
    if (pathname !== "/v5/market/recent-trade") return { status: 404, body: '{"retCode":404,"retMsg":"Not Found"}', weight: 1 };
    const category = searchParams.get("category") ?? "";
    const feed = feeds.get(searchParams.get("symbol") ?? "");
    const failed = { status: 200, body: '{"retCode":10001,"retMsg":"Not supported symbols","result":{}}', weight: 1 };
    if (feed === undefined) return failed;
    const limit = Math.min(category === "spot" ? MOST_SPOT_TRADES : MOST_TRADES, Number(searchParams.get("limit") ?? 60) || 60);
    const rows = feed.recentTrades.last(limit).toReversed().map((execution) => pastTradeOf(feed, execution)); // prettier-ignore
    const result = `{"category":"${category}","list":[${rows.join(",")}]}`;
    return { status: 200, body: `{"retCode":0,"retMsg":"OK","result":${result},"retExtInfo":{},"time":${Math.floor(nowMs)}}`, weight: 1 };
  },
};

class BybitConversation extends DialectConversation {
  private firstId = 100;

  hear(text: string): void {
    const request = jsonObject(text);
    const op = request?.["op"];
    const id = typeof request?.["req_id"] === "string" ? request["req_id"] : "";
    const answer = (success: boolean, reason: string): void =>
      this.client.answer(JSON.stringify({ success, ret_msg: reason, conn_id: "sim", req_id: id, op }));
    if (op === "ping") return answer(true, "pong");
    const args = request?.["args"];
    if ((op !== "subscribe" && op !== "unsubscribe") || !Array.isArray(args)) return answer(false, "Bad request");
    const topics = args.map(String);
    const unknown = topics.find((topic) => this.feedOf(topic) === undefined);
    // One topic that is wrong refuses them all.
    if (unknown !== undefined) return answer(false, `error:handler not found,topic:${unknown}`);
    answer(true, "");
    for (const topic of topics) {
      const feed = this.feedOf(topic) as SymbolFeed;
      if (op === "unsubscribe") this.unsubscribe(topic, feed);
      else this.begin(topic, feed);
    }
  }

  private feedOf(topic: string): SymbolFeed | undefined {
    return this.feeds.get(topic.slice(topic.lastIndexOf(".") + 1));
  }

  private begin(topic: string, feed: SymbolFeed): void {
    const [name = "", detail = ""] = topic.split(".");
    const wrap = (type: "snapshot" | "delta", data: string, sentMs: number): string =>
      `{"topic":"${topic}","type":"${type}","ts":${Math.floor(sentMs)},"data":${data}}`;
    const whole = (data: string | null, sentMs: number): string | null => (data === null ? null : wrap("snapshot", data, sentMs));
    if (name === "publicTrade") this.subscribe(topic, feed, "trade", (news) => whole(tradeOf(feed, news), news.sentMs));
    else if (name === "tickers") this.subscribe(topic, feed, "bookTicker", ({ sentMs }) => whole(tickerOf(feed, sentMs), sentMs));
    else if (name === "kline") this.subscribe(topic, feed, "trade", ({ sentMs }) => whole(candleRow(feed, sentMs), sentMs));
    else if (name === "orderbook" && detail === "1")
      this.subscribe(topic, feed, "bookTicker", (news) => whole(quoteOf(feed, news.updateId), news.sentMs));
    else if (name === "orderbook" && DEPTHS.includes(Number(detail))) this.book(topic, feed, Number(detail), wrap);
  }

  private book(topic: string, feed: SymbolFeed, depth: number, wrap: (type: "snapshot" | "delta", data: string, sentMs: number) => string): void {
    const told = new ToldBook(feed, depth, true);
    let u = (this.firstId += 1_000);
    const data = ({ bids, asks }: ToldChange): string =>
      `{"s":"${feed.market.symbol}","b":[${levels(feed, bids)}],"a":[${levels(feed, asks)}],"u":${u},"seq":${feed.engine.lastUpdateId}}`;
    this.tell(wrap("snapshot", data(told.snapshot()), this.client.nowMs));
    this.subscribe(topic, feed, "depth", ({ sentMs }) => {
      const change = told.change();
      if (change === null) return null;
      u++;
      return wrap("delta", data(change), sentMs);
    });
  }
}

function levels({ market }: SymbolFeed, list: ToldChange["bids"]): string {
  return list.map(([ticks, lots]) => `["${market.tick.plain(ticks)}","${market.lot.plain(lots)}"]`).join(",");
}

/** A UUID, made of the running number. */
function tradeId({ id }: Execution): string {
  return `00000000-0000-5000-8000-${id.toString(16).padStart(12, "0")}`;
}

function pastTradeOf({ market }: SymbolFeed, execution: Execution): string {
  const { ticks, lots, buyerIsMaker, eventMs } = execution;
  const figures = `"price":"${market.tick.plain(ticks)}","size":"${market.lot.plain(lots)}","side":"${buyerIsMaker ? "Sell" : "Buy"}"`;
  const id = `"execId":"${tradeId(execution)}","symbol":"${market.symbol}"`;
  return `{${id},${figures},"time":"${Math.floor(eventMs)}","isBlockTrade":false,"isRPITrade":false}`;
}

function tradeOf({ market }: SymbolFeed, { execution }: News<"trade">): string {
  const { ticks, lots, buyerIsMaker, eventMs } = execution;
  const figures = `"S":"${buyerIsMaker ? "Sell" : "Buy"}","v":"${market.lot.plain(lots)}","p":"${market.tick.plain(ticks)}"`;
  return `[{"T":${Math.floor(eventMs)},"s":"${market.symbol}",${figures},"L":"ZeroPlusTick","i":"${tradeId(execution)}","BT":false,"RPI":false}]`;
}

function quoteOf(feed: SymbolFeed, u: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  return `{"s":"${feed.market.symbol}","b":[["${touch.bid}","${touch.bidQty}"]],"a":[["${touch.ask}","${touch.askQty}"]],"u":${u},"seq":${u}}`;
}

function tickerOf(feed: SymbolFeed, sentMs: number): string {
  const day = feed.dayTexts(sentMs);
  const prices = `"lastPrice":"${day.last}","prevPrice24h":"${day.open}","highPrice24h":"${day.high}","lowPrice24h":"${day.low}"`;
  return `{"symbol":"${feed.market.symbol}",${prices},"volume24h":"${day.volume}","turnover24h":"${day.quoteVolume}"}`;
}

function candleRow(feed: SymbolFeed, sentMs: number): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const { openMs, open, high, low, close, volume, quoteVolume } = candle;
  const row = { start: openMs, end: openMs + 59_999, interval: "1", open, close, high, low, volume, turnover: quoteVolume };
  return JSON.stringify([{ ...row, confirm: false, timestamp: Math.floor(sentMs) }]);
}
