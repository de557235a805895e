import { describe, expect, test } from "vitest";
import { COINBASE_LIVE } from "../../../src/core/venues/coinbase/live.ts";
import { COINBASE } from "../../../src/core/venues/coinbase/venue.ts";
import { KRAKEN_LIVE } from "../../../src/core/venues/kraken/live.ts";
import { KRAKEN } from "../../../src/core/venues/kraken/venue.ts";
import { OKX_LIVE } from "../../../src/core/venues/okx/live.ts";
import { OKX } from "../../../src/core/venues/okx/venue.ts";
import { KrakenBookText } from "../../core/venues/kraken/text.ts";
import type { FakeSocket } from "./fake-world.ts";
import { WatchedFeed } from "./watched-feed.ts";

interface KrakenRequest {
  readonly method: string;
  readonly params?: { readonly channel: string; readonly symbol: readonly string[]; readonly depth?: number };
  readonly req_id?: number;
}

/** A feed of Kraken, whose other end answers each symbol by itself, as Kraken does. */
function kraken(refused = ""): WatchedFeed {
  const desk = new WatchedFeed({ market: { venue: KRAKEN, profile: KRAKEN_LIVE } });
  desk.exchange.hears = (socket, text) => {
    const { method, params, req_id } = JSON.parse(text) as KrakenRequest;
    for (const symbol of params?.symbol ?? []) {
      if (symbol === refused) {
        socket.say(JSON.stringify({ error: `Currency pair not supported ${symbol}`, method, req_id, success: false, symbol }));
        continue;
      }
      socket.say(
        JSON.stringify({
          method,
          req_id,
          result: { channel: params?.channel, symbol, ...(params?.depth ? { depth: params.depth } : {}) },
          success: true,
        }),
      );
    }
  };
  return desk;
}

const asked = (socket: FakeSocket): string[] =>
  socket.sent.map(({ text }) => {
    const { method, params } = JSON.parse(text) as KrakenRequest;
    return params === undefined ? method : `${method} ${params.channel} ${params.symbol.join()}`;
  });

