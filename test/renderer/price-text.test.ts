import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal } from "../../src/core/base/decimal.ts";
import { compactZeros, priceText, volumeText } from "../../src/renderer/watchlist/price-text.ts";

describe("a price", () => {
  test.each([
    [6180020, 2, 2, "61,800.20"],
    [618002, 1, 2, "61,800.20"],
    [61800, 0, 0, "61,800"],
    [1234567, 0, 2, "1,234,567.00"],
    [5, 8, 8, "0.00000005"],
    [0, 0, 2, "0.00"],
    [-1234, 2, 2, "-12.34"],
    [-5, 3, 3, "-0.005"],
    [999, 0, 0, "999"],
    [1000, 0, 0, "1,000"],
    [90071992547409931234567890n, 8, 8, "900,719,925,474,099,312.34567890"],
  ])("of %s at scale %s shows at %s places as %s", (mantissa, scale, places, text) => {
    expect(priceText({ mantissa, scale }, places)).toBe(text);
  });

  test.each([
    ["0.00001234", "0.0₄1234"],
    ["−0.0000000000012", "−0.0₁₁12"],
    ["+0.00000500", "+0.0₅500"],
    ["0.0001234", "0.0001234"],
    ["0.00000000", "0.00000000"],
    ["10.00001", "10.00001"],
    ["1,000.00", "1,000.00"],
  ])("written %s is in a narrow column %s", (text, compact) => {
    expect(compactZeros(text)).toBe(compact);
  });

  test("that is not known is a dash, never a zero", () => {
    expect(priceText(null, 2)).toBe("—");
  });

  test("keeps its exact value, whatever its length", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20), fc.nat(20), (mantissa, scale, places) => {
        const shown = parseDecimal(priceText({ mantissa, scale }, places).replaceAll(",", ""));
        expect(shown && formatDecimal(shown.mantissa, shown.scale)).toBe(formatDecimal(mantissa, scale));
      }),
    );
  });
});

describe("a volume", () => {
  test.each([
    [0, "0.000"],
    [1.5, "1.500"],
    [12.3456, "12.35"],
    [123.456, "123.5"],
    [999.94, "999.9"],
    [999.96, "1.000K"],
    [1234, "1.234K"],
    [12_345_678, "12.35M"],
    [9.876e9, "9.876B"],
    [1.2e13, "12.00T"],
    [null, "—"],
  ])("of %s shows as %s", (value, text) => {
    expect(volumeText(value)).toBe(text);
  });
});
