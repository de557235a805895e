import { expect, test } from "vitest";
import { FlashRate } from "../../src/renderer/watchlist/flash-rate.ts";

/** Paints all of ten rows `perSecond` times a second for two seconds. */
function paint(rate: FlashRate, time: { ms: number }, perSecond: number): boolean {
  for (let n = 0; n < 2 * perSecond; n++) {
    time.ms += 1_000 / perSecond;
    rate.painted(10, 10);
  }
  return rate.useful;
}

test("cells flash while changes are rare, stop where they would always be lit, and begin again well below", () => {
  const time = { ms: 0 };
  const rate = new FlashRate(() => time.ms);
  expect(paint(rate, time, 2)).toBe(true);
  expect(paint(rate, time, 20)).toBe(false);
  expect(paint(rate, time, 3)).toBe(false);
  expect(paint(rate, time, 1)).toBe(true);
});

test("a busy row among many quiet ones goes on flashing", () => {
  const time = { ms: 0 };
  const rate = new FlashRate(() => time.ms);
  for (let n = 0; n < 120; n++) {
    time.ms += 16;
    rate.painted(1, 100);
  }
  expect(rate.useful).toBe(true);
});
