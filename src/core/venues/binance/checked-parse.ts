import { type Decimal, formatDecimal, type Int, parseDecimal, rescale } from "../../base/decimal.ts";
import type { LevelList } from "../../book/depth-update.ts";
import type { Scale } from "../../market/instrument.ts";
import type { Message, TradeMessage, VenueFigures } from "../message.ts";
import { isObject, type Json, MalformedMessage, MAX_EVENT_MS, text } from "../checked-fields.ts";
import type { BinanceRules } from "./rules.ts";

/** Reads `depthUpdate` into `message.depth`; `scale` is the least scale to hold it at. */
export function readDepth(data: Json, message: Message, rules: BinanceRules, scale: Scale): void {
  const { depth } = message;
  depth.first = wideId(data, "U");
  depth.last = wideId(data, "u");
  depth.prev = rules.futures ? wideId(data, "pu", -1) : -1;
  if (depth.first > depth.last) throw new MalformedMessage(`update ids run backwards: U ${depth.first}, u ${depth.last}`);
  message.eventMs = time(data, "E");
  readBothSides(data, "b", "a", message, scale);
}

/** Reads a REST depth snapshot into `message.depth`. */
export function readSnapshot(data: Json, message: Message, scale: Scale): void {
  const { depth } = message;
  depth.first = depth.last = wideId(data, "lastUpdateId");
  depth.prev = -1;
  message.eventMs = "E" in data ? time(data, "E") : 0;
  readBothSides(data, "bids", "asks", message, scale);
}

/** Reads `trade` or `aggTrade` into `message.trade`. */
export function readTrade(data: Json, message: Message, rules: BinanceRules, aggregate: boolean): void {
  const { trade } = message;
  if (aggregate) {
    trade.firstId = id(data, "f");
    trade.lastId = id(data, "l");
  } else nameTrade(trade, wideId(data, "t"));
  if (trade.firstId > trade.lastId) throw new MalformedMessage(`trade ids run backwards: f ${trade.firstId}, l ${trade.lastId}`);
  trade.eventMs = time(data, "T");
  message.eventMs = time(data, "E");
  const kind = data["X"];
  if (kind !== undefined && typeof kind !== "string") throw new MalformedMessage("X is not a text");
  trade.counts = !rules.futures || aggregate || kind === "MARKET";
  readDeal(data, ["p", "q", "m"], trade);
}

/** Reads an entry of the REST list of past trades into `message.trade`: by the documents it holds market trades only, on futures too. */
export function readPastTrade(data: Json, message: Message): void {
  const { trade } = message;
  nameTrade(trade, wideId(data, "id"));
  trade.eventMs = message.eventMs = time(data, "time");
  trade.counts = true;
  readDeal(data, ["price", "qty", "isBuyerMaker"], trade);
}

/** Price, quantity and the aggressor's side, from the members of these names. */
function readDeal(data: Json, [priceKey, qtyKey, makerKey]: readonly [string, string, string], trade: TradeMessage): void {
  const price = decimal(data, priceKey);
  const qty = decimal(data, qtyKey);
  if (trade.counts && (price.mantissa === 0 || qty.mantissa === 0)) throw new MalformedMessage("a trade of price or quantity 0");
  trade.scale = { price: price.scale, qty: qty.scale };
  trade.price = price.mantissa;
  trade.qty = qty.mantissa;
  const buyerIsMaker = data[makerKey];
  if (typeof buyerIsMaker !== "boolean") throw new MalformedMessage(`${makerKey} is not true or false`);
  trade.side = buyerIsMaker ? "sell" : "buy";
}

/** Reads `bookTicker` into `message.quote`; on spot it carries no time. */
export function readQuote(data: Json, message: Message): void {
  const { quote } = message;
  const updateId = wideId(data, "u");
  quote.updateId = typeof updateId === "number" ? updateId : 0;
  const [bid, bidQty, ask, askQty] = (["b", "B", "a", "A"] as const).map((key) => decimal(data, key)) as [Decimal, Decimal, Decimal, Decimal];
  const scale = { price: Math.max(bid.scale, ask.scale), qty: Math.max(bidQty.scale, askQty.scale) };
  quote.bidPrice = rescale(bid.mantissa, bid.scale, scale.price);
  quote.askPrice = rescale(ask.mantissa, ask.scale, scale.price);
  quote.bidQty = rescale(bidQty.mantissa, bidQty.scale, scale.qty);
  quote.askQty = rescale(askQty.mantissa, askQty.scale, scale.qty);
  quote.scale = scale;
  message.eventMs = "E" in data ? time(data, "E") : 0;
}

/** Members of the venue's own figures: decimals, then times and counts, then flags. */
const FIGURES = {
  kline: { name: "kline", decimals: "ohlcvqVQ", integers: "tTfLn", flags: "x" },
  "24hrTicker": { name: "ticker", decimals: "ohlcvq", integers: "OC", flags: "" },
  "24hrMiniTicker": { name: "ticker", decimals: "ohlcvq", integers: "", flags: "" },
  markPriceUpdate: { name: "mark-price", decimals: "pi", integers: "T", flags: "" },
  forceOrder: { name: "liquidation", decimals: "qpz", integers: "T", flags: "" },
} as const;

