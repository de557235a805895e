import { currenciesOf } from "../currencies.ts";
import { jsonObject } from "../../core/venues/live-profile.ts";
import type { Execution } from "../matching-engine.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation, type News } from "./dialect-conversation.ts";
import { touchOf } from "./touch.ts";
import { ToldBook, type ToldChange } from "./told-book.ts";

const DEPTH = 400;
/** Past trades that one request lists. */
const MOST_TRADES = 500;
/** Ids of a book do not run on: each message names the one before it. */
const ID_STEP = 7n;
const FIRST_ID = 1_000n;

/** OKX's WebSocket API v5: books in band, each message chained to the one before it by `prevSeqId`; the checksum is always 0. */
export const OKX_DIALECT: Dialect = {
  name: "okx",
  symbolOf: ({ symbol }) => currenciesOf(symbol).join("-"),
  begin: (context) => new OkxConversation(context),
  get: ({ pathname, searchParams }, _nowMs, feeds) => {
    if (pathname !== "/api/v5/market/trades") return { status: 404, body: '{"code":"404","data":[],"msg":"Not Found"}', weight: 1 };
    const instId = searchParams.get("instId") ?? "";
    const feed = feeds.get(instId);
    if (feed === undefined) return { status: 200, body: `{"code":"51001","data":[],"msg":"Instrument ID doesn't exist."}`, weight: 1 };
    const limit = Math.min(MOST_TRADES, Number(searchParams.get("limit") ?? 100) || 100);
    const newestFirst = feed.recentTrades.last(limit).toReversed();
    const rows = newestFirst.map((execution) => `{${tradeMembers(JSON.stringify(instId), feed, execution)}}`);
    return { status: 200, body: `{"code":"0","msg":"","data":[${rows.join(",")}]}`, weight: 1 };
  },
};

class OkxConversation extends DialectConversation {
  hear(text: string): void {
    if (text === "ping") return this.client.answer("pong");
    const request = jsonObject(text);
    const op = request?.["op"];
    const args = request?.["args"];
    if ((op !== "subscribe" && op !== "unsubscribe") || !Array.isArray(args)) {
      this.client.answer(JSON.stringify({ event: "error", code: "60012", msg: `Invalid request: ${text.slice(0, 100)}`, connId: "sim" }));
      return;
    }
    for (const arg of args as unknown[]) this.request(op, Object(arg) as { channel?: unknown; instId?: unknown });
  }

  private request(op: "subscribe" | "unsubscribe", { channel, instId }: { channel?: unknown; instId?: unknown }): void {
    const feed = typeof instId === "string" ? this.feeds.get(instId) : undefined;
    if (feed === undefined || typeof instId !== "string" || typeof channel !== "string") {
      const msg = `Wrong URL or channel:${String(channel)},instId:${String(instId)} doesn't exist. Please use the correct URL, channel and parameters.`;
      this.client.answer(JSON.stringify({ event: "error", code: "60018", msg, connId: "sim" }));
      return;
    }
    const arg = `{"channel":${JSON.stringify(channel)},"instId":${JSON.stringify(instId)}}`;
    this.client.answer(`{"event":"${op}","arg":${arg},"connId":"sim"}`);
    if (op === "unsubscribe") this.unsubscribe(channel, feed);
    else this.begin(channel, arg, feed);
  }

  private begin(channel: string, arg: string, feed: SymbolFeed): void {
    const wrap = (data: string | null): string | null => (data === null ? null : `{"arg":${arg},"data":[${data}]}`);
    const id = JSON.stringify(OKX_DIALECT.symbolOf(feed.market));
    if (channel === "books") this.books(arg, feed);
    else if (channel === "trades") this.subscribe(channel, feed, "trade", (news) => wrap(tradeOf(id, feed, news)));
    else if (channel === "bbo-tbt") this.subscribe(channel, feed, "bookTicker", ({ sentMs }) => wrap(quoteOf(feed, sentMs)));
    else if (channel === "tickers") this.subscribe(channel, feed, "bookTicker", ({ sentMs }) => wrap(tickerOf(id, feed, sentMs)));
    else if (channel === "candle1m") this.subscribe(channel, feed, "trade", () => wrap(candleRow(feed)));
  }

  private books(arg: string, feed: SymbolFeed): void {
    const told = new ToldBook(feed, DEPTH, true);
    let seqId = FIRST_ID;
    const say = (action: "snapshot" | "update", change: ToldChange, prevSeqId: bigint, sentMs: number): string => {
      const sides = `"asks":[${levels(feed, change.asks)}],"bids":[${levels(feed, change.bids)}]`;
      const ids = `"ts":"${Math.floor(sentMs)}","checksum":0,"seqId":${seqId},"prevSeqId":${prevSeqId}`;
      return `{"arg":${arg},"action":"${action}","data":[{${sides},${ids}}]}`;
    };
    this.tell(say("snapshot", told.snapshot(), -1n, this.client.nowMs));
    this.subscribe("books", feed, "depth", ({ sentMs }) => {
      const change = told.change();
      if (change === null) return null;
      const before = seqId;
      seqId += ID_STEP;
      return say("update", change, before, sentMs);
    });
  }
}

function levels({ market }: SymbolFeed, list: ToldChange["bids"]): string {
  return list.map(([ticks, lots]) => `["${market.tick.plain(ticks)}","${market.lot.plain(lots)}","0","1"]`).join(",");
}

function tradeOf(id: string, feed: SymbolFeed, { execution }: News<"trade">): string {
  return `{${tradeMembers(id, feed, execution)},"count":"1"}`;
}

function tradeMembers(id: string, { market }: SymbolFeed, { id: tradeId, ticks, lots, buyerIsMaker, eventMs }: Execution): string {
  const figures = `"px":"${market.tick.plain(ticks)}","sz":"${market.lot.plain(lots)}","side":"${buyerIsMaker ? "sell" : "buy"}"`;
  return `"instId":${id},"tradeId":"${tradeId}",${figures},"ts":"${Math.floor(eventMs)}"`;
}

function quoteOf(feed: SymbolFeed, sentMs: number): string | null {
  const touch = touchOf(feed);
  if (touch === null) return null;
  return `{"asks":[["${touch.ask}","${touch.askQty}","0","1"]],"bids":[["${touch.bid}","${touch.bidQty}","0","1"]],"ts":"${Math.floor(sentMs)}"}`;
}

function tickerOf(id: string, feed: SymbolFeed, sentMs: number): string {
  const day = feed.dayTexts(sentMs);
  const prices = `"last":"${day.last}","open24h":"${day.open}","high24h":"${day.high}","low24h":"${day.low}"`;
  return `{"instType":"SPOT","instId":${id},${prices},"volCcy24h":"${day.quoteVolume}","vol24h":"${day.volume}","ts":"${Math.floor(sentMs)}"}`;
}

function candleRow(feed: SymbolFeed): string | null {
  const candle = feed.formingCandle();
  if (candle === null) return null;
  const { openMs, open, high, low, close, volume, quoteVolume } = candle;
  return JSON.stringify([String(openMs), open, high, low, close, volume, quoteVolume, quoteVolume, "0"]);
}
