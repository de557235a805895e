import { describe, expect, test } from "vitest";
import { WatchedFeed } from "./watched-feed.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A generator good enough to jitter with. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** The most of these moments within any span of so many ms. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((ms) => ms >= from && ms < from + spanMs).length));
}

describe("subscribing", () => {
  test("puts each symbol's streams on one connection, none beyond its bound, and paces the messages", async () => {
    const desk = new WatchedFeed({ limits: { streamsPerConnection: 60, streamsPerMessage: 10 } });
    const symbols = Array.from({ length: 30 }, (_, n) => `S${n}USDT`);
    await desk.watch(...symbols);
    await desk.advance(5_000);
    const { sockets } = desk.exchange;
    expect(sockets.map(({ subscribed }) => subscribed.size)).toEqual([60, 60, 30]);
    for (const symbol of symbols) expect([...desk.carrier(symbol).subscribed].filter((name) => name.startsWith(`${symbol.toLowerCase()}@`))).toHaveLength(5);
    for (const { sent, pings } of sockets) {
      expect(mostWithin([...sent.map(({ ms }) => ms), ...pings], 1_000)).toBeLessThanOrEqual(4);
      expect(Math.max(...sent.map(({ text }) => (JSON.parse(text) as { params: string[] }).params.length))).toBe(10);
    }
    await desk.advance(1_000);
    expect(desk.status.connections.map(({ state, streams }) => [state, streams])).toEqual([["open", 60], ["open", 60], ["open", 30]]); // prettier-ignore
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
      streams.some((name) => name.startsWith("bad")) ? JSON.stringify({ error: { code: 2, msg: "Invalid request: unknown stream" }, id }) : JSON.stringify({ result: null, id });
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
    expect(desk.events.filter(({ type }) => type === "feed.refused").map((event) => "symbol" in event && event.symbol)).toEqual(["btcusdt", "BTC/USDT"]);
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

describe("a lost connection", () => {
  test("is opened again at once, then ever later with jitter; only ten stable seconds begin the series anew", async () => {
    const desk = new WatchedFeed();
    const { exchange } = desk;
    exchange.random = 0.999_999;
    await desk.watch("AUSDT");
    const waits: number[] = [];
    const endAfter = async (stoodMs: number): Promise<void> => {
      await desk.advance(stoodMs);
      const sockets = exchange.sockets.length;
      const closedMs = exchange.time.nowMs;
      exchange.socket.close(1006, "connect ECONNREFUSED");
      while (exchange.sockets.length === sockets) await desk.advance(10);
      waits.push(Math.round((exchange.socket.askedMs - closedMs) / 100) * 100);
    };
    for (let attempt = 0; attempt < 9; attempt++) await endAfter(attempt % 2 === 0 ? 0 : 9_800);
    expect(waits).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    await endAfter(10_100);
    await endAfter(0);
    expect(waits.slice(-2)).toEqual([0, 500]);
  });

  test("says why it is not open and when it is tried next", async () => {
    const desk = new WatchedFeed();
    desk.exchange.random = 0.9;
    desk.exchange.opens = false;
    await desk.watch("AUSDT");
    for (let attempt = 0; attempt < 6; attempt++) {
      desk.exchange.socket.close(1006, "getaddrinfo ENOTFOUND");
      if (attempt < 5) await desk.advance(10_000);
    }
    await desk.advance(1_500);
    const [connection] = desk.status.connections;
    expect(connection).toMatchObject({ conn: "ws-1", state: "waiting", epoch: 0, streams: 0, reason: "it cannot be opened: getaddrinfo ENOTFOUND" });
    expect(connection?.retryInMs).toBeGreaterThan(1_000);
    expect(connection?.retryInMs).toBeLessThanOrEqual(0.9 * 8_000);
    expect(desk.frames).toEqual([]); // nothing was opened, so nothing was closed
  });

  test.each([1, 2, 3])("that flaps is opened at most 30 times in any five minutes (seed %i)", async (seed) => {
    const desk = new WatchedFeed();
    const random = chance(seed);
    const flaky = new WatchedFeed({ world: { ...desk.exchange.world, random } });
    const { exchange } = desk;
    await flaky.feed.take({ type: "feed.watch", symbols: ["AUSDT"] });
    for (let ms = 0; ms < 20 * MINUTE; ms += 500) {
      await exchange.time.advance(500);
      if (!exchange.socket.ended && random() < 0.15) exchange.socket.close();
    }
    expect(exchange.sockets.length).toBeGreaterThan(30);
    expect(mostWithin(exchange.sockets.map(({ askedMs }) => askedMs), 5 * MINUTE - 1)).toBeLessThanOrEqual(30);
  });

  test("whose handshake hangs is given up after ten seconds", async () => {
    const desk = new WatchedFeed();
    desk.exchange.opens = false;
    await desk.watch("AUSDT");
    await desk.advance(9_900);
    expect(desk.exchange.sockets).toHaveLength(1);
    await desk.advance(200);
    expect(desk.exchange.sockets).toHaveLength(2);
    expect(desk.exchange.sockets[0]?.ended).toBe(true);
  });

  test("that is only half open is found within ten seconds of its last sign of life", async () => {
    for (const offsetMs of [0, 1_234, 4_999, 7_300]) {
      const desk = new WatchedFeed();
      await desk.watch("AUSDT");
      await desk.advance(30_000 + offsetMs);
      expect(desk.exchange.sockets).toHaveLength(1);
      desk.exchange.dead.add(desk.exchange.socket);
      await desk.advance(10_000);
      expect(desk.kinds("close").map(({ text }) => text)).toEqual(['{"code":1006,"reason":"no sign of life for 10 s"}']);
      expect(desk.exchange.live).toHaveLength(1);
    }
  });

  test("is not one that says nothing but answers pings", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    await desk.advance(HOUR);
    expect(desk.exchange.sockets).toHaveLength(1);
    expect(desk.exchange.socket.pings.length).toBe(HOUR / 5_000);
  });

  test("is not declared by a process that slept: it first reads what came meanwhile", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    await desk.advance(7_000);
    desk.exchange.time.nowMs += 30_000;
    await desk.advance(3_000);
    expect(desk.exchange.sockets).toHaveLength(1);
    desk.exchange.dead.add(desk.exchange.socket);
    desk.exchange.time.nowMs += 30_000;
    await desk.advance(5_000);
    expect(desk.kinds("close")).toHaveLength(1);
  });
});

describe("the wall clock", () => {
  test.each([24 * HOUR, -24 * HOUR])("set by %i ms changes receive times and nothing else", async (jumpMs) => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    for (let n = 0; n < 100; n++) {
      if (n === 60) desk.exchange.time.wallOffsetMs += jumpMs;
      desk.depth("AUSDT");
      await desk.advance(100);
    }
    await desk.advance(3_000);
    expect(desk.kinds("stale", "close", "gap")).toEqual([]);
    expect(desk.exchange.sockets).toHaveLength(1);
    const depths = desk.kinds("recv").slice(-100);
    const stepsMs = depths.slice(1).map(({ rxNs, monoNs }, n) => [Number(rxNs - (depths[n]?.rxNs ?? 0n)) / 1e6, Number((monoNs ?? 0n) - (depths[n]?.monoNs ?? 0n)) / 1e6]);
    expect(stepsMs.filter(([, mono]) => Math.abs((mono ?? 0) - 100) > 0.01)).toEqual([]);
    expect(stepsMs.map(([rx], n) => [n, Math.round(rx ?? 0)]).filter(([, rx]) => rx !== 100)).toEqual([[59, 100 + jumpMs]]);
  });

  test("that creeps by less than 5 ms does not disturb receive times, and a block keeps one offset", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    desk.exchange.time.wallOffsetMs += 4;
    desk.depth("AUSDT");
    await desk.flush();
    desk.depth("AUSDT");
    desk.exchange.time.wallOffsetMs += HOUR;
    desk.depth("AUSDT");
    await desk.flush();
    const offsets = desk.frames.map(({ rxNs, monoNs }) => rxNs - (monoNs ?? 0n));
    expect(new Set(offsets).size).toBe(1);
  });
});

