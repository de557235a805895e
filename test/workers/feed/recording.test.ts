import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import { snapshotText, tradeText } from "../../core/binance-text.ts";
import { framesOf, wantOf, WatchedFeed } from "./watched-feed.ts";

describe("what the feed records", () => {
  test("is the open with its address, what it sent, and each answer, numbered from 1", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    expect(desk.frames.map(({ rx, kind, conn, epoch, url, text }) => ({ rx, kind, conn, epoch, url, text }))).toEqual([
      { rx: 1, kind: "open", conn: "ws-1", epoch: 1, url: "ws://127.0.0.1:9/stream", text: "" },
      { rx: 2, kind: "send", conn: "ws-1", epoch: 1, url: "", text: '{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@trade","btcusdt@bookTicker","btcusdt@kline_1m","btcusdt@ticker"],"id":1}' },
      { rx: 3, kind: "recv", conn: "ws-1", epoch: 1, url: "", text: '{"result":null,"id":1}' },
    ]); // prettier-ignore
  });

  test("of a snapshot is the request with its address, then the body as it came", async () => {
    const desk = new WatchedFeed();
    const body = ` ${snapshotText(7, "99.50 1", "100 2")}\n`;
    desk.exchange.onRequest = (request) => request.answer(200, body);
    await desk.watch("BTCUSDT");
    desk.depth("BTCUSDT");
    await desk.tell(wantOf("BTCUSDT"));
    const url = "http://127.0.0.1:9/api/v3/depth?symbol=BTCUSDT&limit=1000";
    const [request, rest] = desk.kinds("request", "rest");
    expect(request).toMatchObject({ kind: "request", conn: "rest", text: JSON.stringify({ url }) });
    expect(rest).toMatchObject({ kind: "rest", conn: "rest", url, text: body });
  });

  test("of a close is its code and reason, and the next open counts the epoch on", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    desk.exchange.socket.close(1012, "service restart");
    await desk.advance(50);
    expect(desk.kinds("open", "close")).toMatchObject([
      { kind: "open", epoch: 1 },
      { kind: "close", epoch: 1, text: '{"code":1012,"reason":"service restart"}' },
      { kind: "open", epoch: 2 },
    ]);
  });

  test("begins, where it takes up a dead feed's session, with the gap that death left; its opens are no first opens", async () => {
    const desk = new WatchedFeed({ afterRx: 41, previous: [{ id: "ws-1", epoch: 3 }] });
    await desk.watch("BTCUSDT");
    expect(desk.frames.slice(0, 2)).toMatchObject([
      { rx: 42, kind: "gap", conn: "ws-1", epoch: 3, text: '{"cause":"disconnect"}' },
      { rx: 43, kind: "open", conn: "ws-1", epoch: 4 },
    ]);
    const unknown = new WatchedFeed({ afterRx: 41 });
    await unknown.watch("BTCUSDT");
    expect(unknown.frames[0]).toMatchObject({ rx: 42, kind: "open", conn: "ws-1", epoch: 2 });
  });

  test("is any message, verbatim: malformed, hostile, empty, binary, no UTF-8", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    const before = desk.frames.length;
    const hostile = [
      "",
      "{",
      '{"e":"depthUpdate"',
      '{"id":1e999}',
      '{"__proto__":{"id":1}}',
      '{"id":1,"error":{"msg":5}}',
      "null",
      "[[[[",
      `{"stream":"x@depth","data":${"[".repeat(20_000)}`,
    ];
    for (const text of hostile) desk.exchange.socket.say(text);
    desk.exchange.socket.say(Uint8Array.of(0xff, 0xfe, 0x00), true);
    desk.exchange.socket.say(Uint8Array.of(0xc3, 0x28), false);
    desk.exchange.socket.say("fine", true);
    await desk.flush();
    const heard = desk.frames.slice(before);
    expect(heard.slice(0, hostile.length).map(({ text, binary }) => [text, binary])).toEqual(hostile.map((text) => [text, false]));
    expect(heard.slice(hostile.length).map(({ bytes, binary }) => [[...bytes], binary])).toEqual([
      [[0xff, 0xfe, 0x00], true],
      [[0xc3, 0x28], true],
      [[...new TextEncoder().encode("fine")], true],
    ]);
  });

  test("carries marks: after each second of event time, with the greatest one so far, also of depth whose prices it does not read", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    desk.depth("BTCUSDT");
    desk.exchange.socket.say(tradeText({ id: 1, ms: 1_800_000_002_000, price: "1", qty: "1" }));
    await desk.flush();
    expect(desk.batches.flatMap(({ marks }) => marks)).toEqual([
      { afterRx: 4, eventMs: new Map([["binance", 1_800_000_000_001]]), keyframes: [] },
      { afterRx: 5, eventMs: new Map([["binance", 1_800_000_002_002]]), keyframes: [] },
    ]);
  });
});

