import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BookTruth, RunningExchange } from "../../src/simulator/start-exchange.ts";
import type { DepthMessage, SnapshotMessage } from "./recorded-session.ts";
import { type Mutation, ReferenceBook } from "./reference-book.ts";
import { dataOf, type DepthData, getJson, linesOf, openExchange, openFolder, type SnapshotBody, StreamClient } from "./server-client.ts";

const MIX = ["depth@100ms", "trade", "bookTicker"] as const;

function streamsOf(symbols: readonly string[]): string[] {
  return symbols.flatMap((symbol) => MIX.map((kind) => `${symbol.toLowerCase()}@${kind}`));
}

function depthsOf(texts: readonly string[], symbol: string): DepthMessage[] {
  const depths = dataOf<DepthData>(texts, `${symbol.toLowerCase()}@depth@100ms`);
  return depths.map(({ E, U, u, b, a }) => ({ shape: "depth", symbol, rx: 0, rxNs: 0n, eventMs: E, first: U, last: u, bids: b, asks: a }));
}

/** Whether five messages came, and a price is gone after the last of them. */
function removes(depths: readonly DepthMessage[]): boolean {
  const last = new Map(depths.flatMap(({ bids, asks }) => [...bids, ...asks]));
  return depths.length >= 5 && [...last.values()].some((qty) => Number(qty) === 0);
}

async function snapshotOf(exchange: RunningExchange, symbol: string): Promise<SnapshotMessage> {
  const { lastUpdateId: last, bids, asks } = await getJson<SnapshotBody>(exchange, `/api/v3/depth?symbol=${symbol}&limit=5000`);
  return { shape: "snapshot", symbol, rx: 0, last, bids, asks };
}

/** Follows the rules for a local book: diffs are kept from before the snapshot was asked for. */
function follow(snapshot: SnapshotMessage, depths: readonly DepthMessage[], mutation: Mutation | null = null): ReferenceBook {
  const book = new ReferenceBook(mutation);
  const before = depths.filter(({ last }) => last <= snapshot.last + 1);
  for (const depth of before) book.depth(depth);
  book.snapshot(snapshot);
  for (const depth of depths.slice(before.length)) book.depth(depth);
  return book;
}

function isTrue(book: ReferenceBook, { lastUpdateId, bids, asks }: BookTruth): boolean {
  return book.lastUpdateId === lastUpdateId && String([book.levels("bids"), book.levels("asks")]) === String([bids, asks]);
}

describe.each([
  ["at a fixed rate", { rate: 150 }],
  ["as life has it", {}],
  ["through a burst", { rate: 50, bursts: [{ atSeconds: 0, perSecond: 3_001, seconds: 1 }] }],
])("a local book from snapshot and diffs, %s,", (_, options) => {
  test("is the exchange's own in the end", async () => {
    const folder = openFolder();
    const exchange = await openExchange({ symbols: 3, truth: join(folder, "truth"), ...options });
    const client = await StreamClient.connect(exchange, `/stream?streams=${streamsOf(exchange.symbols).join("/")}`);
    await client.until(() => exchange.symbols.every((symbol) => depthsOf(client.texts, symbol).length >= 3));
    const snapshots = new Map<string, SnapshotMessage>();
    for (const symbol of exchange.symbols) snapshots.set(symbol, await snapshotOf(exchange, symbol));
    const seen = client.texts.length;
    // As many as it takes for a level to go that is not there again at the end: without one, no mutant that keeps it could be told.
    await client.until(() => exchange.symbols.every((symbol) => removes(depthsOf(client.texts.slice(seen), symbol))));
    const { books } = await exchange.stop();
    await client.closed;
    for (const symbol of exchange.symbols) {
      const [snapshot, truth] = [snapshots.get(symbol), books[symbol]];
      if (snapshot === undefined || truth === undefined) throw new Error(`nothing of ${symbol}`);
      const depths = depthsOf(client.texts, symbol);
      const book = follow(snapshot, depths);
      expect(book.holes).toBe(0);
      expect(book.stale).toBeGreaterThanOrEqual(2);
      expect(isTrue(book, truth)).toBe(true);
      // The comparison would notice a reader that is wrong.
      expect(isTrue(follow(snapshot, depths, "keeps zero quantities"), truth)).toBe(false);
      expect(isTrue(follow(snapshot, depths, "swaps the sides"), truth)).toBe(false);
      expect(isTrue(follow(snapshot, depths.slice(0, -1)), truth)).toBe(false);
    }
    expect(JSON.parse(readFileSync(join(folder, "truth/books.json"), "utf8"))).toEqual(books);
  });
});

