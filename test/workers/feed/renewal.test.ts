import { describe, expect, test } from "vitest";
import { tradeText } from "../../core/binance-text.ts";
import { WatchedFeed } from "./watched-feed.ts";

const MINUTE = 60_000;

describe("renewal before 24 hours", () => {
  test("opens the next connection beside the old one, and closes the old one when every book has moved: no message lies between", async () => {
    const desk = new WatchedFeed();
    const { exchange } = desk;
    await desk.watch("AUSDT", "BUSDT");
    const [old] = exchange.sockets;
    if (old === undefined) throw new Error("no socket");
    let overlapMs = 0;
    const spoke = new Map<string, Set<string>>();
    for (let second = 0; second < 24 * 3_600; second += 5) {
      for (const socket of exchange.live) {
        for (const symbol of ["AUSDT", "BUSDT"]) if (socket.subscribed.has(`${symbol.toLowerCase()}@depth@100ms`)) desk.depth(symbol, socket);
      }
      if (exchange.live.length === 2) overlapMs += 5_000;
      await desk.advance(5_000);
    }
    for (const { kind, conn, text } of desk.frames) if (kind === "recv") spoke.set(conn, (spoke.get(conn) ?? new Set()).add(text));
    expect(exchange.sockets).toHaveLength(2);
    expect(old.ended).toBe(true);
    expect(overlapMs).toBeGreaterThan(0);
    expect(overlapMs).toBeLessThanOrEqual(30_000);
    const close = desk.kinds("close");
    expect(close).toMatchObject([{ conn: "ws-1", text: '{"code":1000,"reason":"renewed"}' }]);
    expect(desk.kinds("open")).toMatchObject([{ conn: "ws-1", epoch: 1 }, { conn: "ws-2", epoch: 1 }]); // prettier-ignore
    // Before the old one is closed each symbol spoke on the new one, after the old one's last word.
    const closedRx = close[0]?.rx ?? 0;
    const lastOld = desk.frames.findLast(({ conn, kind, rx }) => conn === "ws-1" && kind === "recv" && rx < closedRx)?.rx ?? 0;
    for (const symbol of ["ausdt", "busdt"]) {
      expect(desk.frames.some(({ rx, conn, text }) => conn === "ws-2" && rx > lastOld && rx < closedRx && text.includes(`${symbol}@depth`))).toBe(
        true,
      );
    }
  });

  test("takes nothing but depth on the fresh connection, and after the old one's last word, as a sign that a book has moved", async () => {
    const desk = new WatchedFeed();
    const { exchange } = desk;
    await desk.watch("AUSDT");
    const [old] = exchange.sockets;
    if (old === undefined) throw new Error("no socket");
    old.say('{"e":"serverShutdown","E":1}');
    await desk.advance(1_000);
    const fresh = exchange.socket;
    for (let second = 0; second < 20; second++) {
      desk.depth("AUSDT", old);
      fresh.say(tradeText({ symbol: "AUSDT", id: second + 1, ms: 1_800_000_000_000, price: "1", qty: "1" }));
      await desk.advance(1_000);
    }
    expect(old.subscribed.size).toBe(5);
    exchange.acknowledges = false;
    for (let n = 0; n < 10; n++) {
      desk.depth("AUSDT", fresh);
      await desk.advance(300);
    }
    expect([old.subscribed.size, old.ended]).toEqual([0, false]); // it may still have something to say: it has not answered yet
    old.say('{"result":null,"id":2}');
    await desk.advance(1_000);
    expect(old.ended).toBe(false);
    desk.depth("AUSDT", fresh);
    await desk.advance(1_000);
    expect(old.ended).toBe(true);
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
