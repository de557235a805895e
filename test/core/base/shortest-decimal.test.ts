import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalPlaces, plainDecimal } from "../../../src/core/base/shortest-decimal.ts";

describe("shortest text of a number as plain decimal text", () => {
  test.each([
    ["1e-8", "0.00000001"],
    ["1.25e-7", "0.000000125"],
    ["1e+21", "1000000000000000000000"],
    ["1.5E3", "1500"],
    ["12.5e1", "125"],
    ["0.01", "0.01"],
    ["100", "100"],
    ["-2.5e-1", "-0.25"],
    ["0", "0"],
  ])("%s is %s", (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  test.each(["", "NaN", "Infinity", "0x10", "1e", "1.", ".5", "1e99999", "1 ", "--1"])("%j is none", (text) => {
    expect(plainDecimal(text)).toBeUndefined();
  });

  test("keeps the value of every double, and writes no exponent", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const plain = plainDecimal(String(value)) ?? "";
        expect(plain).toMatch(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/);
        expect(Number(plain)).toBe(value + 0);
      }),
    );
  });
});

describe("the decimals that a step shows", () => {
  test.each([
    ["0.01", 2],
    ["0.0100", 2],
    ["0.00001", 5],
    ["1", 0],
    ["1.00", 0],
    ["5", 0],
    ["0.5", 1],
    ["12.250", 2],
  ])("%s: %i", (step, places) => {
    expect(decimalPlaces(step)).toBe(places);
  });

  test("are not known of a text that is no decimal", () => {
    for (const text of ["", "1e-8", "-0.1", "x"]) expect(decimalPlaces(text)).toBeUndefined();
  });
});
