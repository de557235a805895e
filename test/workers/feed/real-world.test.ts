import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { FeedCommand, FeedEvent, FrameBatch } from "../../../src/core/contract/live.ts";
import { decodeFrames, feedEventSchema } from "../../../src/core/contract/live.ts";
import { ChildWorker } from "../../../src/main/host/child-worker.ts";
import { fetchRequest } from "../../../src/workers/feed/fetch-request.ts";
import { MAX_ANSWER_BYTES, type SocketEvents } from "../../../src/workers/feed/world.ts";
import { openWsSocket } from "../../../src/workers/feed/ws-socket.ts";
import { diffText, snapshotText } from "../../core/binance-text.ts";
import { LoopbackExchange } from "./loopback-exchange.ts";
import { framesOf } from "./watched-feed.ts";

let exchange = new LoopbackExchange();
afterEach(async () => {
  await exchange.close();
  exchange = new LoopbackExchange();
});

/** What a socket told, as lines; `until` resolves when a line begins so. */
class Heard implements SocketEvents {
  readonly lines: string[] = [];
  private readonly waiting: (() => void)[] = [];

  onOpen(): void {
    this.add("open");
  }

  onMessage(bytes: Uint8Array, binary: boolean): void {
    this.add(`message ${binary ? "binary" : "text"} ${Buffer.from(bytes).toString("latin1")}`);
  }

  onPulse(): void {
    this.add("pulse");
  }

  onClose(code: number, reason: string): void {
    this.add(`close ${code} ${reason}`);
  }