describe("a block", () => {
  test("leaves at the end of the socket read that filled it, with the time that read began", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    const before = desk.batches.length;
    const readMs = desk.exchange.time.nowMs;
    for (let n = 0; n < 10; n++) desk.depth("BTCUSDT");
    expect(desk.batches).toHaveLength(before);
    await desk.flush();
    expect(desk.batches).toHaveLength(before + 1);
    expect(desk.batches.at(-1)?.readMs).toBeCloseTo(readMs, 5);
  });

  test("leaves after a millisecond, though the read goes on", async () => {
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    const before = desk.batches.length;
    desk.depth("BTCUSDT");
    desk.exchange.time.nowMs += 1;
    desk.depth("BTCUSDT");
    expect(desk.batches).toHaveLength(before + 1);
  });

  test("is no larger than a message between processes, whatever comes in one read; a larger frame travels alone", async () => {
    const sizes: number[] = [];
    const desk = new WatchedFeed();
    await desk.watch("BTCUSDT");
    const before = desk.batches.length;
    for (let n = 0; n < 3_000; n++) desk.exchange.socket.say(`{"n":${n},"x":"${"y".repeat(n % 90)}"}`);
    await desk.flush();
    for (const { block } of desk.batches.slice(before)) sizes.push(block.length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES - 1_024);
    desk.depth("BTCUSDT");
    desk.exchange.socket.say("z".repeat(100_000));
    desk.depth("BTCUSDT");
    await desk.flush();
    expect(desk.batches.slice(-3).map((batch) => framesOf(batch).map(({ bytes }) => bytes.length > 65_536))).toEqual([[false], [true], [false]]);
  });
});

const message = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 80 }).map((text) => new TextEncoder().encode(text.toWellFormed())),
  fc.integer({ min: 1, max: 1e6 }).map((id) => new TextEncoder().encode(tradeText({ id, ms: 1_800_000_000_000 + id * 7, price: "1.50", qty: "2" }))),
);
/** Reads of a socket: the messages of each, and how long until the next. */
const reads = fc.array(
  fc.record({ messages: fc.array(message, { maxLength: 40 }), gapMs: fc.constantFrom(0, 0.2, 1, 300, 12_000), close: fc.boolean() }),
  { maxLength: 12 },
);

test("frames out are messages in: all of them, in order, byte for byte, numbered without holes, however they come", async () => {
  const seed = Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31);
  await fc
    .assert(
      fc.asyncProperty(reads, async (script) => {
        const desk = new WatchedFeed();
        await desk.watch("BTCUSDT");
        const said: Uint8Array[] = [];
        const first = desk.frames.length;
        for (const { messages, gapMs, close } of script) {
          const socket = desk.exchange.socket;
          for (const bytes of socket.ended ? [] : messages) {
            said.push(bytes.slice());
            const own = bytes.slice();
            socket.say(own);
            own.fill(0); // the socket's buffer is its own again
          }
          if (close) socket.close();
          await desk.advance(gapMs);
        }
        await desk.advance(1_000);
        const acks = /^\{"result":null,"id":\d+\}$/;
        const heard = desk.frames.slice(first).filter(({ kind, text }) => kind === "recv" && !acks.test(text));
        expect(heard.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).toEqual(said.map((bytes) => Buffer.from(bytes).toString("hex")));
        expect(desk.frames.map(({ rx }) => rx)).toEqual(desk.frames.map((_, n) => n + 1));
        for (const [n, frame] of desk.frames.entries()) expect(frame.monoNs ?? 0n).toBeGreaterThanOrEqual(desk.frames[n - 1]?.monoNs ?? 0n);
      }),
      { seed, numRuns: 60 },
    )
    .catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
});
