import { decimal, decimalText, flag, integer, type Json, list, text, timeMs } from "../checked-fields.ts";
import { type FigureMembers, figuresIn, figureTexts } from "../figure-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, sideOf, type WireLevel, wireLevels } from "../level-fields.ts";
import type { Message, VenueFigures } from "../message.ts";

/** Reads the data of `orderbook.N.symbol` into `message.depth`. A delta's `u` is one more than that of the message before it. */
export function readBook(data: Json, message: Message, table: InstrumentTable, snapshot: boolean): void {
  const id = integer(data, "u");
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({ first: id, last: id });
  fillDepth(message, table, levels(data, "b"), levels(data, "a"), false);
}

/** Reads the data of `orderbook.1.symbol`: the best level of each side, always whole; a side may be empty. */
export function readQuote(data: Json, message: Message): void {
  const [[bid], [ask]] = [levels(data, "b"), levels(data, "a")];
  const none = { mantissa: 0, scale: 0 };
  message.kind = "bbo";
  const id = integer(data, "u");
  fillQuote(message.quote, typeof id === "number" ? id : 0, bid?.price ?? none, bid?.qty ?? none, ask?.price ?? none, ask?.qty ?? none);
}

/** Reads one trade of `publicTrade.symbol`. Its id is a UUID: it tells a repeat, and no order. */
export function readTrade(data: Json, message: Message): void {
  message.kind = "trade";
  fillTrade(message.trade, text(data, "i"), sideOf(data["S"]), decimal(data, "p"), decimal(data, "v"), timeMs(data, "T"));
}

/** Reads one entry of the REST list of past trades: the stream's trade under other names, its time as text. */
export function readPastTrade(data: Json, message: Message): void {
  message.kind = "past-trade";
  const [price, size] = [decimal(data, "price"), decimal(data, "size")];
  fillTrade(message.trade, text(data, "execId"), sideOf(data["side"]), price, size, timeMs(data, "time"));
}

/** Reads one candle of `kline.interval.symbol`. */
export function readCandle(data: Json, message: Message): void {
  const values: Record<string, string | number | boolean> = { interval: text(data, "interval"), openTime: timeMs(data, "start") };
  for (const key of ["open", "high", "low", "close", "volume", "turnover"]) values[key] = decimalText(data, key);
  values["final"] = flag(data, "confirm");
  values["timestamp"] = timeMs(data, "timestamp");
  message.kind = "figures";
  message.figures = { name: "kline", values };
}

/** Reads one liquidation of `allLiquidation.symbol`: `S` is the side of the position's order that was forced. */
export function readLiquidation(data: Json, message: Message): void {
  message.kind = "figures";
  message.figures = {
    name: "liquidation",
    values: { side: sideOf(data["S"]), price: decimalText(data, "p"), qty: decimalText(data, "v"), ts: timeMs(data, "T") },
  };
}

/** Members of `tickers.symbol` by the figures they belong to; on derivatives a delta names only those that changed. */
const TICKER_FIGURES = [
  ["ticker", ["lastPrice", "prevPrice24h", "highPrice24h", "lowPrice24h", "volume24h", "turnover24h"]],
  ["mark-price", ["markPrice", "indexPrice"]],
  ["funding", ["fundingRate", "nextFundingTime"]],
  ["open-interest", ["openInterest", "openInterestValue"]],
] as const satisfies FigureMembers;

/** The kinds of figures that a message of `tickers` holds something of; one that holds nothing of them is a ticker all the same. */
export function tickerFigures(data: Json): VenueFigures["name"][] {
  const names = figuresIn(data, TICKER_FIGURES, isGiven);
  return names.length > 0 ? names : ["ticker"];
}

export function readTicker(data: Json, message: Message, name: VenueFigures["name"]): void {
  message.kind = "figures";
  message.figures = { name, values: figureTexts(data, TICKER_FIGURES, name, isGiven), partial: true };
}

/** An instrument without funding sends empty texts. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== "";
}

function levels(data: Json, key: string): WireLevel[] {
  return wireLevels(list(data, key), null);
}
