import { describe, expect, test } from "vitest";
import { tradeText } from "../../core/binance-text.ts";
import { framesOf, WatchedFeed } from "./watched-feed.ts";

const KIB = 1_024;
/** A message of that many bytes, and its number. */
const filled = (n: number, bytes = 4 * KIB): string => `{"n":${n},"x":"${"y".repeat(bytes)}"}`;

describe("blocks", () => {
  test("are kept until they are stored, and counted", async () => {
    const desk = new WatchedFeed({ stores: false });
    await desk.watch("AUSDT");
    await desk.advance(1_000);
    const { rx, storedRx, queue } = desk.status;
    const bytes = desk.batches.reduce((sum, { block }) => sum + block.length, 0);
    expect({ rx, storedRx, queue }).toEqual({
      rx: 3,
      storedRx: 0,
      queue: { bytes, highWaterBytes: bytes, boundBytes: 64 * KIB * KIB, droppedFrames: 0 },
    });
    await desk.tell({ type: "frames.stored", rx: 3 });
    await desk.advance(1_000);
    expect(desk.status).toMatchObject({ storedRx: 3, queue: { bytes: 0, highWaterBytes: bytes } });
  });

  test("are sent again on request: exactly those that hold frames after the one named, in order, with their marks", async () => {
    const desk = new WatchedFeed({ stores: false });
    await desk.watch("AUSDT");
    for (let n = 0; n < 10; n++) {
      desk.exchange.socket.say(tradeText({ id: n, ms: 1_800_000_000_000 + n * 3_000, price: "1", qty: "1" }));
      desk.exchange.socket.say(filled(n));
      await desk.flush();
    }
    await desk.tell({ type: "frames.stored", rx: 8 });
    const sent = desk.batches.filter((batch) => (framesOf(batch).at(-1)?.rx ?? 0) > 8);
    for (const afterRx of [0, 9, 10, 15, 22, 23, 99]) {
      const before = desk.batches.length;
      await desk.tell({ type: "frames.resend", afterRx });
      expect(desk.batches.slice(before)).toEqual(sent.filter((batch) => (framesOf(batch).at(-1)?.rx ?? 0) > afterRx));
    }
    expect(sent.flatMap(({ marks }) => marks).length).toBeGreaterThan(5);
  });

  test("that find no store stop the reading of sockets before anything is lost, without looking like silence; then all goes on", async () => {
    const desk = new WatchedFeed({ stores: false, boundBytes: 256 * KIB });
    await desk.watch("AUSDT");
    for (let n = 0; n < 60; n++) {
      desk.depth("AUSDT");
      await desk.advance(100);
    }
    const { socket } = desk.exchange;
    let said = 0;
    while (!socket.paused && said < 100) {
      socket.say(filled(said++));
      await desk.flush();
    }
    expect(said).toBeGreaterThan(30);
    expect(said).toBeLessThan(64);
    await desk.advance(600_000);
    expect(desk.kinds("stale", "gap", "close")).toEqual([]);
    await desk.tell({ type: "frames.stored", rx: desk.status.rx });
    expect(socket.paused).toBe(false);
    await desk.advance(3_000);
    expect(desk.kinds("stale", "gap", "close")).toEqual([]);
    expect(desk.status.queue.droppedFrames).toBe(0);
    expect(
      desk
        .kinds("recv")
        .filter(({ text }) => text.startsWith('{"n"'))
        .map(({ text }) => text),
    ).toEqual(Array.from({ length: said }, (_, n) => filled(n)));
  });

  test("that overflow all the same leave a gap with its cause and count, before the next frame of that connection; nothing grows", async () => {
    const boundBytes = 256 * KIB;
    const desk = new WatchedFeed({ stores: false, boundBytes });
    await desk.watch("AUSDT");
    const { socket } = desk.exchange;
    for (let n = 0; n < 200; n++) socket.say(filled(n));
    await desk.advance(1_000);
    const kept = desk.kinds("recv").filter(({ text }) => text.startsWith('{"n"'));
    expect(kept.map(({ text }) => text)).toEqual(kept.map((_, n) => filled(n)));
    expect(desk.status.queue.droppedFrames).toBe(200 - kept.length);
    expect(desk.status.queue.highWaterBytes).toBeLessThanOrEqual(boundBytes);
    expect(desk.kinds("gap")).toEqual([]); // it is not over yet
    await desk.tell({ type: "frames.stored", rx: desk.status.rx });
    socket.say(filled(200));
    await desk.flush();
    const [gap, next] = desk.frames.slice(-2);
    expect(gap).toMatchObject({ kind: "gap", conn: "ws-1", epoch: 1, text: JSON.stringify({ cause: "overflow", lost: 200 - kept.length }) });
    expect(next?.text).toBe(filled(200));
    expect(desk.frames.map(({ rx }) => rx)).toEqual(desk.frames.map((_, n) => n + 1));
    expect(desk.kinds("gap")).toHaveLength(1);
  });

  test("name a loss before the close of its connection, and before the end", async () => {
    for (const end of ["close", "stop"] as const) {
      const desk = new WatchedFeed({ stores: false, boundBytes: 128 * KIB });
      await desk.watch("AUSDT");
      desk.exchange.socket.say(filled(0, 200 * KIB));
      if (end === "close") desk.exchange.socket.close();
      else desk.feed.take({ type: "feed.stop" });
      await desk.flush();
      expect(desk.frames.slice(3, 5).map(({ kind, text }) => [kind, text])).toEqual([
        ["gap", '{"cause":"overflow","lost":1}'],
        ...(end === "close" ? [["close", '{"code":1006,"reason":""}']] : []),
      ]);
    }
  });
});

