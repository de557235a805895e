import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openExchange as openClient } from "../../../src/workers/ccxt/exchange-client.ts";
import { tapTrades } from "../../../src/workers/ccxt/trade-tap.ts";
import { openBurstExchange } from "./burst-exchange.ts";
import { FeedClient, serveBinance } from "./feed-client.ts";

const BURST = 20_000;
const STALL_MS = 300;

describe("the process of a ccxt exchange", () => {
  test(`tells every one of ${BURST} trades of a burst to a feed that stalls for ${STALL_MS} ms`, async () => {
    const exchange = await openBurstExchange();
    const { port } = await serveBinance(exchange.address);
    const feed = await FeedClient.connect(port);
    feed.ask("subscribe", "BTC/USDT");
    await exchange.subscribed("btcusdt@trade");
    feed.socket.pause();
    exchange.trades(BURST);
    await new Promise((resolve) => setTimeout(resolve, STALL_MS));
    expect(feed.trades.length).toBeLessThan(BURST);
    feed.socket.resume();
    await feed.until(({ texts }) => texts.length > BURST);
    expect(feed.trades.map(({ id }) => Number(id))).toEqual(Array.from({ length: BURST }, (_, at) => at + 1));
    expect(feed.trades.at(-1)).toEqual({
      unified: "trade",
      symbol: "BTC/USDT",
      id: String(BURST),
      ms: 1_700_000_000_000 + BURST,
      side: "sell",
      price: 100,
      amount: 0.00001,
    });
  });

  test(`hears what a consumer of watchTrades that stalls for ${STALL_MS} ms loses`, async () => {
    const exchange = await openBurstExchange();
    const client = openClient("binance", { endpoint: exchange.address, marketTypes: ["spot"], log: () => {} });
    let tapped = 0;
    tapTrades(client, () => tapped++);
    let consumed = 0;
    const first = client.watchTrades("BTC/USDT");
    await exchange.subscribed("btcusdt@trade");
    exchange.trades(BURST);
    for (let next = first; ; next = client.watchTrades("BTC/USDT")) {
      consumed += ((await next) as unknown[]).length;
      if (tapped > BURST) break;
      await new Promise((resolve) => setTimeout(resolve, STALL_MS));
      if (tapped === BURST) exchange.trades(1);
    }
    await client.close();
    expect(tapped).toBe(BURST + 1);
    expect(consumed).toBeLessThan(BURST / 2);
  });

  test("answers what it does not know with one line, and takes the rest", async () => {
    const exchange = await openBurstExchange();
    const { port } = await serveBinance(exchange.address);
    const feed = await FeedClient.connect(port);
    feed.ask("subscribe", "BTC/USDT", "NO/SUCH");
    feed.ask("subscribe", "BTCUSDT");
    await feed.until(({ books }) => books.length > 0);
    const [refused, accepted] = feed.events;
    expect(refused).toEqual({ unified: "answer", id: 1, error: expect.stringContaining("NO/SUCH") });
    expect(accepted).toEqual({ unified: "answer", id: 2, error: null });
    expect(feed.books[0]).toMatchObject({ symbol: "BTCUSDT", n: 1, full: true, bids: [[99.5, 1]], asks: [[100.5, 2]] });
  });

  test("tells what changed of a book, loses it when the exchange hangs up, and begins it anew", async () => {
    const exchange = await openBurstExchange();
    const { port, told } = await serveBinance(exchange.address);
    const feed = await FeedClient.connect(port);
    feed.ask("subscribe", "BTC/USDT");
    await exchange.subscribed("btcusdt@depth@100ms");
    exchange.depth([["99.60", "3"]], []);
    exchange.depth([["99.50", "0"]], [["100.40", "0.00000001"]]);
    await feed.until(({ books }) => books.some(({ asks }) => asks.length > 0 && asks[0]?.[0] === 100.4));
    exchange.hangUp();
    await feed.until(({ books }) => books.some(({ lost }) => lost !== undefined));
    await feed.until(({ books }) => books.filter(({ full }) => full).length > 1);
    const lost = feed.books.findIndex((book) => book.lost !== undefined);
    const before = feed.books.slice(0, lost);
    expect(before.map(({ n }) => n)).toEqual(before.map((_, at) => at + 1));
    expect(before.flatMap(({ bids, asks }) => [...bids, ...asks])).toEqual(
      expect.arrayContaining([
        [99.6, 3],
        [100.4, 0.00000001],
      ]),
    );
    expect(feed.books[lost]).toMatchObject({ n: lost + 2, full: false, bids: [], asks: [] });
    expect(feed.books[lost + 1]).toMatchObject({ n: lost + 3, full: true });
    exchange.depth([["99.60", "3"]], []);
    await feed.until(({ books }) => books.at(-1)?.bids[0]?.[0] === 99.6);
    expect(told).toContainEqual({ type: "ccxt.trouble", message: expect.stringContaining("BTC/USDT") });
  });

  test("fetches the trades that a broken stream did not tell, tells each of them once, and says how many", async () => {
    const exchange = await openBurstExchange();
    const { port } = await serveBinance(exchange.address);
    const feed = await FeedClient.connect(port);
    feed.ask("subscribe", "BTC/USDT");
    await exchange.subscribed("btcusdt@trade");
    exchange.trades(5);
    await feed.until(({ trades }) => trades.length === 5);
    exchange.hangUp();
    await feed.until(({ events }) => events.some(({ unified }) => unified === "break"));
    exchange.trades(7); // nobody is there to hear them
    await exchange.subscribed("btcusdt@trade");
    exchange.trades(1);
    await feed.until(({ events }) => events.some(({ unified }) => unified === "backfill"));
    expect(feed.trades.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
    expect(feed.trades.filter(({ backfill }) => backfill).map(({ id }) => id)).toEqual(["6", "7", "8", "9", "10", "11", "12"]);
    expect(feed.events.at(-1)).toEqual({ unified: "backfill", symbol: "BTC/USDT", trades: 7, reason: "" });
  });

  test("lets in nobody but the feed: not by another path, and no page of a browser", async () => {
    const exchange = await openBurstExchange();
    const { port } = await serveBinance(exchange.address);
    await FeedClient.connect(port);
    const refusal = (path: string, origin?: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/${path}`, origin === undefined ? {} : { origin });
        socket.once("open", () => resolve("let in"));
        socket.once("error", ({ message }) => resolve(message));
      });
    expect(await refusal("wrong")).toContain("404");
    expect(await refusal("ab12", "http://127.0.0.1:5000")).toContain("404");
  });

  test("says once that the markets cannot be loaded, and lets no feed in until they are", async () => {
    const { port, told } = await serveBinance("http://127.0.0.1:1");
    await expect.poll(() => told.length, { timeout: 20_000 }).toBe(2);
    expect(told[1]).toEqual({ type: "ccxt.trouble", message: expect.stringMatching(/^ccxt:binance: its markets cannot be loaded.*ECONNREFUSED/) });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ab12`);
    await expect(new Promise((_, reject) => socket.once("error", reject))).rejects.toThrow("503");
  });
});
