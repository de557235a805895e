import { asUint32, INTERLEAVED_CHECKSUM } from "../../book/checksum.ts";
import {
  decimal,
  decimalOf,
  decimalText,
  integer,
  isObject,
  type Json,
  list,
  MalformedMessage,
  numberText,
  text,
  timeMs,
} from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, sideOf, wireLevels } from "../level-fields.ts";
import type { Message, VenueFigures } from "../message.ts";

/** Reads one book of channel `books` into `message.depth`. Old feeds prove it by a checksum, new ones by `seq` and `pseq`, the one before. */
export function readBook(data: Json, message: Message, table: InstrumentTable, snapshot: boolean): void {
  const sequenced = "seq" in data;
  const checksum = checksumOf(data);
  const last = sequenced ? integer(data, "seq") : 0;
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({
    first: last,
    last,
    prev: snapshot || !sequenced ? -1 : integer(data, "pseq"),
    checksum,
    proven: sequenced || checksum !== null,
  });
  fillDepth(message, table, wireLevels(list(data, "bids"), INTERLEAVED_CHECKSUM), wireLevels(list(data, "asks"), INTERLEAVED_CHECKSUM), true);
}

/** Null where there is none, or a 0 in its place. */
function checksumOf(data: Json): number | null {
  if (!("checksum" in data)) return null;
  const written = numberText(data["checksum"]) ?? "";
  const checksum = /^-?[0-9]{1,10}$/.test(written) ? asUint32(Number(written)) : null;
  if (checksum === null) throw new MalformedMessage("checksum is no 32-bit integer");
  return checksum === 0 ? null : checksum;
}

/** Reads the best level of each side out of channel `books1`. */
export function readBestLevels(data: Json, message: Message): void {
  const [bid, ask] = (["bids", "asks"] as const).map((side) => list(data, side)[0] ?? ["0", "0"]);
  if (!Array.isArray(bid) || !Array.isArray(ask)) throw new MalformedMessage("a level is not a list");
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimalOf(bid[0], "bid"), decimalOf(bid[1], "bid size"), decimalOf(ask[0], "ask"), decimalOf(ask[1], "ask size"));
}

/** Whether a trade carries an id: those of the first API do not, so that one which comes again cannot be told from another. */
export function hasTradeId(row: unknown): boolean {
  return isObject(row) && "tradeId" in row;
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
  if (!Array.isArray(row)) throw new MalformedMessage("a candle that is no list");
  const values: Record<string, string | number> = { interval, openTime: timeMs({ ts: row[0] as unknown }, "ts") };
  CANDLE.forEach((key, at) => {
    if (at < 5 || row[at + 1] !== undefined) values[key] = decimalText({ [key]: row[at + 1] as unknown }, key);
  });
  message.kind = "figures";
  message.figures = { name: "kline", values };
}

/** Members of channel `ticker` by the figures they belong to, as the first and the second API name them. */
const TICKER_FIGURES = [
  ["ticker", ["last", "lastPr", "open24h", "high24h", "low24h", "baseVolume", "quoteVolume"]],
  ["mark-price", ["markPrice", "indexPrice"]],
  ["funding", ["capitalRate", "fundingRate", "nextSettleTime", "nextFundingTime"]],
  ["open-interest", ["holding", "holdingAmount"]],
] as const satisfies readonly (readonly [VenueFigures["name"], readonly string[]])[];

/** The kinds of figures that an entry of `ticker` holds something of. */
export function tickerFigures(data: Json): VenueFigures["name"][] {
  return TICKER_FIGURES.filter(([, keys]) => keys.some((key) => isGiven(data, key))).map(([name]) => name);
}

export function readTicker(data: Json, message: Message, name: VenueFigures["name"]): void {
  const keys = TICKER_FIGURES.find(([known]) => known === name)?.[1] ?? [];
  const values = Object.fromEntries(keys.filter((key) => isGiven(data, key)).map((key) => [key, decimalText(data, key)]));
  message.kind = "figures";
  message.figures = { name, values };
}

function isGiven(data: Json, key: string): boolean {
  return data[key] !== undefined && data[key] !== "" && data[key] !== null;
}