describe("the truth of a run", () => {
  test("has what every client received, byte for byte and in order, and what was answered", async () => {
    const folder = openFolder();
    const exchange = await openExchange({ rate: 300, truth: folder });
    const all = await StreamClient.connect(exchange, "/stream");
    await all.ask("SUBSCRIBE", streamsOf(exchange.symbols));
    const one = await StreamClient.connect(exchange, "/ws/btcusdt@bookTicker");
    const path = "/api/v3/depth?symbol=ETHUSDT&limit=20";
    const { bids } = await getJson<SnapshotBody>(exchange, path);
    await one.until(() => one.texts.length > 100);
    one.socket.send('{"method":"UNSUBSCRIBE","params":["btcusdt@bookTicker"],"id":"ü\\n\\""}');
    const { connections, streams, answers } = await exchange.stop();
    await Promise.all([all.closed, one.closed]);
    for (const [number, client] of [all, one].entries()) {
      const lines = linesOf(folder, `connection-${number + 1}.jsonl`);
      expect(lines.map(({ text }) => text)).toEqual(client.texts);
      const bytes = client.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      expect(connections[number]).toMatchObject({ number: number + 1, messages: client.texts.length, bytes, end: "stopped" });
    }
    const [answer] = linesOf(folder, "rest.jsonl");
    expect(answer).toMatchObject({ url: path, status: 200 });
    expect(JSON.parse(answer?.text ?? "").bids).toEqual(bids);
    expect(answers).toEqual({ 200: 1 });
    const received = [...all.texts, ...one.texts].filter((text) => !text.includes('"id":'));
    expect(Object.values(streams).reduce((sum, count) => sum + count, 0)).toBe(received.length);
    expect(JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"))).toMatchObject({ seed: "7", connections, streams, answers });
  });
});

describe("a rate", () => {
  const START_MS = Date.UTC(2026, 0, 5);

  /** Messages sent in each second after the start, by symbol. */
  function secondsOf(lines: readonly { ms: number; text: string }[], fromMs: number): Map<string, number[]> {
    const seconds = new Map<string, number[]>();
    for (const { ms, text } of lines) {
      const symbol = /^\{"stream":"(\w+)@/.exec(text)?.[1];
      if (symbol === undefined || ms < fromMs) continue;
      const counts = seconds.get(symbol) ?? [];
      const at = Math.floor((ms - fromMs) / 1_000);
      counts[at] = (counts[at] ?? 0) + 1;
      seconds.set(symbol, counts);
    }
    return seconds;
  }

  async function expectExact(rate: number): Promise<void> {
    const folder = openFolder();
    const exchange = await openExchange({ symbols: 4, rate, truth: folder, startMs: START_MS });
    const client = await StreamClient.connect(exchange, "/stream");
    await client.ask("SUBSCRIBE", streamsOf(exchange.symbols));
    const subscribedMs = exchange.connections[0]?.openedMs ?? Number.NaN;
    await client.until(() => client.texts.length > 4 * rate * 2.7);
    await exchange.stop();
    const lines = linesOf(folder, "connection-1.jsonl");
    // From any moment after the subscription's answer, not only from a whole second of the clock.
    for (const lateMs of [100, 137.3, 555.5]) {
      const seconds = secondsOf(lines, subscribedMs + lateMs);
      for (const symbol of exchange.symbols) expect([symbol, ...(seconds.get(symbol.toLowerCase()) ?? [])].slice(0, 3)).toEqual([symbol, rate, rate]);
    }
    const kinds = lines.map(({ text }) => /@([\w@]+)",/.exec(text)?.[1]);
    for (const kind of MIX) expect(kinds.filter((other) => other === kind).length).toBeGreaterThan(rate / 10);
  }

  test("of few or many messages a second is kept exactly by every symbol over any whole second", async () => {
    await Promise.all([3, 100, 257].map(expectExact));
  });

  test("of a burst is kept by all symbols together", async () => {
    const folder = openFolder();
    const bursts = [{ atSeconds: 1, perSecond: 2_003, seconds: 1 }];
    const exchange = await openExchange({ symbols: 5, rate: 20, bursts, seconds: 3, truth: folder, startMs: START_MS });
    const client = await StreamClient.connect(exchange, "/stream");
    await client.ask("SUBSCRIBE", streamsOf(exchange.symbols));
    await exchange.halted;
    await exchange.stop();
    const lines = linesOf(folder, "connection-1.jsonl").filter(({ text }) => text.includes('"data"'));
    const between = (from: number, to: number): number =>
      // Messages leave 0.6 ms after what they tell of.
      lines.filter(({ ms }) => ms - 0.6 >= START_MS + from * 1_000 && ms - 0.6 < START_MS + to * 1_000).length;
    expect([between(1, 2), between(2, 3)]).toEqual([2_003, 100]);
  });
});
