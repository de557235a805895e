import { decimal, decimalText, isObject, isoTimeMs, type Json, MalformedMessage, objects, safeInteger, text, tradeId } from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, sideOf, type WireLevel, wireLevel } from "../level-fields.ts";
import type { Message } from "../message.ts";

/** Reads one event of channel `l2_data` into `message.depth`. It has no ids: the connection's sequence proves it. */
export function readBook(event: Json, message: Message, table: InstrumentTable, snapshot: boolean): void {
  const bids: WireLevel[] = [];
  const asks: WireLevel[] = [];
  for (const update of objects(event, "updates")) {
    const side = update["side"];
    if (side !== "bid" && side !== "offer") throw new MalformedMessage("the side of a level is neither bid nor offer");
    (side === "bid" ? bids : asks).push(wireLevel(update["price_level"], update["new_quantity"], null));
  }
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({});
  fillDepth(message, table, bids, asks, false);
}

/**
 * Reads one trade of channel `market_trades`. Its `side` is the maker's, as in the document of `matches`; measured: of 78 trades 48 say
 * SELL at the best ask and 23 BUY at the best bid, and none the other way.
 */
export function readTrade(data: Json, message: Message): void {
  const maker = sideOf(data["side"]);
  message.kind = "trade";
  fillTrade(
    message.trade,
    tradeId(data, "trade_id"),
    maker === "buy" ? "sell" : "buy",
    decimal(data, "price"),
    decimal(data, "size"),
    isoTimeMs(data, "time"),
  );
}

/** Reads the best bid and ask of channel `ticker`. */
export function readQuote(data: Json, message: Message): void {
  message.kind = "bbo";
  const [bid, bidQty] = [decimal(data, "best_bid"), decimal(data, "best_bid_quantity")];
  fillQuote(message.quote, 0, bid, bidQty, decimal(data, "best_ask"), decimal(data, "best_ask_quantity"));
}

/** Reads the 24 h figures of channel `ticker`. */
export function readTicker(data: Json, message: Message): void {
  const values: Record<string, string> = {};
  for (const key of ["price", "volume_24_h", "low_24_h", "high_24_h", "price_percent_chg_24_h"]) values[key] = decimalText(data, key);
  message.kind = "figures";
  message.figures = { name: "ticker", values };
}

/** Reads one candle of channel `candles`, which has five-minute candles alone. */
export function readCandle(data: Json, message: Message): void {
  const values: Record<string, string | number> = { interval: "5m", openTime: safeInteger(data, "start") * 1_000 };
  for (const key of ["open", "high", "low", "close", "volume"]) values[key] = decimalText(data, key);
  message.kind = "figures";
  message.figures = { name: "kline", values };
}

/** The products of channel `level2` that a message of channel `subscriptions` names: all there are on its connection. */
export function readBookProducts(event: Json): readonly string[] {
  const { subscriptions } = event;
  const products = isObject(subscriptions) ? subscriptions["level2"] : undefined;
  return Array.isArray(products) ? (products as unknown[]).filter((product) => typeof product === "string" && product !== "").map(String) : [];
}

/** The product that an event, or an entry of it, is about. */
export function productOf(data: Json): string {
  return text(data, "product_id");
}
