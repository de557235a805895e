import { describe, expect, test } from "vitest";
import { vwap } from "../../../src/core/indicators/vwap.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";
import { candleOf } from "./candle-fixture.ts";

describe("session VWAP", () => {
  const candle = (openTime: number, volume: number, quoteVolume: number) => candleOf({ close: 0, openTime, volume, quoteVolume });

  test("is turnover over volume since midnight UTC", () => {
    const indicator = vwap.create({});
    indicator.update(candle(MIDNIGHT, 2, 200));
    indicator.update(candle(MIDNIGHT + MINUTE, 1, 130));
    expect(indicator.values[0]).toBe(110);
  });

  test("starts anew at midnight, for a forming candle too", () => {
    const indicator = vwap.create({});
    indicator.update(candle(MIDNIGHT - MINUTE, 2, 200));
    indicator.replace(candle(MIDNIGHT, 1, 130));
    expect(indicator.values[0]).toBe(130);
    indicator.update(candle(MIDNIGHT, 1, 130));
    expect(indicator.values[0]).toBe(130);
  });

  test("has no value while nothing was traded", () => {
    const indicator = vwap.create({});
    indicator.update(candle(MIDNIGHT, 0, 0));
    expect(indicator.values[0]).toBeNaN();
  });
});
