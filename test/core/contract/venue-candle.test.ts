import { describe, expect, test } from "vitest";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import { candleMessages, venueCandleSchema } from "../../../src/core/contract/venue-candle.ts";

const LONG = "9".repeat(60);
const AMOUNTS = { open: LONG, high: LONG, low: LONG, close: LONG, volume: LONG, quoteVolume: LONG, takerBase: LONG, takerQuote: LONG };
const COUNTS = { trades: Number.MAX_SAFE_INTEGER, revision: Number.MAX_SAFE_INTEGER };
const candles = (count: number) =>
  Array.from({ length: count }, (_, openTime) =>
    venueCandleSchema.parse({ openTime, ...AMOUNTS, ...COUNTS, final: false, complete: false, unbroken: false }),
  );

describe("candles on their way to a chart", () => {
  test.for([0, 1, 79, 80, 81, 160, 500])("%i of them come in their order, and the last message alone is the last", (count) => {
    const messages = candleMessages(candles(count));
    expect(messages.flatMap(({ rows }) => rows)).toEqual(candles(count));
    expect(messages.map(({ last }) => last)).toEqual(messages.map((_, at) => at === Math.max(0, Math.ceil(count / 80) - 1)));
  });

  test("stay below a message's bound with the longest amounts there may be", () => {
    for (const { rows } of candleMessages(candles(200))) expect(JSON.stringify(rows).length).toBeLessThan(MAX_MESSAGE_BYTES - 1_000);
  });
});
