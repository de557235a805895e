import { describe, expect, test } from "vitest";
import type { FrameKind } from "../../../src/core/contract/frame.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { type InstrumentReport, reportBook, reportTrades } from "../../../src/core/desk/instrument-report.ts";
import { venueNamed } from "../../../src/core/venues/all-venues.ts";
import { liveProfileOf } from "../../../src/core/venues/live-profiles.ts";
import { parseDecimal, formatDecimal } from "../../../src/core/base/decimal.ts";
import { DIALECTS, dialectNamed } from "../../../src/simulator/dialects/all-dialects.ts";
import type { Fault } from "../../../src/simulator/faults.ts";
import { FrameRecorder } from "../../../src/simulator/frame-recorder.ts";
import type { BookTruth, RunningExchange } from "../../../src/simulator/start-exchange.ts";
import { get, openExchange, StreamClient } from "../server-client.ts";

/** The venue that hears each dialect, and what its books are once they are known to be true. */
const HEARD = [
  ["binance-usdm", "binance-usdm", "live"],
  ["kraken", "kraken", "live"],
  ["okx", "okx", "live"],
  ["bybit", "bybit-spot", "live"],
  ["coinbase", "coinbase", "live"],
  ["bitget", "bitget-spot", "unverified"],
  ["orders", "bitfinex", "live"],
  ["orders", "bitfinex-orders", "live"],
] as const;

const START_MS = Date.UTC(2026, 0, 8, 10, 36, 59, 500);

/** A desk that hears one exchange over one connection, subscribed as the venue's own profile says it. */
class Listener {
  readonly desk: Desk;
  readonly client: StreamClient;
  readonly exchange: RunningExchange;
  private readonly venueName: string;
  private readonly recorder = new FrameRecorder(START_MS);
  private frames = 0n;

  static async listen(exchange: RunningExchange, venueName: string): Promise<Listener> {
    const listener = new Listener(exchange, venueName, await StreamClient.connect(exchange, "/stream"));
    await listener.subscribe();
    return listener;
  }

  private constructor(exchange: RunningExchange, venueName: string, client: StreamClient) {
    const venue = venueNamed(venueName);
    if (venue === undefined) throw new Error(`there is no venue ${venueName}`);
    this.exchange = exchange;
    this.venueName = venueName;
    this.client = client;
    this.desk = new Desk({ venue });
    client.socket.on("message", (data: Buffer) => this.apply("recv", data.toString()));
  }

  report(symbol: string): InstrumentReport {
    const held = this.desk.find(`${this.venueName}:${symbol}`);
    if (!held?.book || !held.analytics) throw new Error(`the desk does not hold ${symbol}`);
    return { ...reportBook(held.book), ...reportTrades(held.analytics) };
  }

  applied(symbol: string): number {
    return this.desk.find(`${this.venueName}:${symbol}`)?.book?.sync.deltas.applied ?? 0;
  }

  private async subscribe(): Promise<void> {
    const profile = liveProfileOf(this.venueName);
    const route = profile?.addresses(this.exchange.address)?.routes[0];
    if (profile === undefined || route === undefined) throw new Error(`${this.venueName} has no profile`);
    this.apply("open", "", route.socketUrl);
    const streams = this.exchange.symbols.flatMap((symbol) => route.streams(symbol));
    const texts = [...(profile.openingTexts ?? []), ...profile.subscribeTexts(streams, 1)];
    for (const text of texts) {
      this.client.socket.send(text);
      this.apply("send", text);
    }
    if (profile.snapshotPath === undefined) return;
    const isBuffered = (symbol: string): boolean => (this.desk.find(`${this.venueName}:${symbol}`)?.book?.sync.buffer.size ?? 0) > 1;
    await this.client.until(() => this.exchange.symbols.every(isBuffered));
    for (const symbol of this.exchange.symbols) {
      const path = profile.snapshotPath(symbol);
      this.apply("rest", (await get(this.exchange, path)).text, this.exchange.address + path);
    }
  }

