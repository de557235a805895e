import { describe, expect, test } from "vitest";
import { Step } from "../../src/simulator/step.ts";

describe("a step of price or quantity", () => {
  test.each([
    ["0.01", 6_173_763, "61737.63000000"],
    ["0.00000001", 1_234, "0.00001234"],
    ["0.00001", 1, "0.00001000"],
    ["0.05", 3, "0.15000000"],
    ["1", 800_400_163, "800400163.00000000"],
    ["1.00000000", 0, "0.00000000"],
    ["10", 7, "70.00000000"],
    ["0.1", 9_007_199_254_740_991, "900719925474099.10000000"],
  ])("of %s taken %d times is written %s", (size, count, text) => {
    expect(new Step(size).text(count)).toBe(text);
  });

  test.each(["0", "-0.01", "", "1e-8", "0.000000001", "x"])("of %j is refused", (size) => {
    expect(() => new Step(size)).toThrow(RangeError);
  });

  test("has no text for a count that a double does not hold, a part, or less than nothing", () => {
    const step = new Step("0.02");
    for (const count of [2 ** 53, 0.25, -1, Number.NaN]) expect(() => step.text(count)).toThrow(RangeError);
  });

  test("rounds a value to the nearest count, and to 1 rather than none", () => {
    const step = new Step("0.001");
    expect([step.nearest(1.2434), step.nearest(1.2436), step.nearest(0.0001)]).toEqual([1_243, 1_244, 1]);
  });
});
