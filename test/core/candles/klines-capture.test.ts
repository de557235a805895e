import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal } from "../../../src/core/base/decimal.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";

const folder = join(process.env["TAPEDECK_CAPTURES"] ?? "../shared/captures", "binance-usdm");
/** The five minutes from 2024-08-08T23:55Z on, which the captures hold whole. */
const FIRST = Date.UTC(2024, 7, 8, 23, 55);
const LAST = FIRST + 4 * MINUTE;

const present = existsSync(folder);
if (!present) console.log(`skipped: no captures at ${folder}; name their folder in TAPEDECK_CAPTURES`);

/** Trades of a capture with lines of `<ns> <json>`. */
function tradesOf(file: string): TradeText[] {
  const trades: TradeText[] = [];
  for (const line of gunzipSync(readFileSync(join(folder, file)))
    .toString("utf8")
    .split("\n")) {
    if (!line.includes('"e":"trade"')) continue;
    const { data } = JSON.parse(line.slice(line.indexOf(" ") + 1));
    trades.push({ id: data.t, eventMs: data.T, price: data.p, qty: data.q, side: data.m ? "sell" : "buy", counts: data.X === "MARKET" });
  }
  return trades;
}

type Nine = Pick<CandleRow, "openTime" | "open" | "high" | "low" | "close" | "volume" | "quoteVolume" | "trades" | "takerBase" | "takerQuote">;

function shortest(text: string | undefined): string {
  const value = parseDecimal(text ?? "");
  if (value === undefined) throw new Error(`not a decimal: ${text}`);
  return formatDecimal(value.mantissa, value.scale);
}

/** The exchange's own candles: open time, o, h, l, c, volume, close time, quote volume, trades, taker base, taker quote. */
function klinesOf(file: string): Nine[] {
  return readFileSync(join(folder, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","))
    .map((cell) => ({
      openTime: Number(cell[0]),
      open: shortest(cell[1]),
      high: shortest(cell[2]),
      low: shortest(cell[3]),
      close: shortest(cell[4]),
      volume: shortest(cell[5]),
      quoteVolume: shortest(cell[7]),
      trades: Number(cell[8]),
      takerBase: shortest(cell[9]),
      takerQuote: shortest(cell[10]),
    }))
    .filter((kline) => kline.openTime >= FIRST && kline.openTime <= LAST);
}

function candlesOf(trades: readonly TradeText[]): CandleRow[] {
  const analytics = new InstrumentAnalytics();
  for (const trade of trades) analytics.onTrade(tradeOf(trade));
  analytics.onMark(LAST + MINUTE + WATERMARK_BOUND_MS);
  expect(analytics.tradeCount).toBe(new Set(trades.map((trade) => trade.id)).size);
  return analytics.candles().filter((row) => row.openTime >= FIRST && row.openTime <= LAST);
}

function nine({ revision: _revision, final: _final, complete: _complete, unbroken: _unbroken, ...fields }: CandleRow): Nine {
  return fields;
}

// The BTC recording holds no trade after midnight, so that nothing proves its last minute whole; the ETH one holds a few.
for (const [symbol, lastIsComplete] of [
  ["BTCUSDT", false],
  ["ETHUSDT", true],
] as const) {
  describe.skipIf(!present)(`candles of the recorded ${symbol} perpetual`, () => {
    const trades = present ? tradesOf(`usdm_${symbol.toLowerCase()}_20240808.gz`) : [];
    const klines = present ? klinesOf(`klines_${symbol}_1m_2024-08-08T2354_0005.csv`) : [];

    test("equal the exchange's klines from 23:55 to 23:59 in all nine fields, final once the venue's time has passed them", () => {
      const candles = candlesOf(trades);
      expect(klines).toHaveLength(5);
      expect(candles.map(nine)).toEqual(klines);
      for (const row of candles) expect(row).toMatchObject({ final: true, revision: 0 });
      expect(candles.map((row) => row.complete)).toEqual([true, true, true, true, lastIsComplete]);
    });

    test("are the same when the trades come backwards in blocks of 50, and when one comes twice", () => {
      const disordered: TradeText[] = [];
      for (let at = 0; at < trades.length; at += 50) disordered.push(...trades.slice(at, at + 50).reverse());
      expect(candlesOf([...disordered, ...trades.slice(100, 200)]).map(nine)).toEqual(klines);
    });

    test("differ from the klines, and say that they are incomplete, when one trade is dropped", () => {
      const inside = trades.findIndex((trade) => trade.eventMs >= FIRST + 2 * MINUTE + 30_000);
      const candles = candlesOf(trades.toSpliced(inside, 1));
      expect(candles.map((row) => row.complete)).toEqual([true, true, false, true, lastIsComplete]);
      expect(candles.map((row, at) => row.volume === klines[at]?.volume)).toEqual([true, true, false, true, true]);
    });

    test("would differ if they were summed in floats", () => {
      const floats = klines.map(({ openTime }) =>
        trades
          .filter((trade) => trade.eventMs >= openTime && trade.eventMs < openTime + MINUTE)
          .reduce((sum, trade) => sum + Number(trade.price) * Number(trade.qty), 0),
      );
      expect(floats.map(String)).not.toEqual(klines.map((kline) => kline.quoteVolume));
    });
  });
}