  private apply(kind: FrameKind, text: string, url = ""): void {
    const rxNs = BigInt(START_MS) * 1_000_000n + ++this.frames;
    this.desk.apply(this.recorder.frame({ kind, conn: kind === "rest" ? "rest" : "stream-1", url, text, rxNs }));
  }
}

function truthOf({ bids, asks }: BookTruth): string[][][] {
  const shortest = (text: string): string => {
    const { mantissa, scale } = parseDecimal(text) ?? { mantissa: 0, scale: 0 };
    return formatDecimal(mantissa, scale);
  };
  return [bids, asks].map((side) => side.slice(0, 10).map((level) => level.map(shortest)));
}

async function hear(dialectName: string, venueName: string, faults: Fault[] = []): Promise<Listener> {
  const dialect = dialectNamed(dialectName);
  if (dialect === undefined) throw new Error(`there is no dialect ${dialectName}`);
  const exchange = await openExchange({ symbols: 2, dialect, faults });
  return Listener.listen(exchange, venueName);
}

test("every dialect is heard by a test", () => {
  expect(new Set(HEARD.map(([dialect]) => dialect))).toEqual(new Set(DIALECTS.map(({ name }) => name)));
});

describe.each(HEARD)("the dialect %s, as %s hears it", (dialect, venue, quality) => {
  test("gives books that are the exchange's own in the end, and nothing that is refused", async () => {
    const listener = await hear(dialect, venue);
    const { client, desk, exchange } = listener;
    await client.until(() => exchange.symbols.every((symbol) => listener.applied(symbol) > 5 && listener.report(symbol).trades > 0));
    exchange.halt();
    const { books } = await exchange.stop();
    await client.closed;
    for (const symbol of exchange.symbols) {
      const { bids, asks, ...report } = listener.report(symbol);
      expect(report).toMatchObject({ quality, gaps: [], epoch: 1, checksums: { failed: 0 } });
      expect([bids, asks]).toEqual(truthOf(books[symbol] as BookTruth));
    }
    expect(desk.ledger.totals().rejected).toEqual({});
  });
});

/** Those that prove each message of a book; a raw book tells its orders as they happen, and the faults are of depth messages. */
const PROVEN = HEARD.filter(([, venue, quality]) => quality === "live" && venue !== "bitfinex-orders");

describe.each(PROVEN)("a fault of the dialect %s, as %s hears it", (dialect, venue) => {
  test.each(["gap", "reorder", "types"] as const)("of kind %s is a gap of its book, which is never shown wrong", async (kind) => {
    const listener = await hear(dialect, venue, [{ kind, symbol: "BTCUSDT", atMessage: 4 }]);
    const [symbol = ""] = listener.exchange.symbols;
    await listener.client.until(() => listener.desk.find(`${venue}:${symbol}`)?.book?.sync.gaps.length === 1);
    expect(listener.report(symbol)).toMatchObject({ quality: "gap", bids: [], asks: [] });
  });

  test("sends a message twice, and its book stays what it was", async () => {
    const listener = await hear(dialect, venue, [{ kind: "duplicate", symbol: "BTCUSDT", atMessage: 4 }]);
    const [symbol = ""] = listener.exchange.symbols;
    await listener.client.until(() => listener.applied(symbol) > 8);
    expect(listener.report(symbol)).toMatchObject({ quality: "live", gaps: [] });
  });
});

test.each([
  ["kraken", "kraken"],
  ["orders", "bitfinex"],
])("a wrong checksum of the dialect %s is a defect of its book", async (dialect, venue) => {
  const listener = await hear(dialect, venue, [{ kind: "checksum", symbol: "BTCUSDT", atMessage: 4 }]);
  const [symbol = ""] = listener.exchange.symbols;
  await listener.client.until(() => listener.desk.find(`${venue}:${symbol}`)?.book?.sync.gaps.length === 1);
  expect(listener.report(symbol)).toMatchObject({ quality: "gap", checksums: { failed: 1 }, gaps: [{ cause: "checksum" }] });
});
