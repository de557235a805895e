import { asUint32, KRAKEN_CHECKSUM } from "../../book/checksum.ts";
import { decimal, decimalText, flag, isObject, isoTimeMs, type Json, list, MalformedMessage, safeInteger, text, tradeId } from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, sideOf, type WireLevel, wireLevel } from "../level-fields.ts";
import type { Message } from "../message.ts";

/** Reads one book of channel `book` (WebSocket API v2, "Book (Level 2)") into `message.depth`. */
export function readBook(data: Json, message: Message, table: InstrumentTable, snapshot: boolean, depthOf: (levels: number) => number): void {
  const checksum = asUint32(safeInteger(data, "checksum"));
  if (checksum === null) throw new MalformedMessage("checksum is no 32-bit integer");
  const bids = levels(data, "bids");
  const asks = levels(data, "asks");
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({ checksum, depthLimit: snapshot ? depthOf(Math.max(bids.length, asks.length)) : 0 });
  fillDepth(message, table, bids, asks, true);
}

/** Reads one trade of channel `trade`. */
export function readTrade(data: Json, message: Message): void {
  message.kind = "trade";
  fillTrade(
    message.trade,
    tradeId(data, "trade_id"),
    sideOf(data["side"]),
    decimal(data, "price"),
    decimal(data, "qty"),
    isoTimeMs(data, "timestamp"),
  );
}

/** Reads the best bid and ask of channel `ticker`. */
export function readQuote(data: Json, message: Message): void {
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimal(data, "bid"), decimal(data, "bid_qty"), decimal(data, "ask"), decimal(data, "ask_qty"));
}

/** Reads the 24 h figures of channel `ticker`. */
export function readTicker(data: Json, message: Message): void {
  const values: Record<string, string> = {};
  for (const key of ["last", "volume", "vwap", "low", "high", "change"]) values[key] = decimalText(data, key);
  message.kind = "figures";
  message.figures = { name: "ticker", values };
}

/** Reads one candle of channel `ohlc`. */
export function readCandle(data: Json, message: Message): void {
  const values: Record<string, string | number> = { openTime: isoTimeMs(data, "interval_begin") };
  for (const key of ["open", "high", "low", "close", "vwap", "volume"]) values[key] = decimalText(data, key);
  for (const key of ["trades", "interval"]) values[key] = safeInteger(data, key);
  message.kind = "figures";
  message.figures = { name: "kline", values };
}

/** The answer to a subscription to a book: whether it began or ended, and its depth. Null where it is another channel's or was refused. */
export function readBookAnswer(answer: Json): { readonly began: boolean; readonly symbol: string; readonly depth: number } | null {
  const { method, result } = answer;
  if ((method !== "subscribe" && method !== "unsubscribe") || !isObject(result) || result["channel"] !== "book" || !flag(answer, "success"))
    return null;
  return { began: method === "subscribe", symbol: text(result, "symbol"), depth: safeInteger(result, "depth", 1) };
}

function levels(data: Json, key: string): WireLevel[] {
  return list(data, key).map((level) => {
    if (!isObject(level)) throw new MalformedMessage(`${key} holds no level`);
    return wireLevel(level["price"], level["qty"], KRAKEN_CHECKSUM);
  });
}