  async until(start: string): Promise<void> {
    while (!this.lines.some((line) => line.startsWith(start))) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private add(line: string): void {
    this.lines.push(line);
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const socketUrl = (endpoint: string): string => `${endpoint.replace("http", "ws")}/stream`;

describe("a real socket", () => {
  test("hands on what comes as it came, asks for no compression, and tells pings, pongs and the close", async () => {
    const endpoint = await exchange.listen((server) => {
      server.send("text");
      server.send(Buffer.from([0xc3, 0x28]), { binary: false });
      server.send(Buffer.from([1, 2]), { binary: true });
      server.ping();
      server.on("message", (data: Buffer) => server.close(1012, `restart after ${data.toString()}`));
    });
    const heard = new Heard();
    const socket = openWsSocket(socketUrl(endpoint), heard);
    await heard.until("pulse");
    socket.ping();
    while (heard.lines.filter((line) => line === "pulse").length < 2) await heard.until("pulse").then(() => new Promise(setImmediate));
    socket.send("hello");
    await heard.until("close");
    expect(heard.lines).toEqual([
      "open",
      "message text text",
      "message text Ã(",
      "message binary \u0001\u0002",
      "pulse",
      "pulse",
      "close 1012 restart after hello",
    ]);
    expect(exchange.upgrades[0]?.headers["sec-websocket-extensions"]).toBeUndefined();
  });

  test("that was paused is not read until it is resumed, and one that was ended says nothing more", async () => {
    const endpoint = await exchange.listen();
    const heard = new Heard();
    const socket = openWsSocket(socketUrl(endpoint), heard);
    await heard.until("open");
    socket.pause();
    exchange.sockets[0]?.send("waiting");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard.lines).toEqual(["open"]);
    socket.resume();
    await heard.until("message");
    const closed = new Promise((resolve) => exchange.sockets[0]?.on("close", resolve));
    socket.end();
    exchange.sockets[0]?.send("late");
    expect(await closed).toBe(1000);
    expect(heard.lines).toEqual(["open", "message text waiting"]);
  });

  test("that cannot be opened says why, and one that is ended before it opened says nothing", async () => {
    const endpoint = await exchange.listen();
    const wrongPath = new Heard();
    openWsSocket(`${endpoint.replace("http", "ws")}/nowhere`, wrongPath);
    await wrongPath.until("close");
    expect(wrongPath.lines).toEqual([expect.stringMatching(/^close 1006 Unexpected server response: 400/)]);
    const early = new Heard();
    openWsSocket(socketUrl(endpoint), early).end();
    const { port } = new URL(endpoint);
    await exchange.close();
    const down = new Heard();
    openWsSocket(`ws://127.0.0.1:${port}/stream`, down);
    await down.until("close");
    expect(down.lines[0]).toMatch(/^close 1006 .*ECONNREFUSED/);
    expect(early.lines).toEqual([]);
    exchange = new LoopbackExchange();
    await exchange.listen();
  });
});

describe("a real request", () => {
  test("gives status, headers and the body verbatim, follows no redirect, and refuses an endless answer", async () => {
    const endpoint = await exchange.listen();
    exchange.onRequest = (request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" }).end("moved");
      else if (request.url === "/endless") {
        const chunk = Buffer.alloc(1 << 20, 32);
        for (let bytes = 0; bytes <= MAX_ANSWER_BYTES; bytes += chunk.length) response.write(chunk);
      } else response.writeHead(429, { "Retry-After": "7" }).end(' {"code":-1003} \n');
    };
    const limited = await fetchRequest(`${endpoint}/x`);
    expect([limited.status, limited.header("retry-after"), limited.header("x-none")]).toEqual([429, "7", null]);
    expect(new TextDecoder().decode(limited.body)).toBe(' {"code":-1003} \n');
    expect((await fetchRequest(`${endpoint}/moved`)).status).toBe(302);
    expect(exchange.paths).not.toContain("/elsewhere");
    await expect(fetchRequest(`${endpoint}/endless`)).rejects.toThrow("larger than");
  });
});

describe("the feed process", () => {
  const entry = fileURLToPath(new URL("../../../src/workers/feed/main.ts", import.meta.url));

  test("records what an exchange on loopback says, byte for byte, with the snapshot it was told to ask for", async () => {
    const body = snapshotText(1, "99 1", "100 2");
    const said = Array.from({ length: 300 }, (_, n) => diffText({ U: n + 2, u: n + 2, bids: `99 ${n + 1}` }));
    const endpoint = await exchange.listen((server) => {
      server.on("message", (data: Buffer) => {
        server.send(JSON.stringify({ result: null, id: (JSON.parse(data.toString()) as { id: number }).id }));
        for (const text of said) server.send(text);
      });
    });
    exchange.onRequest = (_, response) => void response.end(body);
    const worker = new ChildWorker(entry, ["binance", endpoint, "0"]);
    try {
      await worker.ready;
      const port = worker.openPort();
      const tell = (command: FeedCommand): void => port.post(JSON.stringify(command));
      const batches: FrameBatch[] = [];
      const events: FeedEvent[] = [];
      const stopped = new Promise<void>((resolve) => {
        port.onMessage((message) => {
          if (typeof message !== "string") {
            batches.push(decodeFrames(message));
            const frames = framesOf(batches.at(-1) as FrameBatch);
            if (frames.some(({ kind }) => kind === "rest")) tell({ type: "feed.stop" });
            else if (frames.some(({ text }) => text === said.at(-1))) tell({ type: "snapshot.want", instrument: "binance:BTCUSDT" });
            return;
          }
          const event = feedEventSchema.parse(JSON.parse(message));
          events.push(event);
          if (event.type === "feed.ready") tell({ type: "feed.watch", symbols: ["BTCUSDT"] });
          if (event.type === "feed.stopped") resolve();
        });
      });
      await stopped;
      const frames = batches.flatMap(framesOf);
      expect(frames.map(({ rx }) => rx)).toEqual(frames.map((_, n) => n + 1));
      expect(frames.map(({ kind }) => kind)).toEqual(["open", "send", "recv", ...said.map(() => "recv"), "request", "rest"]);
      expect(frames.slice(3, 303).map(({ text }) => text)).toEqual(said);
      expect(frames.at(-1)).toMatchObject({ url: `${endpoint}/api/v3/depth?symbol=BTCUSDT&limit=1000`, text: body });
      expect(events.at(-2)).toMatchObject({ type: "feed.status", rx: 305, queue: { droppedFrames: 0 } });
      const sinceMs = Math.abs(Number((frames[0]?.rxNs ?? 0n) / 1_000_000n) - Date.now());
      expect(sinceMs).toBeLessThan(60_000);
    } finally {
      await worker.stop();
    }
  });

  test.each([
    [["nasdaq"], 'the venue "nasdaq" is not known'],
    [["binance", "127.0.0.1:8080"], 'the endpoint "127.0.0.1:8080" is no address such as'],
    [["binance", "http://[:80"], 'the endpoint "http://[:80" is no address such as'],
    [["binance", "http://127.0.0.1:1", "-1"], '"-1" is no frame number'],
  ])("says in one line why it cannot start, and is not to be started again, with %j", async (args, message) => {
    const worker = new ChildWorker(entry, args);
    await expect(worker.ready).rejects.toMatchObject({ name: "StartError", refused: true, message: expect.stringContaining(message) as string });
  });
});
