import { describe, expect, test } from "vitest";
import { readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import { baseOf, INTERVALS, intervalNamed, openTimeOf } from "../../../src/core/candles/interval.ts";

describe("an interval", () => {
  test.each([
    ["1s", "2024-08-08T23:59:59.999Z", "2024-08-08T23:59:59Z"],
    ["15s", "2024-08-08T23:59:59.999Z", "2024-08-08T23:59:45Z"],
    ["3m", "2024-08-08T23:59:59.999Z", "2024-08-08T23:57:00Z"],
    ["4h", "2024-08-08T23:59:59.999Z", "2024-08-08T20:00:00Z"],
    ["1d", "2024-08-08T23:59:59.999Z", "2024-08-08T00:00:00Z"],
    ["1w", "2024-08-08T23:59:59.999Z", "2024-08-05T00:00:00Z"],
    ["1w", "2024-08-05T00:00:00.000Z", "2024-08-05T00:00:00Z"],
    ["1w", "1970-01-01T00:00:00.000Z", "1969-12-29T00:00:00Z"],
  ])("of %s holds %s in the candle of %s: days begin at midnight UTC, weeks on Monday", (name, event, open) => {
    const interval = intervalNamed(name);
    if (interval === undefined) throw new Error(name);
    expect(openTimeOf(interval, Date.parse(event))).toBe(Date.parse(open));
  });

  test("is a whole number of its base candles, which never straddle its edge", () => {
    for (const interval of INTERVALS) {
      const base = baseOf(interval);
      expect(interval.ms % base.ms).toBe(0);
      expect(openTimeOf(base, interval.originMs)).toBe(interval.originMs);
    }
  });
});

describe("a kind of candles as a person writes it", () => {
  test.each(["1s", "5m", "1w", "tick:100", "volume:0.25", "dollar:1000000", "range:10"])("may be %s", (text) => {
    expect(readCandleKind(text)?.name).toBe(text);
  });

  test.each([
    "",
    "2m",
    "1M",
    "60s",
    "tick",
    "tick:",
    "tick:0",
    "tick:1.5",
    "tick:-1",
    "volume:1e6",
    "range:10:2",
    "ticks:5",
    "constructor",
    "volume:NaN",
  ])("may not be %j", (text) => expect(readCandleKind(text)).toBeUndefined());
});
