import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { BINANCE_SPOT_LIVE } from "../../../src/core/venues/binance/live.ts";
import { candleRows } from "../../../src/workers/ccxt/candle-rows.ts";
import { VenueHistory } from "../../../src/workers/ccxt/venue-history.ts";
import { get, openExchange } from "../../simulator/server-client.ts";

const MINUTE_MS = 60_000;
const OPEN_MS = 28_333_333 * MINUTE_MS;

describe("candles through ccxt", () => {
  test("are those that the exchange itself publishes, to the last digit, by its own id and by ccxt's name", async () => {
    const exchange = await openExchange({ symbols: 2 });
    const own = BINANCE_SPOT_LIVE.history;
    const { text } = await get(exchange, own?.path("BTCUSDT", "1m") ?? "");
    const published = own?.read(text, Date.now()) ?? [];
    const byOpen = new Map(published.map((row) => [row.openTime, row]));
    for (const [venue, instrument] of [["binance", "binance:BTCUSDT"], ["ccxt:binance", "ccxt:binance:BTC/USDT"], ["ccxt:binance", "ccxt:binance:BTCUSDT"]] as const) {
      const { rows, reason } = await new VenueHistory(venue, exchange.address, () => Date.now()).candles(instrument, "1m");
      expect(reason).toBe("");
      const shared = rows.filter(({ openTime, final }) => final && byOpen.has(openTime));
      expect(shared.length).toBeGreaterThan(400);
      for (const row of shared) expect(figures(row)).toEqual(figures(byOpen.get(row.openTime) as CandleRow));
    }
  }); // prettier-ignore

  test("that cannot be had have a reason", async () => {
    const exchange = await openExchange({ symbols: 1 });
    const history = new VenueHistory("binance", exchange.address, () => Date.now());
    expect(await history.candles("binance:NOPE", "1m")).toEqual({ rows: [], reason: 'there is no market "NOPE"' });
    const down = new VenueHistory("binance", "http://127.0.0.1:1", () => Date.now());
    expect((await down.candles("binance:BTCUSDT", "1m")).reason).toContain("ECONNREFUSED");
    expect(() => new VenueHistory("nowhere", null, () => 0)).toThrow('ccxt does not have the venue "nowhere"');
  });

  test("come oldest first, each minute once, with plain decimals, and are final when their minute has passed", () => {
    const rows = candleRows(
      [
        [OPEN_MS + MINUTE_MS, 2, 3, 1, 2, 0],
        [OPEN_MS, 1e-7, 2e-7, 1e-8, 1.5e-7, 1e21],
        [OPEN_MS + MINUTE_MS, 2, 4, 1, 3, 5],
      ],
      MINUTE_MS,
      OPEN_MS + MINUTE_MS,
    );
    expect(rows?.map(({ openTime, final }) => [openTime, final])).toEqual([
      [OPEN_MS, true],
      [OPEN_MS + MINUTE_MS, false],
    ]);
    expect(rows?.[0]).toMatchObject({ open: "0.0000001", volume: "1000000000000000000000" });
    expect(rows?.[1]).toMatchObject({ high: "4", close: "3" });
  });

  test.each([
    ["no list", {}],
    ["a row that is none", [7]],
    ["a price that is no number", [[OPEN_MS, Number.NaN, 1, 1, 1, 1]]],
    ["a price that is missing", [[OPEN_MS, 1, 1, 1]]],
    ["a negative volume", [[OPEN_MS, 1, 1, 1, 1, -1]]],
    ["a time within a minute", [[OPEN_MS + 1, 1, 1, 1, 1, 1]]],
    ["a time before all times", [[-MINUTE_MS, 1, 1, 1, 1, 1]]],
  ])("are none where the answer holds %s", (_, answer) => {
    expect(candleRows(answer, MINUTE_MS, OPEN_MS)).toBeNull();
  });
});

function figures({ open, high, low, close, volume }: CandleRow): number[] {
  return [open, high, low, close, volume].map(Number);
}