export type FiguresEvent = keyof typeof FIGURES;

export function isFiguresEvent(event: string): event is FiguresEvent {
  return Object.hasOwn(FIGURES, event);
}

/** Reads the venue's own candle, ticker, mark price (with funding) or liquidation into `message.figures`. */
export function readFigures(event: FiguresEvent, data: Json, message: Message): void {
  const shape = FIGURES[event];
  const body = event === "kline" ? data["k"] : event === "forceOrder" ? data["o"] : data;
  if (!isObject(body)) throw new MalformedMessage(`${event} without its body`);
  message.eventMs = time(data, "E");
  const values: Record<string, string | number | boolean> = { E: message.eventMs };
  for (const key of shape.decimals) values[key] = signedDecimal(body, key);
  for (const key of shape.integers) values[key] = id(body, key, -1);
  for (const key of shape.flags) {
    const flag = body[key];
    if (typeof flag !== "boolean") throw new MalformedMessage(`${key} is not true or false`);
    values[key] = flag;
  }
  if (event === "kline") values["interval"] = text(body, "i");
  if (event === "forceOrder") values["side"] = text(body, "S");
  if (event === "markPriceUpdate" && body["r"] !== "") values["r"] = signedDecimal(body, "r"); // delivery contracts have no funding
  message.figures = { name: shape.name, values } satisfies VenueFigures;
}

function readBothSides(data: Json, bidKey: string, askKey: string, message: Message, scale: Scale): void {
  const bids = levels(data, bidKey);
  const asks = levels(data, askKey);
  let { price, qty } = scale;
  for (const [p, q] of [...bids, ...asks]) {
    price = Math.max(price, p.scale);
    qty = Math.max(qty, q.scale);
  }
  message.depth.scale = price === scale.price && qty === scale.qty ? scale : { price, qty };
  fill(message.depth.bids, bids, price, qty);
  fill(message.depth.asks, asks, price, qty);
}

function fill(list: LevelList, levels: readonly (readonly [Decimal, Decimal])[], price: number, qty: number): void {
  list.assign(levels.map(([p, q]) => [rescale(p.mantissa, p.scale, price), rescale(q.mantissa, q.scale, qty)]));
}

function levels(data: Json, key: string): [Decimal, Decimal][] {
  const list = data[key];
  if (!Array.isArray(list)) throw new MalformedMessage(`${key} is not a list of levels`);
  return list.map((level: unknown) => {
    const price = Array.isArray(level) ? unsigned(level[0]) : undefined;
    const qty = Array.isArray(level) ? unsigned(level[1]) : undefined;
    if (price === undefined || qty === undefined || price.mantissa === 0)
      throw new MalformedMessage(`${key} holds a level that is no price and quantity`);
    return [price, qty];
  });
}

function unsigned(value: unknown): Decimal | undefined {
  const decimal = typeof value === "string" ? parseDecimal(value) : undefined;
  return decimal !== undefined && (value as string).charCodeAt(0) !== 45 ? decimal : undefined;
}

function decimal(data: Json, key: string): Decimal {
  const value = unsigned(data[key]);
  if (value === undefined) throw new MalformedMessage(`${key} is not a decimal of 0 or more`);
  return value;
}

function signedDecimal(data: Json, key: string): string {
  const value = data[key];
  const decimal = typeof value === "string" ? parseDecimal(value) : undefined;
  if (decimal === undefined) throw new MalformedMessage(`${key} is not a decimal`);
  return formatDecimal(decimal.mantissa, decimal.scale);
}

function id(data: Json, key: string, least = 0): number {
  const value = data[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
    throw new MalformedMessage(`${key} is not an integer from ${least} to 2^53 - 1`);
  }
  return value + 0; // `-0` is JSON too, and would be stored as 0
}

/** The greatest id there can be: the exchange's are 64-bit integers. */
const MOST_ID = 2n ** 63n - 1n;

/** An id; beyond 2^53 a bigint. */
function wideId(data: Json, key: string, least = 0): Int {
  const value = data[key];
  if (typeof value !== "bigint") return id(data, key, least);
  if (value < least || value > MOST_ID) throw new MalformedMessage(`${key} is not an integer from ${least} to 2^63 - 1`);
  return value;
}

/** A trade's own number; beyond 2^53 it tells a repeat, and proves nothing complete. */
function nameTrade(trade: TradeMessage, tradeId: Int): void {
  trade.firstId = trade.lastId = typeof tradeId === "number" ? tradeId : -1;
  trade.uid = typeof tradeId === "number" ? "" : String(tradeId);
}

function time(data: Json, key: string): number {
  const value = id(data, key);
  if (value > MAX_EVENT_MS) throw new MalformedMessage(`${key} is no time in milliseconds`);
  return value;
}
