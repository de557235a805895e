import { describe, expect, test } from "vitest";
import type { FrameKind } from "../../../src/core/contract/frame.ts";
import { formatDecimal } from "../../../src/core/base/decimal.ts";
import type { Trade } from "../../../src/core/market/trade.ts";
import { venueNamed } from "../../../src/core/venues/all-venues.ts";
import { liveProfileOf } from "../../../src/core/venues/live-profiles.ts";
import { dialectNamed } from "../../../src/simulator/dialects/all-dialects.ts";
import { get, openExchange, StreamClient } from "../server-client.ts";
import { frameOf } from "../../core/frames.ts";

/** Venues whose past trades are asked for, and the simulator's dialect of each; its own where none is named. */
const VENUES = [
  ["binance", ""],
  ["binance-usdm", "binance-usdm"],
  ["okx", "okx"],
  ["bybit-spot", "bybit"],
  ["bybit-linear", "bybit"],
] as const;

function valuesOf({ firstId, lastId, uid, eventMs, price, qty, scale, side, counts }: Trade) {
  return { firstId, lastId, uid, eventMs, side, counts, price: formatDecimal(price, scale.price), qty: formatDecimal(qty, scale.qty) };
}

describe.each(VENUES)("past trades of %s", (venueName, dialectName) => {
  test("are the stream's own in every figure, and end with its last", async () => {
    const dialect = dialectNamed(dialectName);
    const exchange = await openExchange({ symbols: 1, rate: 300, ...(dialect === undefined ? {} : { dialect }) });
    const profile = liveProfileOf(venueName);
    const path = profile?.pastTrades?.path(exchange.symbols[0] as string);
    const route = profile?.addresses(exchange.address)?.routes[0];
    if (profile === undefined || path === undefined || route === undefined) throw new Error(`${venueName} does not say how it is asked`);
    const decoder = venueNamed(venueName)?.decoder(() => ["analytics"]);
    const read = (kind: FrameKind, text: string, url = ""): ReturnType<typeof valuesOf>[] =>
      (decoder?.decode(frameOf({ kind, text, url, conn: kind === "rest" ? "rest" : "ws-1", epoch: 1 }, 1)) ?? []).flatMap((message) => {
        if (message.kind === "malformed") throw new Error(message.problem);
        return message.kind === (kind === "rest" ? "past-trade" : "trade") ? [valuesOf(message.trade)] : [];
      });
    const client = await StreamClient.connect(exchange, "/stream");
    const told: ReturnType<typeof valuesOf>[] = [];
    client.socket.on("message", (data: Buffer) => told.push(...read("recv", data.toString())));
    for (const text of profile.subscribeTexts(route.streams(exchange.symbols[0] as string), 1)) client.socket.send(text);
    await client.until(() => told.length > 70);
    exchange.halt();
    const listed = read("rest", (await get(exchange, path)).text, exchange.address + path);
    await client.until(() => told.at(-1)?.lastId === listed.at(-1)?.lastId && told.at(-1)?.uid === listed.at(-1)?.uid);
    expect(listed.length).toBeGreaterThanOrEqual(venueName === "bybit-spot" ? 60 : told.length);
    expect(listed.slice(-told.length)).toEqual(told.slice(-listed.length));
    // What the exchange answers for a symbol it does not have is no trade of anybody.
    const unknown = profile.pastTrades?.path("NONESUCH-NO") ?? "";
    expect(read("rest", (await get(exchange, unknown)).text, exchange.address + unknown)).toEqual([]);
    await exchange.stop();
  });
});
