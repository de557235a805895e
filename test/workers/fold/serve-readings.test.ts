import { describe, expect, test } from "vitest";
import { PortChannel } from "../../../src/core/contract/port-channel.ts";
import { readingSchema, type SymbolTold } from "../../../src/core/contract/symbol-reading.ts";
import { AnalyticsPart } from "../../../src/core/desk/analytics-part.ts";
import type { Trade } from "../../../src/core/market/trade.ts";
import { serveReadings } from "../../../src/workers/fold/serve-readings.ts";

const MINUTE = 60_000;

const trade = (id: number, eventMs: number, price: number): Trade => ({
  firstId: id,
  lastId: id,
  price,
  qty: 1,
  scale: { price: 2, qty: 0 },
  side: "buy",
  eventMs,
  counts: true,
});

/** An analytics worker that holds one instrument with a trade a minute, and a reader's port to it. */
function reader(trades: number, convention?: Parameters<typeof serveReadings>[1]["convention"]) {
  const part = new AnalyticsPart();
  for (let minute = 0; minute < trades; minute++) part.analytics.onTrade(trade(minute + 1, minute * MINUTE, 10_000 + minute));
  const told: SymbolTold[] = [];
  const near: PortChannel = new PortChannel(
    (envelope) => far.receive(envelope),
    () => {},
  );
  const far: PortChannel = new PortChannel(
    (envelope) => near.receive(envelope),
    (port) => serveReadings(port, { find: (id) => (id === "v:A" ? part : null), convention }),
  );
  const port = near.open();
  port.onMessage((message) => told.push(readingSchema.parse(JSON.parse(message as string))));
  const ask = (instrument: string, ticker: boolean): SymbolTold | undefined => {
    port.post(JSON.stringify({ type: "symbol.read", instrument, ticker }));
    return told.at(-1);
  };
  return { ask };
}

describe("what an analytics worker tells a screen", () => {
  test("is an instrument's recorded minutes of the last hour, its event time and, where asked for, its windows", () => {
    const { ask } = reader(100);
    const { reading } = ask("v:A", true) ?? {};
    expect(reading?.eventMs).toBe(99 * MINUTE);
    expect(reading?.minutes.at(-1)).toMatchObject({ openTime: 99 * MINUTE, close: "100.99", final: false, unbroken: true });
    expect(reading?.minutes.length).toBeGreaterThanOrEqual(60);
    expect(reading?.ticker?.windows["5m"]).toMatchObject({ trades: 5, exact: true, covered: true });
    expect(ask("v:A", false)?.reading?.ticker).toBeNull();
  });

  test("is nothing of an instrument that another worker holds, or of which nothing has come", () => {
    expect(reader(3).ask("v:B", true)).toEqual({ type: "symbol.told", instrument: "v:B", reading: null });
    expect(reader(0).ask("v:A", true)?.reading).toBeNull();
  });

  test("is drawn as the venue draws its own candles", () => {
    const minutes = reader(3, { open: "previous-close" }).ask("v:A", false)?.reading?.minutes;
    expect(minutes?.map(({ open }) => open)).toEqual(["100", "100", "100.01"]);
  });
});
