import { describe, expect, test } from "vitest";
import { INTERVALS } from "../../src/simulator/kline-book.ts";
import { type RunningExchange, startExchange } from "../../src/simulator/start-exchange.ts";
import { get, getJson, type KlineData, openExchange, StreamClient, type TradeData } from "./server-client.ts";

const MINUTE_MS = 60_000;
/** A quarter of a second after it, a minute ends: a Thursday, in the middle of longer intervals. */
const START_MS = Date.UTC(2026, 0, 8, 10, 36, 59, 750);

interface Candle {
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly closeMs: number;
  readonly turnover: string;
  readonly trades: number;
  readonly takerVolume: string;
  readonly takerTurnover: string;
}

type Row = [number, string, string, string, string, string, number, string, number, string, string, "0"];

function candleOf([openMs, open, high, low, close, volume, closeMs, turnover, trades, takerVolume, takerTurnover]: Row): Candle {
  return { openMs, open, high, low, close, volume, closeMs, turnover, trades, takerVolume, takerTurnover };
}

interface Listed {
  readonly timezone: string;
  readonly symbols: readonly { readonly symbol: string; readonly filters: readonly object[] }[];
}

interface Day {
  readonly lastPrice: string;
  readonly lastQty: string;
  readonly openPrice: string;
  readonly highPrice: string;
  readonly lowPrice: string;
  readonly prevClosePrice: string;
  readonly volume: string;
  readonly openTime: number;
  readonly closeTime: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly count: number;
}

async function candles(exchange: RunningExchange, query: string): Promise<Candle[]> {
  return (await getJson<Row[]>(exchange, `/api/v3/klines?symbol=BTCUSDT&${query}`)).map(candleOf);
}

/** Exact units of 10^-8. */
function units(text: string): bigint {
  if (!/^[0-9]+\.[0-9]{8}$/.test(text)) throw new Error(`not an amount on the wire: ${text}`);
  return BigInt(text.replace(".", ""));
}

