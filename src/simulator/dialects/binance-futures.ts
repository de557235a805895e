import { exchangeInfo } from "../exchange-info.ts";
import type { RestAnswer } from "../rest-api.ts";
import { readStreamRequest } from "../stream-request.ts";
import type { SymbolFeed } from "../symbol-feed.ts";
import type { Dialect } from "./dialect.ts";
import { DialectConversation, type News } from "./dialect-conversation.ts";

/** Ids are those of all symbols together: those of one have holes between them, which only `pu` bridges. */
const ID_STEP = 3;
/** Levels of a snapshot, and past trades. */
const MOST_LISTED = 1_000;
const SNAPSHOT_WEIGHT = 20;
const TRADES_WEIGHT = 5;

/** Binance USD-M futures: snapshots over REST, diffs chained by `pu`, trades that say in `X` what they are. */
export const BINANCE_FUTURES_DIALECT: Dialect = {
  name: "binance-usdm",
  symbolOf: ({ symbol }) => symbol,
  begin: (context) => new FuturesConversation(context),
  get: answer,
};

class FuturesConversation extends DialectConversation {
  hear(text: string): void {
    const request = readStreamRequest(text);
    if (!("method" in request) || (request.method !== "SUBSCRIBE" && request.method !== "UNSUBSCRIBE")) {
      this.client.answer(JSON.stringify({ error: { code: 2, msg: "Invalid request" }, id: request.id }));
      return;
    }
    for (const stream of request.streams) {
      const [name = "", ...kind] = stream.split("@");
      const feed = this.feeds.get(name.toUpperCase());
      if (feed === undefined) continue; // it is subscribed to all the same, and never says anything
      if (request.method === "UNSUBSCRIBE") this.unsubscribe(stream, feed);
      else this.begin(stream, kind[0] ?? "", feed);
    }
    this.client.answer(JSON.stringify({ result: null, id: request.id }));
  }

  private begin(stream: string, kind: string, feed: SymbolFeed): void {
    const wrap = (data: string): string => `{"stream":"${stream}","data":${data}}`;
    if (kind === "depth") this.subscribe(stream, feed, "depth", (news) => wrap(depthOf(news)));
    else if (kind === "trade") this.subscribe(stream, feed, "trade", (news) => wrap(tradeOf(feed, news)));
    else if (kind === "bookTicker") this.subscribe(stream, feed, "bookTicker", (news) => wrap(quoteOf(news)));
    else if (kind === "ticker") this.subscribe(stream, feed, "trade", ({ sentMs }) => wrap(tickerOf(feed, sentMs)));
    else if (kind === "kline_1m") {
      this.subscribe(stream, feed, "trade", ({ sentMs }) => {
        const bar = feed.klines.minute(feed.klines.forming.openMs);
        return bar === undefined ? null : wrap(feed.figures.kline(bar, "1m", 60_000, false, Math.floor(sentMs)));
      });
    }
  }
}

/** The same levels as on spot, under other ids. */
function depthOf({ text, symbol, sentMs, firstUpdateId, lastUpdateId }: News<"depth">): string {
  const levels = text.slice(text.indexOf('"b":'), -1);
  const ids = `"U":${firstUpdateId * ID_STEP - 1},"u":${lastUpdateId * ID_STEP},"pu":${(firstUpdateId - 1) * ID_STEP}`;
  return `{"e":"depthUpdate","E":${Math.floor(sentMs)},"T":${Math.floor(sentMs)},"s":"${symbol}",${ids},${levels}`;
}

function tradeOf({ market }: SymbolFeed, { execution, sentMs }: News<"trade">): string {
  const { id, ticks, lots, buyerIsMaker, eventMs } = execution;
  const figures = `"t":${id},"p":"${market.tick.plain(ticks)}","q":"${market.lot.plain(lots)}","X":"MARKET","m":${buyerIsMaker}`;
  return `{"e":"trade","E":${Math.floor(sentMs)},"T":${Math.floor(eventMs)},"s":"${market.symbol}",${figures}}`;
}

function quoteOf({ text, sentMs, updateId }: News<"bookTicker">): string {
  const data = JSON.parse(text.slice(text.indexOf('"data":') + 7, -1)) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ e: "bookTicker", ...data, u: updateId * ID_STEP, T: Math.floor(sentMs), E: Math.floor(sentMs) });
}

function tickerOf(feed: SymbolFeed, sentMs: number): string {
  const day = feed.dayTexts(sentMs);
  const moves = { p: day.change, P: day.changePercent, w: day.mean, c: day.last, Q: "0", o: day.open, h: day.high, l: day.low };
  const ids = { O: Math.floor(sentMs) - 86_400_000, C: Math.floor(sentMs), F: 0, L: 0, n: 0 };
  return JSON.stringify({ e: "24hrTicker", E: Math.floor(sentMs), s: feed.market.symbol, ...moves, v: day.volume, q: day.quoteVolume, ...ids });
}

function answer({ pathname, searchParams }: URL, nowMs: number, feeds: ReadonlyMap<string, SymbolFeed>): RestAnswer {
  if (pathname === "/fapi/v1/ping") return { status: 200, body: "{}", weight: 1 };
  if (pathname === "/fapi/v1/exchangeInfo") {
    return { status: 200, body: exchangeInfo([...feeds.values()].map(({ market }) => market), Math.floor(nowMs)), weight: 1 }; // prettier-ignore
  }
  const feed = feeds.get(searchParams.get("symbol") ?? "");
  const isTrades = pathname === "/fapi/v1/trades";
  if (pathname !== "/fapi/v1/depth" && !isTrades) return { status: 404, body: '{"code":-1000,"msg":"There is nothing at this path."}', weight: 1 };
  if (feed === undefined) return { status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}', weight: 1 };
  const limit = Math.min(MOST_LISTED, Number(searchParams.get("limit") ?? 500) || 500);
  if (isTrades) return { status: 200, body: feed.figures.pastTrades(feed.recentTrades.last(limit), false), weight: TRADES_WEIGHT };
  const levels = feed.snapshot(limit);
  const id = feed.engine.lastUpdateId;
  const head = `{"lastUpdateId":${id * ID_STEP},"E":${Math.floor(nowMs)},"T":${Math.floor(nowMs)}`;
  return { status: 200, body: head + levels.slice(`{"lastUpdateId":${id}`.length), weight: SNAPSHOT_WEIGHT };
}
