import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, BytesError, ByteWriter } from "../../../src/core/base/bytes.ts";
import { type Int, narrow } from "../../../src/core/base/decimal.ts";

const seed = Date.now() & 0x7fffffff;

function written(write: (w: ByteWriter) => void, capacity?: number): Uint8Array<ArrayBuffer> {
  const w = new ByteWriter(capacity);
  write(w);
  return w.finish();
}

/** Integers around each power of two where the encoding grows by a byte, changes its algorithm or leaves the doubles. */
const integer = fc
  .tuple(fc.integer({ min: 0, max: 130 }), fc.bigInt({ min: -3n, max: 3n }), fc.boolean())
  .map(([bits, offset, negative]) => (negative ? -1n : 1n) * (2n ** BigInt(bits) + offset));

describe("canonical bytes", () => {
  test(`give back every integer, and are the same for a number and an equal bigint (seed ${seed})`, () => {
    fc.assert(
      fc.property(integer, (value) => {
        const bytes = written((w) => w.int(value));
        const r = new ByteReader(bytes);
        expect(r.int()).toBe(narrow(value));
        expect(r.done).toBe(true);
        const number = Number(value);
        if (Number.isSafeInteger(number)) expect(written((w) => w.int(number))).toStrictEqual(bytes);
      }),
      { seed, numRuns: 3000 },
    );
  });

  test.each([0, 1, -1, 5, -5, 2 ** 51 - 1, 2 ** 51, 2 ** 51 + 1, -(2 ** 51), 2 ** 52, 2 ** 53 - 1, -(2 ** 53 - 1)])(
    "are one and the same for %d and its bigint",
    (value) => {
      expect(written((w) => w.int(value))).toStrictEqual(written((w) => w.int(BigInt(value))));
    },
  );

  test("do not tell 0 from -0, nor one NaN from another", () => {
    expect(written((w) => w.int(-0))).toStrictEqual(written((w) => w.int(0)));
    const other = new DataView(new ArrayBuffer(8));
    other.setBigUint64(0, 0xfff8000000000001n);
    expect(written((w) => w.f64(other.getFloat64(0)))).toStrictEqual(written((w) => w.f64(Number.NaN)));
  });

  test(`give back any sequence of values from a buffer that had to grow (seed ${seed})`, () => {
    const value = fc.oneof(
      fc.record({ kind: fc.constant("uint" as const), value: fc.maxSafeNat() }),
      fc.record({ kind: fc.constant("int" as const), value: integer.map(narrow) }),
      fc.record({ kind: fc.constant("bool" as const), value: fc.boolean() }),
      fc.record({ kind: fc.constant("u8" as const), value: fc.nat(255) }),
      fc.record({ kind: fc.constant("f64" as const), value: fc.double() }),
      fc.record({ kind: fc.constant("string" as const), value: fc.string({ unit: "grapheme" }) }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const bytes = written((w) => {
          for (const item of values) (w[item.kind] as (value: unknown) => void).call(w, item.value);
        }, 1);
        const r = new ByteReader(bytes);
        expect(values.map((item): Int | boolean | string => r[item.kind]())).toStrictEqual(values.map((item) => item.value));
        expect(r.done).toBe(true);
      }),
      { seed, numRuns: 1000 },
    );
  });

  test("refuse to write what is no unsigned safe integer", () => {
    for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => written((w) => w.uint(wrong))).toThrow(RangeError);
  });

  test("cut anywhere end in an error that says so, never in a value", () => {
    const bytes = written((w) => {
      w.uint(2 ** 40);
      w.int(-(2n ** 70n));
      w.f64(1.5);
      w.string("BTCUSDT");
    });
    for (let length = 0; length < bytes.length; length++) {
      const r = new ByteReader(bytes.subarray(0, length));
      expect(() => [r.uint(), r.int(), r.f64(), r.string()]).toThrow(BytesError);
    }
  });

  test("with a length past 2^53 are an error", () => {
    expect(() => new ByteReader(new Uint8Array(12).fill(0xff)).uint()).toThrow(BytesError);
    expect(() => new ByteReader(Uint8Array.of(...Array.from({ length: 8 }, () => 0xff), 1)).uint()).toThrow(BytesError);
  });
});
