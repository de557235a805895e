import { describe, expect, test } from "vitest";
import { shapeOf } from "./binance-spot-grammar.ts";
import { type AggregateData, dataOf, type DepthData, openExchange, StreamClient, type TradeData } from "./server-client.ts";

const TRADE = "btcusdt@trade";
const QUOTE = "btcusdt@bookTicker";

function countOf(client: StreamClient, stream: string): number {
  return client.texts.filter((text) => text.startsWith(`{"stream":"${stream}",`)).length;
}

describe("the streams of the simulated exchange", () => {
  test("begin with a subscription, end with its end, and are listed in between", async () => {
    const client = await StreamClient.connect(await openExchange({ rate: 200 }), "/stream");
    expect(await client.ask("LIST_SUBSCRIPTIONS")).toEqual({ result: [], id: 1 });
    expect(client.texts).toHaveLength(1);
    expect(await client.ask("SUBSCRIBE", [TRADE, QUOTE])).toEqual({ result: null, id: 2 });
    expect(await client.ask("LIST_SUBSCRIPTIONS")).toEqual({ result: [TRADE, QUOTE], id: 3 });
    await client.until(() => countOf(client, TRADE) > 5 && countOf(client, QUOTE) > 5);
    expect(await client.ask("UNSUBSCRIBE", [TRADE])).toEqual({ result: null, id: 4 });
    const trades = countOf(client, TRADE);
    const quotes = countOf(client, QUOTE);
    await client.until(() => countOf(client, QUOTE) > quotes + 20);
    expect(countOf(client, TRADE)).toBe(trades);
    expect(client.texts.filter((text) => !text.includes('"id":')).map(shapeOf)).not.toContain(null);
  });

  test("come with their name where the address is /stream, bare where it is /ws, or as the client sets it", async () => {
    const exchange = await openExchange({ rate: 200 });
    const raw = await StreamClient.connect(exchange, `/ws/${TRADE}`);
    const two = await StreamClient.connect(exchange, `/ws/${TRADE}/${QUOTE}`);
    const combined = await StreamClient.connect(exchange, `/stream?streams=${TRADE}/ethusdt@trade`);
    await Promise.all([raw, two, combined].map((client) => client.until(() => client.texts.length > 20)));
    for (const text of raw.texts) expect(text).toMatch(/^\{"e":"trade","E":[0-9]{13},"s":"BTCUSDT",.*"M":true\}$/);
    expect(new Set(two.texts.map((text) => text.slice(0, 4)))).toEqual(new Set(['{"e"', '{"u"']));
    expect(new Set(combined.texts.map((text) => JSON.parse(text).stream))).toEqual(new Set([TRADE, "ethusdt@trade"]));
    // What both were sent is the same but for the wrapping.
    const wrapped = new Set(combined.texts);
    const shared = raw.texts.filter((text) => wrapped.has(`{"stream":"${TRADE}","data":${text}}`));
    expect(shared.length).toBeGreaterThan(0);
    expect(await raw.ask("GET_PROPERTY", ["combined"])).toEqual({ result: false, id: 1 });
    expect(await raw.ask("SET_PROPERTY", ["combined", true])).toEqual({ result: null, id: 2 });
    await raw.until(() => countOf(raw, TRADE) > 3);
  });

  test("that do not exist are subscribed to, and say nothing", async () => {
    const client = await StreamClient.connect(await openExchange({ rate: 100 }), "/stream");
    const nowhere = ["btcusdt@nothing", "BTCUSDT@trade", "nosuch@trade"];
    expect(await client.ask("SUBSCRIBE", nowhere)).toEqual({ result: null, id: 1 });
    expect(await client.ask("SUBSCRIBE", [QUOTE])).toEqual({ result: null, id: 2 });
    await client.until(() => client.texts.length > 60);
    expect(countOf(client, QUOTE)).toBe(client.texts.length - 2);
  });

  test.each([
    ["no JSON", "{", { code: 3, id: null }],
    ["no method", '{"id":4}', { code: 2, id: 4 }],
    ["no streams", '{"method":"SUBSCRIBE","id":5}', { code: 2, id: 5 }],
    ["streams that are no names", '{"method":"SUBSCRIBE","params":[1],"id":"x"}', { code: 2, id: "x" }],
    ["an id that is none", '{"method":"LIST_SUBSCRIPTIONS","id":[]}', { code: 2, id: null }],
  ])("answer a request with %s with an error, and go on", async (_, request, { code, id }) => {
    const client = await StreamClient.connect(await openExchange(), "/ws");
    client.socket.send(request);
    await client.until(() => client.texts.length === 1);
    expect(JSON.parse(client.texts[0] ?? "")).toEqual({ error: { code, msg: expect.stringContaining("Invalid") }, id });
    client.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":9}');
    await client.until(() => client.texts.length === 2);
    expect(client.texts[1]).toBe('{"result":[],"id":9}');
  });

  test("sum up: aggregate trades hold all trades once, depth of each second holds that of its tenths", async () => {
    const exchange = await openExchange({ rate: 400 });
    const streams = ["btcusdt@aggTrade", TRADE, "btcusdt@depth", "btcusdt@depth@100ms"];
    const client = await StreamClient.connect(exchange, `/stream?streams=${streams.join("/")}`);
    await client.until(() => countOf(client, "btcusdt@depth") === 2);
    const trades = new Map(dataOf<TradeData>(client.texts, TRADE).map((trade) => [trade.t, trade]));
    const aggregates = dataOf<AggregateData>(client.texts, "btcusdt@aggTrade");
    expect(aggregates.length).toBeGreaterThan(50);
    for (const [n, { a, f, l, p, q, m }] of aggregates.entries()) {
      const parts = Array.from({ length: l - f + 1 }, (_, at) => trades.get(f + at));
      expect(new Set(parts.map((part) => `${part?.p} ${part?.m}`))).toEqual(new Set([`${p} ${m}`]));
      expect(parts.reduce((sum, part) => sum + Number(part?.q), 0)).toBeCloseTo(Number(q), 8);
      const before = aggregates[n - 1];
      if (before !== undefined) expect([a, f]).toEqual([before.a + 1, before.l + 1]);
    }
    const [first, second] = dataOf<DepthData>(client.texts, "btcusdt@depth");
    if (first === undefined || second === undefined) throw new Error("no depth");
    expect(second.U).toBe(first.u + 1);
    const touched = new Map<string, string>();
    for (const { U, u, b } of dataOf<DepthData>(client.texts, "btcusdt@depth@100ms"))
      if (U >= second.U && u <= second.u) for (const [price, qty] of b) touched.set(price, qty);
    expect(touched.size).toBeGreaterThan(3);
    const slow = new Map<string, string>(second.b);
    for (const price of touched.keys()) expect(slow.has(price)).toBe(true);
  });
});