describe("the REST interface of the simulated exchange", () => {
  test("answers ping, time and what it lists, in the shape that ccxt reads", async () => {
    const exchange = await openExchange({ symbols: 14, startMs: START_MS });
    expect(await getJson<object>(exchange, "/api/v3/ping")).toEqual({});
    const { serverTime } = await getJson<{ serverTime: number }>(exchange, "/api/v3/time");
    expect(serverTime - START_MS).toBeGreaterThanOrEqual(0);
    expect(serverTime - START_MS).toBeLessThan(60_000);
    const { symbols, timezone } = await getJson<Listed>(exchange, "/api/v3/exchangeInfo");
    expect(timezone).toBe("UTC");
    expect(symbols.map(({ symbol }) => symbol)).toEqual(exchange.symbols);
    expect(exchange.symbols.slice(-3)).toEqual(["QTUMUSDT", "SIM013USDT", "SIM014USDT"]);
    const [bitcoin] = symbols;
    expect(bitcoin).toMatchObject({ symbol: "BTCUSDT", status: "TRADING", baseAsset: "BTC", quoteAsset: "USDT", permissionSets: [["SPOT"]] });
    expect(bitcoin?.filters).toContainEqual(expect.objectContaining({ filterType: "PRICE_FILTER", tickSize: "0.01000000" }));
    expect(bitcoin?.filters).toContainEqual(expect.objectContaining({ filterType: "LOT_SIZE", stepSize: "0.00001000" }));
    const some = await getJson<Listed>(exchange, `/api/v3/exchangeInfo?symbols=${encodeURIComponent('["SIM013USDT","BTCUSDT"]')}`);
    expect(some.symbols.map(({ symbol }) => symbol)).toEqual(["SIM013USDT", "BTCUSDT"]);
  });

  test("gives as many levels as were asked for, 100 where nothing was said, and tells what they weigh", async () => {
    const exchange = await openExchange({ symbols: 1 });
    const sizes = async (query: string) => {
      const { text, headers } = await get(exchange, `/api/v3/depth?symbol=BTCUSDT${query}`);
      return [JSON.parse(text).bids.length, Number(headers.get("x-mbx-used-weight-1m"))];
    };
    expect(await sizes("")).toEqual([100, 5]);
    expect(await sizes("&limit=7")).toEqual([7, 10]);
    expect((await sizes("&limit=5000"))[1]).toBe(260);
  });

  test.each([
    ["/api/v3/depth", 400, -1102],
    ["/api/v3/depth?symbol=NOSUCH", 400, -1121],
    ["/api/v3/depth?symbol=BTCUSDT&limit=x", 400, -1100],
    ["/api/v3/klines?symbol=BTCUSDT", 400, -1102],
    ["/api/v3/klines?symbol=BTCUSDT&interval=7m", 400, -1120],
    ["/api/v3/ticker/24hr?symbols=BTCUSDT", 400, -1100],
    ["/api/v3/order", 404, -1000],
  ])("refuses %s as Binance does", async (path, status, code) => {
    const reply = await get(await openExchange({ symbols: 1 }), path);
    expect([reply.status, JSON.parse(reply.text).code]).toEqual([status, code]);
  });

  test("serves on a port that was asked for, and fails where that is taken", async () => {
    const { address } = await openExchange({ symbols: 1 });
    const port = Number(new URL(address).port);
    await expect(startExchange({ seed: "7", symbols: 1, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(new URL(address).hostname).toBe("127.0.0.1");
  });
});

describe("the candles of the simulated exchange", () => {
  test.each([...INTERVALS])("of %s are 1,000 without a hole, each beginning where the one before ended", async (interval, lengthMs) => {
    const exchange = await openExchange({ symbols: 1, startMs: START_MS });
    const thousand = await candles(exchange, `interval=${interval}&limit=1000`);
    expect(thousand).toHaveLength(1_000);
    const newest = thousand.at(-1)?.openMs ?? 0;
    expect(newest).toBeLessThanOrEqual(START_MS + MINUTE_MS);
    expect(newest + lengthMs).toBeGreaterThan(START_MS);
    if (interval === "1w") expect(new Date(newest).getUTCDay()).toBe(1);
    else expect(newest % lengthMs).toBe(0);
    for (const [at, { openMs, open, high, low, close, closeMs, volume, takerVolume, turnover, takerTurnover, trades }] of thousand.entries()) {
      expect([openMs, closeMs]).toEqual([newest - (999 - at) * lengthMs, openMs + lengthMs - 1]);
      const [o, h, l, c] = [open, high, low, close].map(units) as [bigint, bigint, bigint, bigint];
      if (!(l <= o && l <= c && o <= h && c <= h && l > 0n)) throw new Error(`the candle at ${openMs} holds not together`);
      if (!(units(takerVolume) <= units(volume) && units(takerTurnover) <= units(turnover))) throw new Error(`takers at ${openMs}`);
      if (trades === 0) continue;
      // The mean price lies within the candle; both are cut off after 8 decimals.
      const mean = Number(turnover) / Number(volume);
      if (mean < Number(low) * 0.9999999 || mean > Number(high) * 1.0000001) throw new Error(`turnover at ${openMs}`);
      const before = thousand[at - 1];
      // The live flow trades around the price at which the history ends: within a spread or so.
      if (before !== undefined)
        expect(Math.abs(Number(open) / Number(before.close) - 1)).toBeLessThan(openMs + lengthMs > START_MS - 20_000 ? 1e-3 : 1e-12);
    }
  });

  test("tell the same of the same time, whatever their interval", async () => {
    const exchange = await openExchange({ symbols: 1, startMs: START_MS });
    const endMs = START_MS - MINUTE_MS;
    for (const [fine, coarse] of [
      ["1m", "5m"],
      ["5m", "15m"],
      ["15m", "1h"],
      ["1h", "4h"],
      ["2h", "6h"],
      ["12h", "1d"],
      ["1d", "1w"],
    ] as const) {
      // prettier-ignore
      const [parts, wholes] = [
        await candles(exchange, `interval=${fine}&limit=1000&endTime=${endMs}`),
        await candles(exchange, `interval=${coarse}&limit=1000&endTime=${endMs}`),
      ];
      let compared = 0;
      for (const whole of wholes.slice(0, -1)) {
        const inside = parts.filter(({ openMs }) => openMs >= whole.openMs && openMs <= whole.closeMs);
        if (inside[0]?.openMs !== whole.openMs) continue;
        compared++;
        expect([inside[0]?.open, inside.at(-1)?.close]).toEqual([whole.open, whole.close]);
        expect(inside.reduce((sum, { volume }) => sum + units(volume), 0n)).toBe(units(whole.volume));
        expect(inside.reduce((sum, { trades }) => sum + trades, 0)).toBe(whole.trades);
        const highest = inside.reduce((most, { high }) => (units(high) > most ? units(high) : most), 0n);
        expect(highest).toBe(units(whole.high));
      }
      expect(compared).toBeGreaterThan(80);
    }
  });

  test("are given from a start on, or up to an end", async () => {
    const exchange = await openExchange({ symbols: 1, startMs: START_MS });
    const opens = async (query: string): Promise<number[]> => (await candles(exchange, `interval=1m${query}`)).map(({ openMs }) => openMs);
    const fromMs = Date.UTC(2026, 0, 8, 9);
    expect(await opens(`&startTime=${fromMs}&limit=3`)).toEqual([fromMs, fromMs + MINUTE_MS, fromMs + 2 * MINUTE_MS]);
    expect(await opens(`&startTime=${fromMs + 1}&endTime=${fromMs + 2 * MINUTE_MS}`)).toEqual([fromMs + MINUTE_MS, fromMs + 2 * MINUTE_MS]);
    expect(await opens(`&endTime=${fromMs}&limit=2`)).toEqual([fromMs - MINUTE_MS, fromMs]);
    expect(await opens("")).toHaveLength(500);
  });

  test("are made of the trades that were sent, in the stream and on request, and the 24 h ticker of them", async () => {
    const exchange = await openExchange({ symbols: 1, rate: 200, startMs: START_MS });
    const client = await StreamClient.connect(exchange, "/ws/btcusdt@trade/btcusdt@kline_1m/btcusdt@ticker");
    const told = <T>(event: string): T[] => client.texts.filter((text) => text.startsWith(`{"e":"${event}"`)).map((text) => JSON.parse(text) as T);
    const klines = (): KlineData[] => told<{ k: KlineData }>("kline").map(({ k }) => k);
    await client.until(() => klines().some(({ x }) => x) && klines().some(({ x, n }) => !x && n > 20) && told("24hrTicker").length > 2);
    exchange.halt();
    const [closed, last] = await candles(exchange, "interval=1m&limit=2");
    const day = await getJson<Day>(exchange, "/api/v3/ticker/24hr?symbol=BTCUSDT");
    const fives = await candles(exchange, "interval=5m&limit=289");
    await exchange.stop();
    await client.closed;

    if (closed === undefined || last === undefined) throw new Error("no candles");
    const trades = told<TradeData>("trade");
    const mine = trades.filter(({ T }) => T >= last.openMs);
    const sum = (list: readonly TradeData[]): bigint => list.reduce((total, { q }) => total + units(q), 0n);
    const prices = mine.map(({ p }) => units(p)).toSorted((one, other) => (one < other ? -1 : 1));
    expect(last).toMatchObject({ open: mine[0]?.p, close: mine.at(-1)?.p, trades: mine.length, openMs: START_MS + 250 });
    expect([units(last.high), units(last.low), units(last.volume)]).toEqual([prices.at(-1), prices[0], sum(mine)]);
    expect(units(last.takerVolume)).toBe(sum(mine.filter(({ m }) => !m)));
    const turnover = mine.reduce((total, { p, q }) => total + units(p) * units(q), 0n);
    expect(units(last.turnover)).toBe(turnover / 10n ** 8n);

    const final = klines().find(({ x }) => x);
    expect(final).toMatchObject({ t: closed.openMs, i: "1m", o: closed.open, h: closed.high, l: closed.low, v: closed.volume, n: closed.trades });
    const firstId = mine[0]?.t ?? Number.NaN;
    expect([final?.L, final?.c]).toEqual([firstId - 1, trades.findLast(({ T }) => T < last.openMs)?.p]);
    const forming = klines().findLast(({ x }) => !x);
    expect([forming?.t, forming?.f, (forming?.L ?? 0) - firstId + 1]).toEqual([last.openMs, firstId, forming?.n]);

    const lastTrade = trades.at(-1);
    expect([day.lastPrice, day.lastId, day.lastQty]).toEqual([lastTrade?.p, lastTrade?.t, lastTrade?.q]);
    expect(day.lastId - day.firstId + 1).toBe(day.count);
    expect(day.closeTime - day.openTime).toBe(86_400_000);
    expect(units(day.volume)).toBeLessThanOrEqual(fives.reduce((total, { volume }) => total + units(volume), 0n));
    expect(units(day.volume)).toBeGreaterThan(fives.slice(2).reduce((total, { volume }) => total + units(volume), 0n));
    const ticker = { s: "BTCUSDT", o: day.openPrice, h: day.highPrice, l: day.lowPrice, x: day.prevClosePrice };
    expect(told<object>("24hrTicker").at(-1)).toMatchObject(ticker);
  });
});
