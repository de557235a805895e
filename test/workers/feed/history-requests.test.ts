import { describe, expect, test } from "vitest";
import { type FeedEvent, feedEventSchema } from "../../../src/core/contract/live.ts";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import { BINANCE_SPOT_LIVE } from "../../../src/core/venues/binance/live.ts";
import { FakeTime } from "./fake-world.ts";
import { HistoryRequests } from "../../../src/workers/feed/history-requests.ts";
import { RestAllowance } from "../../../src/workers/feed/rest-allowance.ts";
import { RestClient } from "../../../src/workers/feed/rest-client.ts";
import type { RestAnswer } from "../../../src/workers/feed/world.ts";

type Found = Extract<FeedEvent, { type: "history.found" }>;

const MINUTE_MS = 60_000;
const NOW_MS = 1_800_000_000_000;

/** Candles for charts over a REST side that answers `answer`. */
function history(answer: (url: string) => Promise<{ status: number; body: string }>) {
  const asked: string[] = [];
  const told: Found[] = [];
  const time = new FakeTime();
  time.wallOffsetMs = NOW_MS - time.nowMs;
  const request = async (url: string): Promise<RestAnswer> => {
    asked.push(url);
    const { status, body } = await answer(url);
    return { status, body: new TextEncoder().encode(body), header: () => null };
  };
  const { clock, schedule } = time;
  const allowance = new RestAllowance({ weightPerMinute: 1_000, mostInFlight: 10, usedWeightHeader: "x-used" }, null);
  const few = new RestAllowance({ weightPerMinute: 4, mostInFlight: 1, usedWeightHeader: "" }, allowance);
  const requests = new HistoryRequests({
    profile: BINANCE_SPOT_LIVE,
    restUrl: "https://rest",
    rest: new RestClient({ clock, schedule, random: () => 0.5, request }, allowance),
    background: new RestClient({ clock, schedule, random: () => 0.5, request }, few),
    clock,
    tell: (event) => {
      const text = JSON.stringify(event);
      expect(text.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      told.push(feedEventSchema.parse(JSON.parse(text)) as Found);
    },
  });
  return { requests, asked, told, time };
}

/** An answer of so many minutes that ends with the present one. */
function klines(count: number): string {
  const first = Math.floor(NOW_MS / MINUTE_MS) * MINUTE_MS - (count - 1) * MINUTE_MS;
  const rows = Array.from({ length: count }, (_, n) => {
    const openTime = first + n * MINUTE_MS;
    const amount = "1234567890123456789012.12345678901234567";
    return [openTime, amount, amount, amount, amount, amount, openTime + MINUTE_MS - 1, amount, 1_234_567, amount, amount, "0"];
  });
  return JSON.stringify(rows);
}

describe("the exchange's own candles", () => {
  test("come whole, in order, in messages that may be sent, the present minute not final", async () => {
    const { requests, asked, told } = history(async () => ({ status: 200, body: klines(1_000) }));
    requests.want("binance:BTCUSDT", "1m");
    await expect.poll(() => told.at(-1)?.last).toBe(true);
    expect(asked).toEqual(["https://rest/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1000"]);
    expect(told.length).toBeGreaterThan(1);
    expect(told.slice(0, -1).every(({ last }) => !last)).toBe(true);
    const rows = told.flatMap((event) => event.rows);
    expect(rows).toHaveLength(1_000);
    expect(rows.every(({ openTime }, n) => n === 0 || openTime - (rows[n - 1]?.openTime ?? 0) === MINUTE_MS)).toBe(true);
    expect(rows.map(({ final }) => final)).toEqual([...Array.from({ length: 999 }, () => true), false]);
  });

  test("are asked for once while the answer is on its way, and again after it", async () => {
    const { requests, asked, told } = history(async () => ({ status: 200, body: "[]" }));
    requests.want("binance:BTCUSDT", "1m");
    requests.want("binance:BTCUSDT", "1m");
    await expect.poll(() => told.length).toBe(1);
    requests.want("binance:BTCUSDT", "1m");
    await expect.poll(() => told.length).toBe(2);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ["that the exchange refuses", async () => ({ status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}' }), "Invalid symbol"],
    ["that are nonsense", async () => ({ status: 200, body: "<html>" }), "holds no candles"],
    ["that cannot be had", () => Promise.reject(new Error("no answer in time")), "no answer in time"],
  ] as const)("%s are none, with the reason", async (_, answer, reason) => {
    const { requests, told, time } = history(answer);
    requests.want("binance:NOPE", "1m");
    await time.advance(60_000);
    await expect
      .poll(() => told)
      .toEqual([
        { type: "history.found", instrument: "binance:NOPE", interval: "1m", rows: [], last: true, reason: expect.stringContaining(reason) },
      ]);
  });

  test("of which a few of the latest are enough can wait, and nobody waits for them", async () => {
    const { requests, asked, told, time } = history(async () => ({ status: 200, body: klines(3) }));
    const symbols = ["A", "B", "C", "D", "E"].map((letter) => `binance:${letter}USDT`);
    for (const symbol of symbols) requests.want(symbol, "30m", 49);
    requests.want("binance:AUSDT", "30m");
    await time.advance(1_000);
    expect(asked.filter((url) => url.endsWith("limit=49"))).toHaveLength(2); // 2 each, of 4 a minute
    expect(asked.filter((url) => url.endsWith("limit=1000"))).toHaveLength(1);
    expect(told.filter(({ last }) => last).map(({ instrument, most }) => [instrument, most])).toContainEqual(["binance:AUSDT", undefined]);
    await time.advance(3 * MINUTE_MS);
    expect(told.filter(({ most, last }) => most === 49 && last).map(({ instrument }) => instrument)).toEqual(symbols);
  });
});
