import { exchangeInfo } from "./exchange-info.ts";
import type { FaultScript, SnapshotFault } from "./faults.ts";
import { INTERVALS } from "./kline-book.ts";
import type { SymbolFeed } from "./symbol-feed.ts";

export interface RestAnswer {
  readonly status: number;
  readonly body: string;
  /** What the request weighs: the sum of a minute is told in a header. */
  readonly weight: number;
  readonly retryAfterSeconds?: number;
  /** The answer is held back for so long. */
  readonly delayMs?: number;
}

/** A refusal in the exchange's own words. Codes: Binance spot API documents, "Error codes". */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(code: number, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const MOST_LEVELS = 5_000;
const MOST_KLINES = 1_000;
const MOST_TRADES = 1_000;
/** Request weight of a depth snapshot by its limit, as the document has it. */
const DEPTH_WEIGHTS = [
  [100, 5],
  [500, 25],
  [1_000, 50],
  [MOST_LEVELS, 250],
] as const;

/** Binance spot's public REST API over simulated symbols. */
export class RestApi {
  private readonly feeds: ReadonlyMap<string, SymbolFeed>;
  private readonly faults: FaultScript;

  constructor(feeds: ReadonlyMap<string, SymbolFeed>, faults: FaultScript) {
    this.feeds = feeds;
    this.faults = faults;
  }

  /** @param nowMs the exchange's time, in Unix ms with a fraction */
  get({ pathname, searchParams }: URL, nowMs: number): RestAnswer {
    try {
      return this.route(pathname, searchParams, nowMs);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: JSON.stringify({ code: error.code, msg: error.message }), weight: 1 };
    }
  }

  private route(path: string, query: URLSearchParams, nowMs: number): RestAnswer {
    switch (path) {
      case "/api/v3/ping":
        return ok("{}", 1);
      case "/api/v3/time":
        return ok(`{"serverTime":${Math.floor(nowMs)}}`, 1);
      case "/api/v3/exchangeInfo":
        return ok(exchangeInfo((this.asked(query) ?? [...this.feeds.values()]).map(({ market }) => market), Math.floor(nowMs)), 20); // prettier-ignore
      case "/api/v3/depth":
        return this.depth(query, nowMs);
      case "/api/v3/trades":
        return this.trades(query);
      case "/api/v3/klines":
        return this.klines(query, nowMs);
      case "/api/v3/ticker/24hr":
        return this.ticker(query, nowMs);
      default:
        return { status: 404, body: `{"code":-1000,"msg":"There is nothing at this path."}`, weight: 1 };
    }
  }

  private depth(query: URLSearchParams, nowMs: number): RestAnswer {
    const feed = this.one(query);
    const limit = Math.min(MOST_LEVELS, integer(query, "limit", 1) ?? 100);
    const weight = DEPTH_WEIGHTS.find(([levels]) => limit <= levels)?.[1] ?? 250;
    const fault = this.faults.snapshot(feed.market.symbol, nowMs);
    const answer = fault?.status === undefined ? ok(feed.snapshot(limit), weight) : refused(fault, fault.status);
    return fault?.delayMs === undefined ? answer : { ...answer, delayMs: fault.delayMs };
  }

  private trades(query: URLSearchParams): RestAnswer {
    const { figures, recentTrades } = this.one(query);
    const limit = Math.min(MOST_TRADES, integer(query, "limit", 1) ?? 500);
    return ok(figures.pastTrades(recentTrades.last(limit), true), 25);
  }

  private klines(query: URLSearchParams, nowMs: number): RestAnswer {
    const { klines, figures } = this.one(query);
    const intervalMs = INTERVALS.get(mandatory(query, "interval"));
    if (intervalMs === undefined) throw new Refusal(-1120, "Invalid interval.");
    const limit = Math.min(MOST_KLINES, integer(query, "limit", 1) ?? 500);
    const [startMs, endMs] = [integer(query, "startTime", 0), integer(query, "endTime", 0)];
    klines.roll(nowMs);
    const bars = klines.klines({ intervalMs, limit, ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }) });
    return ok(`[${bars.map((bar) => figures.klineRow(bar, intervalMs)).join(",")}]`, 2);
  }

  private ticker(query: URLSearchParams, nowMs: number): RestAnswer {
    if (query.has("symbol")) return ok(this.one(query).tickerAnswer(nowMs), 2);
    const feeds = this.asked(query);
    return ok(`[${(feeds ?? [...this.feeds.values()]).map((feed) => feed.tickerAnswer(nowMs)).join(",")}]`, feeds === null ? 80 : 40);
  }

  /** The symbols of `symbol` or `symbols` (a JSON array); null where neither is there. */
  private asked(query: URLSearchParams): SymbolFeed[] | null {
    if (query.has("symbol")) return [this.one(query)];
    const list = query.get("symbols");
    return list === null ? null : namesOf(list).map((symbol) => this.feed(symbol));
  }

  private one(query: URLSearchParams): SymbolFeed {
    return this.feed(mandatory(query, "symbol"));
  }

  private feed(symbol: string): SymbolFeed {
    const feed = this.feeds.get(symbol);
    if (feed === undefined) throw new Refusal(-1121, "Invalid symbol.");
    return feed;
  }
}

function ok(body: string, weight: number): RestAnswer {
  return { status: 200, body, weight };
}

function refused({ retryAfterSeconds = 1 }: SnapshotFault, status: 418 | 429 | 500): RestAnswer {
  if (status === 500) return { status, body: '{"code":-1000,"msg":"An unknown error occurred while processing the request."}', weight: 1 };
  const msg = status === 418 ? "Way too much request weight used; IP banned." : "Too much request weight used; please slow down.";
  return { status, body: JSON.stringify({ code: -1003, msg }), weight: 1, retryAfterSeconds };
}

function mandatory(query: URLSearchParams, name: string): string {
  const text = query.get(name) ?? "";
  if (text === "") throw new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
  return text;
}

function integer(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) throw new Refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
  return value;
}

function namesOf(list: string): string[] {
  try {
    const names: unknown = JSON.parse(list);
    if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal(-1100, "Illegal characters found in parameter 'symbols'.");
}
