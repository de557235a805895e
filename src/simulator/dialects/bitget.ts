import { jsonObject } from "../../core/venues/live-profile.ts";
import type { Execution } from "../matching-engine.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange } from "./told-book.ts";

const DEPTH = 200;
/** Trades that a subscription begins with. */
const PAST_TRADES = 50;

/** Bitget's second API as a venue without any sequence: it sends neither ids nor a checksum, and nothing proves its books. */
export const BITGET_DIALECT: Dialect = {
  name: "bitget",
  symbolOf: ({ symbol }) => symbol,
  begin: (context) => new BitgetConversation(context),
};

class BitgetConversation extends DialectConversation {
  hear(text: string): void {
    if (text === "ping") return this.client.answer("pong");
    const request = jsonObject(text);
    const op = request?.["op"];
    const args = request?.["args"];
    if ((op !== "subscribe" && op !== "unsubscribe") || !Array.isArray(args)) {
      this.client.answer(JSON.stringify({ event: "error", code: 30_003, msg: "invalid op" }));
      return;
    }
    for (const each of args as unknown[]) {
      const arg = Object(each) as { instType?: unknown; channel?: unknown; instId?: unknown };
      const feed = this.feeds.get(String(arg.instId));
      const channel = String(arg.channel);
      if (feed === undefined) {
        this.client.answer(JSON.stringify({ event: "error", arg, code: 30_001, msg: `instType:${String(arg.instType)},channel:${channel},instId:${String(arg.instId)} doesn't exist` })); // prettier-ignore
        continue;
      }
      this.client.answer(JSON.stringify({ event: op, arg }));
      if (op === "unsubscribe") this.unsubscribe(channel, feed);
      else this.begin(channel, JSON.stringify(arg), feed);
    }
  }

  private begin(channel: string, arg: string, feed: SymbolFeed): void {
    const wrap = (action: "snapshot" | "update", data: string, sentMs: number): string =>
      `{"action":"${action}","arg":${arg},"data":[${data}],"ts":${Math.floor(sentMs)}}`;
    const whole = (data: string | null, sentMs: number): string | null => (data === null ? null : wrap("snapshot", data, sentMs));
    if (channel === "trade") {
      const newestFirst = feed.recentTrades.last(PAST_TRADES).toReversed();
      this.tell(wrap("snapshot", newestFirst.map((trade) => tradeOf(feed, trade)).join(","), this.client.nowMs));
      this.subscribe(channel, feed, "trade", ({ execution, sentMs }) => wrap("update", tradeOf(feed, execution), sentMs));
    } else if (channel === "ticker") this.subscribe(channel, feed, "bookTicker", ({ sentMs }) => whole(tickerOf(feed, sentMs), sentMs));
    else if (channel === "books1") this.subscribe(channel, feed, "bookTicker", ({ sentMs }) => whole(bestOf(feed, sentMs), sentMs));
    else if (channel === "candle1m") this.subscribe(channel, feed, "trade", ({ sentMs }) => whole(candleRow(feed), sentMs));
    else if (channel === "books") {
      const told = new ToldBook(feed, DEPTH, true);
      const data = ({ bids, asks }: ToldChange, sentMs: number): string =>
        `{"asks":[${levels(feed, asks)}],"bids":[${levels(feed, bids)}],"checksum":0,"ts":"${Math.floor(sentMs)}"}`;
      this.tell(wrap("snapshot", data(told.snapshot(), this.client.nowMs), this.client.nowMs));
      this.subscribe(channel, feed, "depth", ({ sentMs }) => {
        const change = told.change();
        return change === null ? null : wrap("update", data(change, sentMs), sentMs);
      });
    }
  }
}

function levels({ market }: SymbolFeed, list: ToldChange["bids"]): string {
  return list.map(([ticks, lots]) => `["${market.tick.plain(ticks)}","${market.lot.plain(lots)}"]`).join(",");
}

function tradeOf({ market }: SymbolFeed, { id, ticks, lots, buyerIsMaker, eventMs }: Execution): string {
  const figures = `"price":"${market.tick.plain(ticks)}","size":"${market.lot.plain(lots)}","side":"${buyerIsMaker ? "sell" : "buy"}"`;
  return `{"ts":"${Math.floor(eventMs)}",${figures},"tradeId":"${id}"}`;
}

function bestOf(feed: SymbolFeed, sentMs: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  return `{"asks":[["${touch.ask}","${touch.askQty}"]],"bids":[["${touch.bid}","${touch.bidQty}"]],"checksum":0,"ts":"${Math.floor(sentMs)}"}`;
}

function tickerOf(feed: SymbolFeed, sentMs: number): string {
  const day = feed.dayTexts(sentMs);
  const prices = `"lastPr":"${day.last}","open24h":"${day.open}","high24h":"${day.high}","low24h":"${day.low}"`;
  const sums = `"baseVolume":"${day.volume}","quoteVolume":"${day.quoteVolume}"`;
  return `{"instId":"${feed.market.symbol}",${prices},${sums},"ts":"${Math.floor(sentMs)}"}`;
}

function candleRow(feed: SymbolFeed): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const { openMs, open, high, low, close, volume, quoteVolume } = candle;
  return JSON.stringify([String(openMs), open, high, low, close, volume, quoteVolume, quoteVolume]);
}
