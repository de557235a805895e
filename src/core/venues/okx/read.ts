import { readChainedBook } from "../chained-book.ts";
import { decimal, decimalText, type Json, MalformedMessage, safeInteger, text, timeMs, tradeId } from "../checked-fields.ts";
import { candleRowFigures } from "../figure-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillTrade, sideOf } from "../level-fields.ts";
import type { Message, VenueFigures } from "../message.ts";

const CHAIN = { id: "seqId", previous: "prevSeqId" } as const;

/** Reads one book of the channels `books`, `books-l2-tbt` and `books50-l2-tbt` into `message.depth`. Since 2026 its checksum is always 0. */
export function readBook(data: Json, message: Message, table: InstrumentTable, role: "snapshot" | "diff"): void {
  readChainedBook(data, message, table, role, CHAIN);
}

/** Reads one trade of channel `trades`; where `count` is above 1 it stands for so many trades, the last of which is `tradeId`. */
export function readTrade(data: Json, message: Message): void {
  const id = tradeId(data, "tradeId");
  message.kind = "trade";
  fillTrade(message.trade, id, sideOf(data["side"]), decimal(data, "px"), decimal(data, "sz"), timeMs(data, "ts"));
  const count = "count" in data ? safeInteger(data, "count", 1) : 1;
  if (typeof id !== "number" || count === 1) return;
  if (count > id) throw new MalformedMessage(`count ${count} is above tradeId ${id}`);
  message.trade.firstId = id - count + 1;
}

/** Reads one entry of the REST list of past trades: the same members, no `count`. */
export function readPastTrade(data: Json, message: Message): void {
  readTrade(data, message);
  message.kind = "past-trade";
}

/** Members of the venue's own figures, by channel: decimals, and times. */
const FIGURES = {
  tickers: { name: "ticker", decimals: ["last", "open24h", "high24h", "low24h", "volCcy24h", "vol24h"], times: ["ts"] },
  "mark-price": { name: "mark-price", decimals: ["markPx"], times: ["ts"] },
  "funding-rate": { name: "funding", decimals: ["fundingRate"], times: ["fundingTime"] },
  "open-interest": { name: "open-interest", decimals: ["oi", "oiCcy"], times: ["ts"] },
} as const satisfies Record<string, { name: VenueFigures["name"]; decimals: readonly string[]; times: readonly string[] }>;

export type FiguresChannel = keyof typeof FIGURES;

export function isFiguresChannel(channel: string): channel is FiguresChannel {
  return Object.hasOwn(FIGURES, channel);
}

export function readFigures(channel: FiguresChannel, data: Json, message: Message): void {
  const { name, decimals, times } = FIGURES[channel];
  const values: Record<string, string | number> = {};
  for (const key of decimals) values[key] = decimalText(data, key);
  for (const key of times) values[key] = timeMs(data, key);
  message.kind = "figures";
  message.figures = { name, values };
}

const CANDLE = ["open", "high", "low", "close", "volume", "volumeCcy", "volumeCcyQuote"] as const;

/** Reads one candle `[ts, open, high, low, close, vol, volCcy, volCcyQuote, confirm]`; before 2022 the last two are missing. */
export function readCandle(row: unknown, interval: string, message: Message): void {
  const values = candleRowFigures(row, interval, CANDLE);
  const confirm = (row as readonly unknown[])[8];
  if (confirm !== undefined) values["final"] = confirm === "1";
  message.kind = "figures";
  message.figures = { name: "kline", values };
}

/** Reads one liquidation out of `details` of channel `liquidation-orders`. */
export function readLiquidation(detail: Json, message: Message): void {
  message.kind = "figures";
  message.figures = {
    name: "liquidation",
    values: { side: text(detail, "side"), price: decimalText(detail, "bkPx"), qty: decimalText(detail, "sz"), ts: timeMs(detail, "ts") },
  };
}