describe("a connection", () => {
  test("is pinged with a payload, and lives on while it answers", async () => {
    const exchange = await openExchange({ limits: { pingEveryMs: 40, pongWithinMs: 120 } });
    const client = await StreamClient.connect(exchange, "/ws");
    await client.until(() => client.pings.length === 6);
    for (const ping of client.pings) expect(ping).toMatch(/^[0-9]{13}$/);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  test("that answers no ping is closed", async () => {
    const exchange = await openExchange({ limits: { pingEveryMs: 40, pongWithinMs: 120 } });
    const client = await StreamClient.connect(exchange, "/ws", { autoPong: false });
    expect((await client.closed).code).toBe(1008);
    expect(client.pings).toHaveLength(2);
    expect((await exchange.stop()).connections).toMatchObject([{ end: "no pong" }]);
  });

  test("that does not read is cut off and counted, and the others lose nothing", async () => {
    const exchange = await openExchange({ rate: 4_000, limits: { maxBufferedBytes: 1 << 16 } });
    const slow = await StreamClient.connect(exchange, "/stream");
    const other = await StreamClient.connect(exchange, `/ws/${TRADE}`);
    slow.socket.send(JSON.stringify({ method: "SUBSCRIBE", params: [TRADE, QUOTE, "btcusdt@depth@100ms", "ethusdt@bookTicker"], id: 1 }));
    await slow.until(() => slow.texts.length > 0);
    slow.socket.pause();
    const cut = (): boolean => exchange.connections.some(({ end }) => end === "slow");
    await other.until(cut);
    const seen = other.texts.length;
    await other.until(() => other.texts.length > seen + 100);
    const ids = other.texts.map((text) => JSON.parse(text).t);
    expect(ids).toEqual(ids.map((_, at) => ids[0] + at));
    expect((await exchange.stop()).connections.map(({ end }) => end)).toEqual(["slow", "stopped"]);
  });

  test.each(["/elsewhere", "/wsx", "/ws/%zz"])("is refused at %s, where there is nothing", async (path) => {
    await expect(StreamClient.connect(await openExchange(), path)).rejects.toThrow("404");
  });
});