describe("renewal before 24 hours", () => {
  test("opens the next connection beside the old one, and closes the old one when every book has moved: no message lies between", async () => {
    const desk = new WatchedFeed();
    const { exchange } = desk;
    await desk.watch("AUSDT", "BUSDT");
    const [old] = exchange.sockets;
    if (old === undefined) throw new Error("no socket");
    let overlapMs = 0;
    const spoke = new Map<string, Set<string>>();
    for (let second = 0; second < 24 * 3_600; second++) {
      for (const socket of exchange.live) {
        for (const symbol of ["AUSDT", "BUSDT"]) if (socket.subscribed.has(`${symbol.toLowerCase()}@depth@100ms`)) desk.depth(symbol, socket);
      }
      if (exchange.live.length === 2) overlapMs += 1_000;
      await desk.advance(1_000);
    }
    for (const { kind, conn, text } of desk.frames) if (kind === "recv") spoke.set(conn, (spoke.get(conn) ?? new Set()).add(text));
    expect(exchange.sockets).toHaveLength(2);
    expect(old.ended).toBe(true);
    expect(overlapMs).toBeGreaterThan(0);
    expect(overlapMs).toBeLessThan(10_000);
    const close = desk.kinds("close");
    expect(close).toMatchObject([{ conn: "ws-1", text: '{"code":1000,"reason":"renewed"}' }]);
    expect(desk.kinds("open")).toMatchObject([{ conn: "ws-1", epoch: 1 }, { conn: "ws-2", epoch: 1 }]); // prettier-ignore
    // Before the old one is closed each symbol spoke on the new one, after the old one's last word.
    const closedRx = close[0]?.rx ?? 0;
    const lastOld = desk.frames.findLast(({ conn, kind, rx }) => conn === "ws-1" && kind === "recv" && rx < closedRx)?.rx ?? 0;
    for (const symbol of ["ausdt", "busdt"]) {
      expect(desk.frames.some(({ rx, conn, text }) => conn === "ws-2" && rx > lastOld && rx < closedRx && text.includes(`${symbol}@depth`))).toBe(true);
    }
  });

  test("also follows the exchange's word that it will shut down", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    const [old] = desk.exchange.sockets;
    old?.say('{"e":"serverShutdown","E":1800000000000}');
    for (let n = 0; n < 50; n++) {
      for (const socket of desk.exchange.live) if (socket.subscribed.size > 0) desk.depth("AUSDT", socket);
      await desk.advance(100);
    }
    expect(old?.ended).toBe(true);
    expect(desk.exchange.live).toHaveLength(1);
    expect(desk.kinds("close")).toHaveLength(1);
  });

  test("does not wait for ever for a symbol that is silent, nor reopens an old connection that dies meanwhile", async () => {
    const desk = new WatchedFeed();
    await desk.watch("AUSDT");
    desk.exchange.socket.say('{"e":"serverShutdown","E":1}');
    await desk.advance(3 * MINUTE);
    expect(desk.exchange.live).toHaveLength(1);
    expect(desk.kinds("close").map(({ conn }) => conn)).toEqual(["ws-1"]);
    desk.exchange.socket.say('{"e":"serverShutdown","E":1}');
    await desk.advance(100);
    desk.exchange.sockets.at(-2)?.close(1001, "going away");
    await desk.advance(3 * MINUTE);
    expect(desk.exchange.live).toHaveLength(1);
    expect(desk.kinds("close").map(({ conn }) => conn)).toEqual(["ws-1", "ws-2"]);
    expect(desk.status.connections.map(({ conn }) => conn)).toEqual(["ws-3"]);
  });
});
