import { parseDecimal } from "../base/decimal.ts";
import { shortestText } from "../base/decimal-text.ts";
import type { VenueFigures } from "../venues/message.ts";
import { INTERVALS } from "./interval.ts";
import type { CandleRow } from "./candle-row.ts";

/** The nine figures of a candle that exchanges publish beside its open time. */
export const KLINE_FIELDS = ["open", "high", "low", "close", "volume", "quoteVolume", "trades", "takerBase", "takerQuote"] as const;

export type KlineField = (typeof KLINE_FIELDS)[number];

/** An exchange's own candle: decimals in shortest form, `openTime` in Unix ms. */
export type ExchangeKline = Pick<CandleRow, "openTime" | KlineField>;

/** What a venue tells of a candle: some publish fewer than nine figures. */
export type PartialKline = Pick<ExchangeKline, "openTime"> & Partial<ExchangeKline>;

/** A kline of any venue's stream. */
export interface ToldKline {
  readonly kline: PartialKline;
  /** In this program's own words; null where the venue's is none of ours. */
  readonly interval: string | null;
  /** The trade ids it speaks of, both included; null where the venue does not say. */
  readonly ids: { readonly first: number; readonly last: number } | null;
  /** It holds the trades up to this time, included (Unix ms); null where the venue does not say. */
  readonly untilMs: number | null;
  readonly closed: boolean;
}

/** A kline as Binance's stream tells it while it grows, and of which trade ids it speaks (-1 where of none). */
export interface StreamedKline {
  readonly kline: ExchangeKline;
  readonly interval: string;
  readonly firstId: number;
  readonly lastId: number;
  /** Whether the exchange says that it is over. */
  readonly closed: boolean;
}

/** What is wrong with a file of klines, and in which line (from 1). */
export class KlineFileError extends Error {
  override readonly name = "KlineFileError";
  readonly line: number;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
  }
}

/** Klines and the length that all of them have, ms; null where there is none. */
export interface KlineFile {
  readonly klines: readonly ExchangeKline[];
  readonly intervalMs: number | null;
}

const COLUMNS = 12;
/** From 2025 on the archive's spot files are in microseconds, which this many digits tell. */
const MICROSECOND_DIGITS = 16;

/**
 * Reads a kline file of Binance's public archive (data.binance.vision): open time, open, high, low, close, volume, close time, quote
 * volume, trades, taker base, taker quote, ignored; with or without a line of headings. Throws a {@link KlineFileError}.
 */
export function readKlineFile(text: string): KlineFile {
  const klines: ExchangeKline[] = [];
  let intervalMs: number | null = null;
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    if (line === "" || (at === 0 && /^open_?time,/i.test(line))) continue;
    const cells = line.split(",");
    if (cells.length !== COLUMNS) throw new KlineFileError(at + 1, `has ${cells.length} columns instead of ${COLUMNS}`);
    const openTime = time(cells[0] as string, at + 1);
    const length = time(cells[6] as string, at + 1) + 1 - openTime;
    if (length <= 0 || (intervalMs !== null && length !== intervalMs)) {
      throw new KlineFileError(at + 1, `covers ${length} ms${intervalMs === null ? "" : `, the lines before it ${intervalMs} ms`}`);
    }
    intervalMs = length;
    if (klines.length > 0 && openTime <= (klines.at(-1) as ExchangeKline).openTime)
      throw new KlineFileError(at + 1, "does not come after the line before it");
    const [open, high, low, close, volume] = cells.slice(1, 6).map((cell) => decimal(cell, at + 1)) as [string, string, string, string, string];
    const [quoteVolume, takerBase, takerQuote] = [7, 9, 10].map((cell) => decimal(cells[cell] as string, at + 1)) as [string, string, string];
    klines.push({ openTime, open, high, low, close, volume, quoteVolume, trades: count(cells[8] as string, at + 1), takerBase, takerQuote });
  }
  return { klines, intervalMs };
}

/** The kline that a decoded message of Binance's `kline` stream tells; null where the figures are of another kind. */
export function streamedKline({ name, values }: VenueFigures): StreamedKline | null {
  const { t, f, L, n, x, interval } = values;
  if (name !== "kline" || typeof t !== "number" || typeof f !== "number" || typeof L !== "number") return null;
  if (typeof n !== "number" || typeof interval !== "string") return null;
  const text = (key: string): string => String(values[key]);
  return {
    kline: {
      openTime: t,
      open: text("o"),
      high: text("h"),
      low: text("l"),
      close: text("c"),
      volume: text("v"),
      quoteVolume: text("q"),
      trades: n,
      takerBase: text("V"),
      takerQuote: text("Q"),
    },
    interval,
    firstId: f,
    lastId: L,
    closed: x === true,
  };
}

const LONG_NAMES: Readonly<Record<string, keyof ExchangeKline>> = {
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
  turnover: "quoteVolume",
  quoteVolume: "quoteVolume",
};

/** The kline of any venue's stream; null where the figures are of another kind. */
export function toldKline(figures: VenueFigures): ToldKline | null {
  const { name, values } = figures;
  if (name !== "kline") return null;
  const binance = streamedKline(figures);
  if (binance !== null) {
    const { kline, interval, firstId, lastId, closed } = binance;
    return { kline, interval, ids: firstId < 0 ? null : { first: firstId, last: lastId }, untilMs: null, closed };
  }
  const { openTime, interval, timestamp, final, trades } = values;
  if (typeof openTime !== "number") return null;
  const told = Object.entries(LONG_NAMES).flatMap(([key, field]) => (typeof values[key] === "string" ? [[field, values[key]] as const] : []));
  return {
    kline: { openTime, ...Object.fromEntries(told), ...(typeof trades === "number" && { trades }) },
    interval: intervalOf(interval),
    ids: null,
    untilMs: typeof timestamp === "number" ? timestamp : null,
    closed: final === true,
  };
}

/** Bybit and Kraken count minutes (`1`, `60`), others name them (`1m`, `candle1m`). */
function intervalOf(told: string | number | boolean | undefined): string | null {
  const text = String(told).replace(/^candle/, "");
  const minutes = /^[0-9]+$/.test(text) ? Number(text) : 0;
  return INTERVALS.find(({ name, ms }) => name === text.toLowerCase() || ms === minutes * 60_000)?.name ?? null;
}

function time(text: string, line: number): number {
  const value = count(text, line);
  return text.length >= MICROSECOND_DIGITS ? Math.floor(value / 1_000) : value;
}

function count(text: string, line: number): number {
  if (!/^[0-9]{1,16}$/.test(text)) throw new KlineFileError(line, `${JSON.stringify(text)} is no whole number`);
  return Number(text);
}

function decimal(text: string, line: number): string {
  if (parseDecimal(text) === undefined) throw new KlineFileError(line, `${JSON.stringify(text)} is no decimal`);
  return shortestText(text);
}
