import { describe, expect, test } from "vitest";
import type { FrameKind } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import { reportBook, reportTrades } from "../../src/core/desk/instrument-report.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import { FrameRecorder } from "../../src/simulator/frame-recorder.ts";
import { STREAM_KINDS } from "../../src/simulator/stream-hub.ts";
import { dataOf, get, openExchange, StreamClient, type TradeData } from "./server-client.ts";

const START_MS = Date.UTC(2026, 0, 8, 10, 36, 59, 500);
/** The desk does without aggregates where a venue has trades; and with one depth stream. */
const KINDS = STREAM_KINDS.filter((kind) => kind !== "aggTrade" && kind !== "depth");

describe("the desk's fold of what the simulated exchange sends", () => {
  test("has every symbol live and true, and rejects nothing", async () => {
    const exchange = await openExchange({ symbols: 3, rate: 120, startMs: START_MS });
    const desk = new Desk({ venue: BINANCE_SPOT });
    const recorder = new FrameRecorder(START_MS);
    let frames = 0;
    const apply = (kind: FrameKind, text: string, url = ""): void => {
      frames++;
      const rxNs = BigInt(START_MS) * 1_000_000n + BigInt(frames);
      desk.apply(recorder.frame({ kind, conn: kind === "rest" ? "rest" : "stream-1", url, text, rxNs }));
    };

    const client = await StreamClient.connect(exchange, "/stream");
    apply("open", "", `${exchange.address.replace("http", "ws")}/stream`);
    const subscribe = JSON.stringify({ method: "SUBSCRIBE", params: exchange.symbols.flatMap((symbol) => KINDS.map((kind) => `${symbol.toLowerCase()}@${kind}`)), id: 1 }); // prettier-ignore
    client.socket.send(subscribe);
    apply("send", subscribe);
    client.socket.on("message", (data: Buffer) => apply("recv", data.toString()));
    await client.until(() => exchange.symbols.every((symbol) => dataOf(client.texts, `${symbol.toLowerCase()}@depth@100ms`).length > 2));
    for (const symbol of exchange.symbols) {
      const path = `/api/v3/depth?symbol=${symbol}&limit=5000`;
      apply("rest", (await get(exchange, path)).text, exchange.address + path);
    }
    await client.until(() => exchange.symbols.every((symbol) => dataOf(client.texts, `${symbol.toLowerCase()}@ticker`).length > 1));
    const { books } = await exchange.stop();
    await client.closed;

    for (const symbol of exchange.symbols) {
      const held = desk.find(`binance:${symbol}`);
      if (!held?.book || !held.analytics) throw new Error(`the desk does not hold ${symbol}`);
      const { lastUpdateId, bids, asks } = books[symbol] ?? { lastUpdateId: 0, bids: [], asks: [] };
      expect(reportBook(held.book)).toMatchObject({
        quality: "live",
        epoch: 1,
        gaps: [],
        lastUpdateId,
        bidLevels: bids.length,
        askLevels: asks.length,
      });
      expect(reportTrades(held.analytics)).toMatchObject({ trades: dataOf<TradeData>(client.texts, `${symbol.toLowerCase()}@trade`).length });
    }
    const { received, rejected, buffered } = desk.ledger.totals();
    expect([received, Object.values(rejected).reduce((sum, count) => sum + count, 0), buffered]).toEqual([frames, 0, 0]);
  });
});
