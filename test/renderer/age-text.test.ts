import { expect, test } from "vitest";
import { ageText, utcText } from "../../src/renderer/watchlist/age-text.ts";

test.each([
  [-5, "0s"],
  [999, "0s"],
  [59_999, "59s"],
  [60_000, "1m 00s"],
  [3_599_999, "59m 59s"],
  [3_600_000, "1h 00m"],
  [26 * 3_600_000, "1d 02h"],
])("an age of %s ms reads %s", (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

test("the clock is UTC to the millisecond, and a dash where there is no such time", () => {
  expect(utcText(1_723_161_599_123.9)).toBe("2024-08-08 23:59:59.123");
  expect(utcText(Number.NaN)).toBe("—");
  expect(utcText(1e300)).toBe("—");
});
