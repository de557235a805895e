import { Random } from "../../src/simulator/random.ts";

const MINUTE_MS = 60_000;
/** 2024-08-09T00:00:00Z. */
const START_MS = 1_723_161_600_000;
const SYMBOLS = 50;
/** Trades a minute of one symbol, about. */
const PER_MINUTE = 14;
const PRICE_PLACES = 2;
const QTY_PLACES = 5;

/** Texts of messages, one after the other, and where each ends. */
export interface TradeMarket {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

/** One candle with all nine figures as decimals: symbol, open time, open, high, low, close, volume, turnover, trades, bought, bought turnover. */
export type ExactCandle = readonly [symbol: string, openTime: number, ...figures: string[]];

/** Trades of Binance spot, of 50 symbols in the order of their times, as the combined stream sends them. */
export function tradeMarket(trades: number): TradeMarket {
  const texts: string[] = [];
  for (const { symbol, id, timeMs, price, qty, sold } of tradesOf(trades)) {
    const data = `{"e":"trade","E":${timeMs + 1},"s":"${symbol}","t":${id},"p":"${fixed(price, PRICE_PLACES)}","q":"${fixed(qty, QTY_PLACES)}","T":${timeMs},"m":${sold},"M":true}`;
    texts.push(`{"stream":"${symbol.toLowerCase()}@trade","data":${data}}`);
  }
  const ends = new Uint32Array(texts.length);
  texts.reduce((end, text, n) => (ends[n] = end + text.length), 0);
  return { bytes: Buffer.from(texts.join(""), "latin1"), ends };
}

/** The candles of the same trades, added up in whole numbers: what every contestant must find. */
export function exactCandles(trades: number): ExactCandle[] {
  const bars = new Map<string, bigint[]>();
  for (const { symbol, timeMs, price, qty, sold } of tradesOf(trades)) {
    const key = `${symbol} ${timeMs - (timeMs % MINUTE_MS)}`;
    const [p, q] = [BigInt(price), BigInt(qty)];
    const bar = bars.get(key) ?? [p, p, p, p, 0n, 0n, 0n, 0n, 0n];
    bars.set(key, bar);
    if (p > (bar[1] as bigint)) bar[1] = p;
    if (p < (bar[2] as bigint)) bar[2] = p;
    bar[3] = p;
    [q, p * q, 1n, sold ? 0n : q, sold ? 0n : p * q].forEach((amount, n) => (bar[4 + n] = (bar[4 + n] as bigint) + amount));
  }
  const both = PRICE_PLACES + QTY_PLACES;
  const places = [PRICE_PLACES, PRICE_PLACES, PRICE_PLACES, PRICE_PLACES, QTY_PLACES, both, 0, QTY_PLACES, both];
  return Array.from(bars, ([key, figures]): ExactCandle => {
    const [symbol = "", time = ""] = key.split(" ");
    return [symbol, Number(time), ...figures.map((figure, n) => decimal(figure, places[n] as number))];
  });
}

interface PlainTrade {
  readonly symbol: string;
  readonly id: number;
  readonly timeMs: number;
  /** In hundredths, and in hundred-thousandths. */
  readonly price: number;
  readonly qty: number;
  readonly sold: boolean;
}

function* tradesOf(count: number): Generator<PlainTrade> {
  const random = new Random("analytics/trades");
  const prices = Array.from({ length: SYMBOLS }, (_, symbol) => 10_000 + 1_000 * symbol);
  const ids = prices.map((_, symbol) => 1e9 * (symbol + 1));
  const gapMs = MINUTE_MS / (SYMBOLS * PER_MINUTE);
  for (let n = 0; n < count; n++) {
    const symbol = random.integer(SYMBOLS);
    const price = Math.max(100, (prices[symbol] as number) + random.integer(11) - 5);
    prices[symbol] = price;
    const id = (ids[symbol] as number) + 1;
    ids[symbol] = id;
    const qty = 1 + Math.floor(1e6 * random.uniform() * random.uniform());
    yield { symbol: `S${symbol}USDT`, id, timeMs: Math.floor(START_MS + n * gapMs), price, qty, sold: random.chance(0.5) };
  }
}

/** As the exchange writes numbers: eight decimals. */
function fixed(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places).padEnd(8, "0")}`;
}

/** The shortest text of a decimal. */
function decimal(value: bigint, places: number): string {
  if (places === 0) return String(value);
  const digits = String(value).padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`;
}