describe("a stop that was asked for", () => {
  test("writes no close, gap or stale, says its last status and that it is over, after the last block; then it is quiet", async () => {
    const desk = new WatchedFeed({ stores: false });
    await desk.watch("AUSDT", "BUSDT");
    for (let n = 0; n < 40; n++) {
      desk.depth("AUSDT");
      await desk.advance(100);
    }
    desk.exchange.random = 1;
    for (const symbol of ["AUSDT", "BUSDT"]) await desk.tell({ type: "snapshot.want", instrument: `binance:${symbol}` });
    desk.depth("BUSDT");
    await desk.flush();
    const [answeredLate, failing] = desk.exchange.requests;
    failing?.answer(503, "");
    await desk.flush();
    desk.exchange.requests[2]?.answer(503, ""); // its next attempt is half a second away
    await desk.flush();
    desk.depth("BUSDT");
    const batches = desk.batches.length;
    desk.feed.take({ type: "feed.stop" });
    expect(desk.events.slice(-2).map(({ type }) => type)).toEqual(["feed.status", "feed.stopped"]);
    expect(desk.status.rx).toBe(desk.frames.at(-1)?.rx);
    expect(desk.batches.length).toBe(batches + 2);
    // The mark that ends the session names every instrument that was met.
    expect(desk.batches.at(-1)).toMatchObject({ marks: [{ afterRx: desk.status.rx, keyframes: ["binance:AUSDT", "binance:BUSDT"] }] });
    expect(desk.exchange.live).toEqual([]);
    const { length } = desk.events;
    expect(answeredLate?.url).toContain("AUSDT");
    answeredLate?.answer(200, "{}");
    await desk.advance(120_000);
    expect(desk.events).toHaveLength(length);
    expect(desk.batches).toHaveLength(batches + 2);
    expect(desk.exchange.requests).toHaveLength(3);
    expect(desk.exchange.sockets).toHaveLength(1);
    expect(desk.kinds("close", "gap", "stale")).toEqual([]);
    const before = desk.batches.length;
    await desk.tell({ type: "feed.watch", symbols: ["CUSDT"] }, { type: "frames.resend", afterRx: 0 });
    expect(desk.batches.slice(before)).toEqual(desk.batches.slice(0, before)); // a store that restarts now still gets all of it
    expect(desk.exchange.sockets).toHaveLength(1);
  });

  test("of a feed that heard nothing posts no block", async () => {
    const desk = new WatchedFeed();
    desk.feed.take({ type: "feed.stop" });
    expect(desk.batches).toEqual([]);
    expect(desk.events.map(({ type }) => type)).toEqual(["feed.ready", "feed.status", "feed.stopped"]);
  });
});

test("the status is told each second, with the rate since the last", async () => {
  const desk = new WatchedFeed();
  await desk.watch("AUSDT");
  await desk.advance(1_000);
  for (let n = 0; n < 500; n++) desk.depth("AUSDT");
  await desk.advance(5_000);
  const statuses = desk.events.filter((event) => event.type === "feed.status");
  expect(statuses).toHaveLength(6);
  expect(statuses.map(({ framesPerSecond }) => Math.round(framesPerSecond))).toEqual([3, 500, 0, 0, 0, 0]);
});
