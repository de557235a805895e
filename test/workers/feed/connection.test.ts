import { describe, expect, test } from "vitest";
import { BackOff } from "../../../src/workers/feed/back-off.ts";
import { mostWithin } from "./most-within.ts";
import { WatchedFeed } from "./watched-feed.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A generator good enough to jitter with. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

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

  test("waits by chance between nothing and its bound", () => {
    const draws = [0, 0.25, 0.5, 0.999];
    const backOff = new BackOff({ baseMs: 1_000, capMs: 3_000 }, () => draws.shift() ?? 1);
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([0, 0, 500, 1_500, 2_997]);
    backOff.reset();
    expect(backOff.next()).toBe(0);
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
    flaky.feed.take({ type: "feed.watch", symbols: ["AUSDT"] });
    for (let ms = 0; ms < 20 * MINUTE; ms += 500) {
      await exchange.time.advance(500);
      if (!exchange.socket.ended && random() < 0.15) exchange.socket.close();
    }
    expect(exchange.sockets.length).toBeGreaterThan(30);
    expect(
      mostWithin(
        exchange.sockets.map(({ askedMs }) => askedMs),
        5 * MINUTE - 1,
      ),
    ).toBeLessThanOrEqual(30);
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

  test("is not one that answers no ping but speaks", async () => {
    const desk = new WatchedFeed();
    desk.exchange.pongs = false;
    await desk.watch("AUSDT");
    for (let second = 0; second < 60; second++) {
      desk.depth("AUSDT");
      await desk.advance(1_000);
    }
    expect(desk.exchange.sockets).toHaveLength(1);
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
    const stepsMs = depths
      .slice(1)
      .map(({ rxNs, monoNs }, n) => [Number(rxNs - (depths[n]?.rxNs ?? 0n)) / 1e6, Number((monoNs ?? 0n) - (depths[n]?.monoNs ?? 0n)) / 1e6]);
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
