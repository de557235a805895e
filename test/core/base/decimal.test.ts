import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add, compare, formatDecimal, type Int, MAX_DECIMAL_DIGITS, multiply, narrow, parseDecimal, pow10, rescale, shortestScale, subtract, toNumber,
} from "../../../src/core/base/decimal.ts"; // prettier-ignore

const seed = Date.now() & 0x7fffffff;
const BOUNDARY = 2n ** 53n;

/** Integers of every size, many of them next to 2^53. */
const wide = fc.oneof(
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.bigInt({ min: BOUNDARY - 5n, max: BOUNDARY + 5n }),
  fc.bigInt({ min: -BOUNDARY - 5n, max: -BOUNDARY + 5n }),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
);

function format(text: string): string | undefined {
  const value = parseDecimal(text);
  return value && formatDecimal(value.mantissa, value.scale);
}

describe("a decimal", () => {
  test.each([
    ["61800.20", { mantissa: 618002, scale: 1 }],
    ["61800.00000000", { mantissa: 61800, scale: 0 }],
    ["0.00000001", { mantissa: 1, scale: 8 }],
    ["000.100", { mantissa: 1, scale: 1 }],
    ["-12.340", { mantissa: -1234, scale: 2 }],
    ["0", { mantissa: 0, scale: 0 }],
    ["-0.0", { mantissa: 0, scale: 0 }],
    ["9007199254740991", { mantissa: 2 ** 53 - 1, scale: 0 }],
    ["9007199254740992", { mantissa: 2n ** 53n, scale: 0 }],
    ["9007199254740993", { mantissa: 9007199254740993n, scale: 0 }],
    ["0.9007199254740993", { mantissa: 9007199254740993n, scale: 16 }],
  ])("%s is held exactly, in its shortest form", (text, value) => {
    expect(parseDecimal(text)).toStrictEqual(value);
  });

  test.each(["", "-", ".", "5.", ".5", "+1", "1e5", "1E5", "NaN", "Infinity", "0x10", " 1", "1 ", "1_000", "1,5", "1.2.3", "--1", "١", "1\n"])(
    "%j is no decimal",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  test("of too many digits is refused, but zeros that say nothing are not counted", () => {
    expect(parseDecimal("9".repeat(MAX_DECIMAL_DIGITS))).toBeDefined();
    expect(parseDecimal("9".repeat(MAX_DECIMAL_DIGITS + 1))).toBeUndefined();
    expect(parseDecimal(`0.${"0".repeat(MAX_DECIMAL_DIGITS)}1`)).toBeUndefined();
    expect(parseDecimal(`${"0".repeat(10_000)}7.5${"0".repeat(10_000)}`)).toStrictEqual({ mantissa: 75, scale: 1 });
  });

  test(`is written as its digits are, at any place of the point (seed ${seed})`, () => {
    const digitsOf = (text: string): string => text.replace(/0+$/, "");
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(16), fc.nat(12), fc.boolean(), (large, dropped, scale, negative) => {
        const mantissa = Math.floor(large / 10 ** dropped);
        const digits = String(mantissa).padStart(scale + 1, "0");
        const fraction = digitsOf(digits.slice(digits.length - scale));
        const text = `${digits.slice(0, digits.length - scale)}${fraction === "" ? "" : `.${fraction}`}`;
        expect(formatDecimal(negative ? -mantissa : mantissa, scale)).toBe(negative && mantissa > 0 ? `-${text}` : text);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test(`comes back as the same text, without padding, at any length (seed ${seed})`, () => {
    fc.assert(
      fc.property(wide, fc.nat(45), fc.nat(5), (mantissa, scale, padding) => {
        const text = formatDecimal(narrow(mantissa), scale);
        expect(text).toMatch(/^(?:0|-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?)$/);
        expect(format(text)).toBe(text);
        expect(format((text.includes(".") ? text : `${text}.0`) + "0".repeat(padding))).toBe(text);
        const digits = text.replace("-", "").replace(".", "");
        const places = text.includes(".") ? text.length - text.indexOf(".") - 1 : 0;
        expect(BigInt(digits) * 10n ** BigInt(scale - places)).toBe(mantissa < 0n ? -mantissa : mantissa);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test(`adds, subtracts, multiplies and compares as the integers do, across 2^53 (seed ${seed})`, () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        const [x, y] = [narrow(a), narrow(b)];
        const same = (found: Int, expected: bigint): void => {
          expect(found).toBe(narrow(expected)); // the value, and the one representation of it
        };
        same(add(x, y), a + b);
        same(subtract(x, y), a - b);
        expect(multiply(x, y) === narrow(a * b)).toBe(true);
        expect(Math.sign(compare(x, y))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test(`at a larger scale is the same value, and comes back (seed ${seed})`, () => {
    fc.assert(
      fc.property(wide, fc.nat(20), fc.nat(20), (value, from, more) => {
        const x = narrow(value);
        const grown = rescale(x, from, from + more);
        expect(BigInt(grown)).toBe(value * 10n ** BigInt(more));
        expect(rescale(grown, from + more, from)).toBe(x);
        const least = shortestScale(x, from);
        expect(formatDecimal(rescale(x, from, least), least)).toBe(formatDecimal(x, from));
        if (least > 0) expect(() => rescale(x, from, least - 1)).toThrow(RangeError);
      }),
      { seed, numRuns: 2000 },
    );
  });

  test("knows powers of ten on both sides of 2^53", () => {
    expect(pow10(0)).toBe(1);
    expect(pow10(15)).toBe(1e15);
    expect(pow10(16)).toBe(10n ** 16n);
  });

  test(`is rounded to the nearest double only when it is asked for one (seed ${seed})`, () => {
    fc.assert(
      fc.property(wide, fc.nat(30), (value, scale) => {
        const x = narrow(value);
        expect(toNumber(x, scale)).toBe(Number(formatDecimal(x, scale)));
      }),
      { seed, numRuns: 1000 },
    );
  });
});
