import { describe, expect, test } from "vitest";
import { BINANCE_USDM_LIVE } from "../../../src/core/venues/binance/live.ts";
import { BINANCE_USDM } from "../../../src/core/venues/binance/venues.ts";
import { mostWithin } from "./most-within.ts";
import { WatchedFeed } from "./watched-feed.ts";

describe("subscribing", () => {
  test("puts each symbol's streams on one connection, none beyond its bound, and paces the messages", async () => {
    const desk = new WatchedFeed({ limits: { streamsPerConnection: 60, streamsPerMessage: 10 } });
    const symbols = Array.from({ length: 30 }, (_, n) => `S${n}USDT`);
    await desk.watch(...symbols);
    await desk.advance(5_000);
    const { sockets } = desk.exchange;
    expect(sockets.map(({ subscribed }) => subscribed.size)).toEqual([60, 60, 30]);
    for (const symbol of symbols)
      expect([...desk.carrier(symbol).subscribed].filter((name) => name.startsWith(`${symbol.toLowerCase()}@`))).toHaveLength(5);
    for (const { sent, pings } of sockets) {
      expect(mostWithin([...sent.map(({ ms }) => ms), ...pings], 1_000)).toBeLessThanOrEqual(4);
      expect(Math.max(...sent.map(({ text }) => (JSON.parse(text) as { params: string[] }).params.length))).toBe(10);
    }
    await desk.advance(1_000);
    expect(desk.status.connections.map(({ state, streams }) => [state, streams])).toEqual([["open", 60], ["open", 60], ["open", 30]]); // prettier-ignore
  });

  test("takes a connection for each address among which the venue spreads a symbol's streams; depth on one of them is enough for a snapshot", async () => {
    const desk = new WatchedFeed({ market: { venue: BINANCE_USDM, profile: BINANCE_USDM_LIVE }, endpoint: null });
    await desk.watch("AUSDT");
    expect(desk.exchange.sockets.map(({ url, subscribed }) => [url, [...subscribed].join(" ")])).toEqual([
      ["wss://fstream.binance.com/public/stream", "ausdt@depth@100ms ausdt@trade ausdt@bookTicker"],
      ["wss://fstream.binance.com/market/stream", "ausdt@kline_1m ausdt@ticker ausdt@markPrice@1s ausdt@forceOrder"],
    ]);
    desk.depth("AUSDT");
    await desk.tell({ type: "snapshot.want", instrument: "binance-usdm:AUSDT" });
    expect(desk.exchange.requests.map(({ url }) => url)).toEqual(["https://fapi.binance.com/fapi/v1/depth?symbol=AUSDT&limit=1000"]);
    expect(desk.kinds("open").map(({ conn }) => conn)).toEqual(["ws-1", "ws-2"]);
  });

  test("of another list takes only the difference, and closes a connection that carries nothing any more", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "BUSDT");
    await desk.watch("BUSDT", "CUSDT");
    await desk.advance(1_000);
    const methods = desk.exchange.socket.sent.map(({ text }) => JSON.parse(text) as { method: string; params: string[] });
    expect(methods.map(({ method, params }) => [method, params[0], params.length])).toEqual([
      ["SUBSCRIBE", "ausdt@depth@100ms", 10],
      ["UNSUBSCRIBE", "ausdt@depth@100ms", 5],
      ["SUBSCRIBE", "cusdt@depth@100ms", 5],
    ]);
    await desk.watch();
    expect(desk.exchange.live).toEqual([]);
    expect(desk.kinds("close").map(({ text }) => text)).toEqual(['{"code":1000,"reason":"nothing left to watch"}']);
  });

  test("of lists that change fast is paced all the same", async () => {
    const desk = new WatchedFeed();
    for (let n = 0; n < 12; n++) await desk.watch("AUSDT", `S${n % 3}USDT`);
    await desk.advance(3_000);
    const { sent, subscribed } = desk.exchange.socket;
    expect(
      mostWithin(
        sent.map(({ ms }) => ms),
        1_000,
      ),
    ).toBeLessThanOrEqual(4);
    expect([...subscribed].filter((name) => name.endsWith("@trade"))).toEqual(["ausdt@trade", "s2usdt@trade"]);
  });

  test("whose answer was lost with its connection is not missed on the next", async () => {
    const desk = new WatchedFeed();
    desk.exchange.acknowledges = false;
    await desk.watch("AUSDT");
    desk.exchange.acknowledges = true;
    desk.exchange.socket.close();
    await desk.advance(60_000);
    expect(desk.exchange.sockets).toHaveLength(2);
    expect(desk.exchange.socket.sent).toHaveLength(1);
  });

  test("again after a disconnect asks for exactly what is wanted by then, once", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT", "BUSDT");
    desk.exchange.opens = false;
    desk.exchange.socket.close();
    await desk.watch("BUSDT", "CUSDT");
    desk.exchange.opens = true;
    desk.exchange.socket.open();
    await desk.advance(3_000);
    const asked = desk.exchange.socket.sent.flatMap(({ text }) => (JSON.parse(text) as { params: string[] }).params);
    expect(asked.filter((name) => name.endsWith("@depth@100ms"))).toEqual(["busdt@depth@100ms", "cusdt@depth@100ms"]);
  });

  test("that the exchange refuses is tried symbol by symbol: only the bad one is refused", async () => {
    const desk = new WatchedFeed();
    desk.exchange.answerTo = (streams, id) =>
      streams.some((name) => name.startsWith("bad"))
        ? JSON.stringify({ error: { code: 2, msg: "Invalid request: unknown stream" }, id })
        : JSON.stringify({ result: null, id });
    await desk.watch("AUSDT", "BADUSDT", "CUSDT");
    await desk.advance(3_000);
    expect(desk.events.filter(({ type }) => type === "feed.refused")).toEqual([
      { type: "feed.refused", symbol: "BADUSDT", message: "the exchange refused its streams: Invalid request: unknown stream" },
    ]);
    expect(desk.status.connections[0]?.streams).toBe(10);
  });

  test("to what is no symbol is refused without asking the exchange", async () => {
    const desk = new WatchedFeed();
    await desk.watch("btcusdt", "BTC/USDT", "币安人生USDT");
    expect(desk.events.filter(({ type }) => type === "feed.refused").map((event) => "symbol" in event && event.symbol)).toEqual([
      "btcusdt",
      "BTC/USDT",
    ]);
    expect([...desk.exchange.socket.subscribed][0]).toBe("币安人生usdt@depth@100ms");
  });

  test("that is never answered is asked again, and then on another connection", async () => {
    const desk = new WatchedFeed();
    desk.exchange.acknowledges = false;
    await desk.watch("AUSDT");
    await desk.advance(25_000);
    expect(desk.exchange.sockets).toHaveLength(1);
    expect(desk.exchange.socket.sent).toHaveLength(3);
    desk.exchange.acknowledges = true;
    await desk.advance(10_000);
    expect(desk.exchange.sockets).toHaveLength(2);
    expect(desk.kinds("close")[0]?.text).toContain("does not answer");
    expect(desk.exchange.socket.sent).toHaveLength(1);
  });
});
