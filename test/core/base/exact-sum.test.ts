import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../../src/core/base/decimal.ts";
import { ExactSum } from "../../../src/core/base/exact-sum.ts";

const seed = Date.now() & 0x7fffffff;
const term = fc.oneof(
  fc.bigInt({ min: -100n, max: 100n }),
  fc.bigInt({ min: -(2n ** 53n) - 3n, max: -(2n ** 53n) + 3n }),
  fc.bigInt({ min: 2n ** 52n - 3n, max: 2n ** 52n + 3n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
);

describe("an exact sum", () => {
  test(`equals the sum of the integers, and leaves nothing behind when they are taken away in another order (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 40 }), (terms) => {
        const sum = new ExactSum();
        for (const value of terms) sum.add(narrow(value));
        const total = terms.reduce((a, b) => a + b, 0n);
        expect(sum.value()).toBe(narrow(total));
        for (const value of terms.toReversed()) sum.subtractSum(ExactSum.of(narrow(value)));
        expect(sum.value()).toBe(0);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test(`of products does not round where a double would (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(term, term), { maxLength: 10 }), fc.nat(20), (pairs, places) => {
        const sum = new ExactSum();
        for (const [a, b] of pairs) sum.addProduct(narrow(a), narrow(b));
        const total = pairs.reduce((all, [a, b]) => all + a * b, 0n);
        expect(sum.value()).toBe(narrow(total));
        const twice = ExactSum.of(narrow(total));
        twice.addSum(sum);
        expect(twice.value()).toBe(narrow(total * 2n));
        sum.shift(places);
        expect(sum.value()).toBe(narrow(total * 10n ** BigInt(places)));
      }),
      { seed, numRuns: 1000 },
    );
  });

  test("keeps the ones that a float sum would lose", () => {
    const sum = ExactSum.of(2 ** 53 - 1);
    for (let i = 0; i < 4; i++) sum.add(1);
    expect(sum.value()).toBe(9007199254740995n);
    let float = 2 ** 53 - 1;
    for (let i = 0; i < 4; i++) float += 1;
    expect(BigInt(float)).not.toBe(sum.value());
  });
});
