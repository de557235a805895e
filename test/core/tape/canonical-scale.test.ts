import { describe, expect, test } from "vitest";
import { CanonicalScale } from "../../../src/core/tape/canonical-scale.ts";

describe("the canonical scale", () => {
  test("is the shortest at which all prices and all quantities are integers", () => {
    const canonical = new CanonicalScale({ price: 8, qty: 8 });
    for (const price of [6_180_020_000_000, 6_180_010_000_000]) canonical.seePrice(price);
    for (const qty of [600_000, 19_900_000]) canonical.seeQty(qty);
    expect(canonical.scale).toEqual({ price: 1, qty: 3 });
    const reduce = canonical.reducer();
    expect(reduce.price(6_180_020_000_000)).toBe(618_002);
    expect(reduce.qty(600_000)).toBe(6);
    expect(reduce.quote(6_180_020n * 600_000n * 10n ** 6n)).toBe(618_002 * 6);
  });

  test("leaves room for turnover with more digits than any price still held", () => {
    const canonical = new CanonicalScale({ price: 2, qty: 1 });
    canonical.seePrice(10_000);
    canonical.seeQty(5);
    canonical.seeQuote(50_025);
    expect(canonical.scale).toEqual({ price: 2, qty: 1 });
  });

  test("gives prices more decimals than they are held at where the quantities need fewer than the turnover", () => {
    const canonical = new CanonicalScale({ price: 2, qty: 3 });
    canonical.seePrice(2);
    canonical.seeQty(109_640);
    canonical.seeQuote(141_186);
    expect(canonical.scale).toEqual({ price: 3, qty: 2 });
    const reduce = canonical.reducer();
    expect([reduce.price(2), reduce.qty(109_640), reduce.quote(141_186)]).toEqual([20, 10_964, 141_186]);
  });

  test("is found for integers past 2^53, and at scales past what a double's powers of ten reach", () => {
    const canonical = new CanonicalScale({ price: 30, qty: 0 });
    canonical.seePrice(5n * 10n ** 29n);
    canonical.seePrice(0);
    expect(canonical.scale).toEqual({ price: 1, qty: 0 });
    expect(canonical.reducer().price(5n * 10n ** 29n)).toBe(5);
    expect(canonical.reducer().price(0)).toBe(0);
    canonical.seePrice(7);
    expect(canonical.scale.price).toBe(30);
  });

  test("is 0 for a state that holds nothing", () => {
    expect(new CanonicalScale({ price: 9, qty: 9 }).scale).toEqual({ price: 0, qty: 0 });
  });
});
