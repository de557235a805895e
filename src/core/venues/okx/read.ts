import { asUint32, INTERLEAVED_CHECKSUM } from "../../book/checksum.ts";
import {
  decimal,
  decimalOf,
  decimalText,
  integer,
  type Json,
  list,
  MalformedMessage,
  numberText,
  safeInteger,
  text,
  timeMs,
} from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, sideOf, wireLevels } from "../level-fields.ts";
import type { Message, VenueFigures } from "../message.ts";

/** Reads one book of the channels `books`, `books-l2-tbt` and `books50-l2-tbt` into `message.depth`. */
export function readBook(data: Json, message: Message, table: InstrumentTable, snapshot: boolean): void {
  const sequenced = "seqId" in data;
  const checksum = checksumOf(data);
  const last = sequenced ? integer(data, "seqId") : 0;
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({
    first: last,
    last,
    // An update that has its own id and not the one before it proves nothing: it is refused.
    prev: snapshot || !sequenced ? -1 : integer(data, "prevSeqId"),
    checksum,
    proven: sequenced || checksum !== null,
  });
  fillDepth(message, table, wireLevels(list(data, "bids"), INTERLEAVED_CHECKSUM), wireLevels(list(data, "asks"), INTERLEAVED_CHECKSUM), true);
}

/** Null where there is none, or the 0 that OKX has sent in its place since 2026. */
function checksumOf(data: Json): number | null {
  if (!("checksum" in data)) return null;
  const written = numberText(data["checksum"]) ?? "";
  const checksum = /^-?[0-9]{1,10}$/.test(written) ? asUint32(Number(written)) : null;
  if (checksum === null) throw new MalformedMessage("checksum is no 32-bit integer");
  return checksum === 0 ? null : checksum;
}

/** Reads one trade of channel `trades`; where `count` is above 1 it stands for so many trades, the last of which is `tradeId`. */
export function readTrade(data: Json, message: Message): void {
  const id = integer(data, "tradeId");
  message.kind = "trade";
  fillTrade(
    message.trade,
    typeof id === "number" ? id : String(id),
    sideOf(data["side"]),
    decimal(data, "px"),
    decimal(data, "sz"),
    timeMs(data, "ts"),
  );
  const count = "count" in data ? safeInteger(data, "count", 1) : 1;
  if (typeof id !== "number" || count === 1) return;
  if (count > id) throw new MalformedMessage(`count ${count} is above tradeId ${id}`);
  message.trade.firstId = id - count + 1;
}

/** Reads `bbo-tbt`: the best level of each side, of which one may be missing. */
export function readQuote(data: Json, message: Message): void {
  const [bid, ask] = (["bids", "asks"] as const).map((side) => {
    const level = list(data, side)[0] ?? ["0", "0"];
    return Array.isArray(level) ? (level as unknown[]) : [];
  }) as [unknown[], unknown[]];
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimalOf(bid[0], "bid"), decimalOf(bid[1], "bid size"), decimalOf(ask[0], "ask"), decimalOf(ask[1], "ask size"));
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
  if (!Array.isArray(row)) throw new MalformedMessage("a candle that is no list");
  const values: Record<string, string | number | boolean> = { interval, openTime: timeMs({ ts: row[0] as unknown }, "ts") };
  CANDLE.forEach((key, at) => {
    if (at < 5 || row[at + 1] !== undefined) values[key] = decimalText({ [key]: row[at + 1] as unknown }, key);
  });
  if (row[8] !== undefined) values["final"] = row[8] === "1";
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
