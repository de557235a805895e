import { describe, expect, test } from "vitest";
import type { ExchangeClient } from "../../../src/workers/ccxt/exchange-client.ts";
import { TradeBackfill } from "../../../src/workers/ccxt/trade-backfill.ts";

const trade = (id: number, extra: object = {}): object => ({
  symbol: "BTC/USDT",
  id: String(id),
  timestamp: 1_000 + id,
  price: 100,
  amount: id,
  ...extra,
});
const range = (from: number, to: number): object[] => Array.from({ length: to - from + 1 }, (_, at) => trade(from + at));

/** What is told after trades 1 to 5, a break, and trade 9, where the exchange lists these past trades. */
async function afterBreak(past: unknown, has = true): Promise<{ told: string[]; outcome: [number, string] }> {
  const told: string[] = [];
  const asked: (number | undefined)[] = [];
  const exchange = {
    id: "kucoin",
    has: { fetchTrades: has },
    fetchTrades: (_: string, sinceMs: number | undefined) => {
      asked.push(sinceMs);
      return Promise.resolve(past);
    },
  } as unknown as ExchangeClient;
  const outcome = await new Promise<[number, string]>((resolve) => {
    const backfill = new TradeBackfill({
      exchange,
      onTrade: (each) => told.push((each as { id: string }).id),
      onFilled: (_, trades, reason) => resolve([trades, reason]),
    });
    for (const each of range(1, 5)) backfill.heard(each);
    backfill.broken("BTC/USDT");
    backfill.broken("BTC/USDT");
    backfill.heard(trade(9));
    backfill.heard(trade(10));
  });
  expect(asked).toEqual(has ? [1_005] : []);
  return { told, outcome };
}

describe("trades that a broken stream did not tell", () => {
  test("are told once each, oldest first, whatever order they come in", async () => {
    expect(await afterBreak(range(3, 10).toReversed())).toEqual({ told: ["6", "7", "8"], outcome: [3, ""] });
  });

  test("are none where nothing was missed", async () => {
    expect(await afterBreak([...range(4, 5), ...range(9, 10)])).toEqual({ told: [], outcome: [0, ""] });
  });

  test("before the last that was told are not new ones, but lie before where the two are joined", async () => {
    expect(await afterBreak(range(-3, 9))).toMatchObject({ told: ["6", "7", "8"] });
  });

  test.each([
    ["do not reach back to the break", range(6, 10), "do not reach back to the break"],
    ["have other ids than the stream's", [trade(4, { amount: 77 }), ...range(5, 8)], "other ids than its stream: 4"],
    ["are no list", { error: "busy" }, "do not reach back to the break"],
    ["have no ids", range(3, 8).map((each) => ({ ...each, id: undefined })), "do not reach back to the break"],
  ])("are left alone, with a reason, where the exchange's %s", async (_, past, reason) => {
    expect(await afterBreak(past)).toEqual({ told: [], outcome: [0, expect.stringContaining(reason)] });
  });

  test("are not asked for where the exchange lists none", async () => {
    expect(await afterBreak([], false)).toEqual({ told: [], outcome: [0, "the exchange lists no past trades"] });
  });
});