describe("a feed of books whose snapshots come in their stream", () => {
  test("subscribes one channel a message, and asks REST for nothing", async () => {
    const desk = kraken();
    await desk.watch("BTC/USD", "ETH/USD");
    await desk.advance(3_000);
    expect(asked(desk.exchange.socket)).toEqual(["subscribe book BTC/USD,ETH/USD", "subscribe trade BTC/USD,ETH/USD", "subscribe ticker BTC/USD,ETH/USD", "subscribe ohlc BTC/USD,ETH/USD"]); // prettier-ignore
    await desk.advance(30_000);
    expect(desk.exchange.requests).toEqual([]);
    expect(desk.status.connections.map(({ state, epoch }) => [state, epoch])).toEqual([["open", 1]]); // prettier-ignore
  });

  test("subscribes a lost book anew, and not again before an answer can have come", async () => {
    const desk = kraken();
    await desk.watch("BTC/USD", "ETH/USD");
    await desk.advance(3_000);
    desk.exchange.socket.sent.length = 0;
    for (let n = 0; n < 3; n++) await desk.tell({ type: "snapshot.want", instrument: "kraken:BTC/USD" });
    await desk.advance(2_000);
    expect(asked(desk.exchange.socket)).toEqual([
      ...["book", "trade", "ticker", "ohlc"].map((channel) => `unsubscribe ${channel} BTC/USD`),
      ...["book", "trade", "ticker", "ohlc"].map((channel) => `subscribe ${channel} BTC/USD`),
    ]);
    desk.exchange.socket.sent.length = 0;
    await desk.advance(1_000);
    await desk.tell({ type: "snapshot.want", instrument: "kraken:BTC/USD" });
    expect(asked(desk.exchange.socket)[0]).toBe("unsubscribe book BTC/USD");
    expect(desk.exchange.requests).toEqual([]);
  });

  test("keeps to the pace of the venue, however many messages a question takes", async () => {
    const desk = kraken();
    await desk.watch(...Array.from({ length: 60 }, (_, n) => `S${n}/USD`));
    await desk.advance(20_000);
    const times = desk.exchange.sockets.flatMap(({ sent }) => sent.map(({ ms }) => Math.round(ms)));
    // A question goes out whole; over any five seconds its messages are within the pace.
    for (const ms of times) expect(times.filter((other) => other >= ms && other < ms + 5_000).length).toBeLessThanOrEqual(24);
  });

  test("gives up the symbol that the venue refuses, and keeps the others of the same message", async () => {
    const desk = kraken("XXX/USD");
    await desk.watch("BTC/USD", "XXX/USD");
    await desk.advance(3_000);
    expect(desk.events.filter((event) => event.type === "feed.refused")).toMatchObject([
      { symbol: "XXX/USD", message: expect.stringMatching(/not supported/) as string },
    ]);
    expect(desk.status.connections).toMatchObject([{ state: "open", streams: 4 }]);
  });

  test("knows its depth stream by what the decoder says, and flags it when it is silent", async () => {
    const desk = kraken();
    await desk.watch("BTC/USD");
    const btc = new KrakenBookText("BTC/USD");
    const { socket } = desk.exchange;
    socket.say(btc.snapshot("99.0 1.0", "101.0 1.0"));
    for (let n = 1; n <= 200; n++) {
      await desk.advance(100);
      socket.say(btc.update(`98.0 ${n}.0`, ""));
    }
    for (let n = 0; n < 120; n++) {
      socket.say('{"channel":"heartbeat"}');
      await desk.advance(1_000);
    }
    expect(desk.kinds("stale").map(({ text }) => (JSON.parse(text) as { instrument: string }).instrument)).toEqual(["kraken:BTC/USD"]);
  });

  test("says what keeps the connection alive, in the venue's own words, as frames", async () => {
    const desk = new WatchedFeed({ market: { venue: OKX, profile: OKX_LIVE } });
    desk.exchange.hears = (socket, text) => {
      if (text === "ping") socket.say("pong");
    };
    await desk.watch("BTC-USDT");
    await desk.advance(61_000);
    const pings = desk.kinds("send").filter(({ text }) => text === "ping");
    expect(pings.length).toBeGreaterThanOrEqual(2);
    expect(desk.kinds("recv").filter(({ text }) => text === "pong").length).toBe(pings.length);
  });

  test("takes an answer that repeats no number of ours for the one about its symbol", async () => {
    const desk = new WatchedFeed({ market: { venue: OKX, profile: OKX_LIVE } });
    desk.exchange.hears = (socket, text) => {
      if (text === "ping") return;
      const { op, args } = JSON.parse(text) as { op: string; args: { channel: string; instId: string }[] };
      for (const arg of args) {
        if (arg.instId === "NO-USDT")
          socket.say(JSON.stringify({ event: "error", code: "60018", msg: `Wrong URL or channel:${arg.channel},instId:NO-USDT doesn't exist.` }));
        else socket.say(JSON.stringify({ event: op, arg }));
      }
    };
    await desk.watch("BTC-USDT", "NO-USDT");
    await desk.advance(45_000);
    expect(desk.events.filter((event) => event.type === "feed.refused")).toMatchObject([{ symbol: "NO-USDT" }]);
    expect(desk.status.connections.every(({ state, epoch }) => state === "open" && epoch === 1)).toBe(true);
  });

  test("opens a connection with what the venue wants said first", async () => {
    const desk = new WatchedFeed({ market: { venue: COINBASE, profile: COINBASE_LIVE } });
    desk.exchange.hears = () => {};
    await desk.watch("BTC-USD");
    const first = desk.exchange.socket.sent[0]?.text ?? "";
    expect(COINBASE_LIVE.openingTexts).toContain(first);
    expect(desk.frames.slice(0, 2).map(({ kind, text }) => [kind, text])).toEqual([["open", ""], ["send", first]]); // prettier-ignore
  });
});
