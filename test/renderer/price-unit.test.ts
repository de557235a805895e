import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { priceUnit } from "../../src/renderer/chart/price-unit.ts";

describe("how prices are drawn", () => {
  test("is as they are, with their decimals, where they can be counted", () => {
    expect(priceUnit(91_220.21, 2)).toEqual({ unit: 1, places: 2 });
    expect(priceUnit(0.000_001_234, 10)).toEqual({ unit: 1, places: 10 });
    expect(priceUnit(0.5, 18)).toEqual({ unit: 1, places: 12 });
    expect(priceUnit(0, 0)).toEqual({ unit: 1, places: 0 });
  });

  test("is with fewer decimals, and beyond 10^15 in units, whatever comes", () => {
    expect(priceUnit(1_234_567_890, 12)).toEqual({ unit: 1, places: 5 });
    expect(priceUnit(1.2345e19, 4)).toEqual({ unit: 100_000, places: 0 });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), fc.nat({ max: 40 }), (greatest, decimals) => {
        const { unit, places } = priceUnit(greatest, decimals);
        expect((greatest / unit) * 10 ** places).toBeLessThan(2 ** 53);
      }),
    );
  });
});
