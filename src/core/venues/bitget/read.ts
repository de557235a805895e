import { readChainedBook } from "../chained-book.ts";
import { decimal, decimalOf, isObject, type Json, MalformedMessage, text, timeMs } from "../checked-fields.ts";
import { candleRowFigures, type FigureMembers, figuresIn, figureTexts } from "../figure-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillTrade, sideOf } from "../level-fields.ts";
import type { Message, VenueFigures } from "../message.ts";

const CHAIN = { id: "seq", previous: "pseq" } as const;

/** Reads one book of channel `books` into `message.depth`. Old feeds prove it by a checksum, new ones by `seq` and `pseq`, the one before. */
export function readBook(data: Json, message: Message, table: InstrumentTable, role: "snapshot" | "diff"): void {
  readChainedBook(data, message, table, role, CHAIN);
}

/** Reads one trade of channel `trade`: `[ts, price, size, side]` in the first API, an object with `tradeId` in the second. */
export function readTrade(row: unknown, message: Message): void {
  message.kind = "trade";
  const { trade } = message;
  if (isObject(row)) {
    fillTrade(trade, text(row, "tradeId"), sideOf(row["side"]), decimal(row, "price"), decimal(row, "size"), timeMs(row, "ts"));
    return;
  }
  if (!Array.isArray(row)) throw new MalformedMessage("a trade that is neither a list nor an object");
  const [ts, price, size, side] = row as unknown[];
  fillTrade(trade, "", sideOf(side), decimalOf(price, "price"), decimalOf(size, "size"), timeMs({ ts }, "ts"));
}

const CANDLE = ["open", "high", "low", "close", "volume", "quoteVolume"] as const;

/** Reads one candle `[ts, open, high, low, close, volume, quoteVolume]`; the first API has no quote volume. */
export function readCandle(row: unknown, interval: string, message: Message): void {
  message.kind = "figures";
  message.figures = { name: "kline", values: candleRowFigures(row, interval, CANDLE) };
}

/** Members of channel `ticker` by the figures they belong to, as the first and the second API name them. */
const TICKER_FIGURES = [
  ["ticker", ["last", "lastPr", "open24h", "high24h", "low24h", "baseVolume", "quoteVolume"]],
  ["mark-price", ["markPrice", "indexPrice"]],
  ["funding", ["capitalRate", "fundingRate", "nextSettleTime", "nextFundingTime"]],
  ["open-interest", ["holding", "holdingAmount"]],
] as const satisfies FigureMembers;

/** The kinds of figures that an entry of `ticker` holds something of. */
export function tickerFigures(data: Json): VenueFigures["name"][] {
  return figuresIn(data, TICKER_FIGURES, isGiven);
}

export function readTicker(data: Json, message: Message, name: VenueFigures["name"]): void {
  message.kind = "figures";
  message.figures = { name, values: figureTexts(data, TICKER_FIGURES, name, isGiven) };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== "" && value !== null;
}
