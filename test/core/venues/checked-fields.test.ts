import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal } from "../../../src/core/base/decimal.ts";
import { NumberText } from "../../../src/core/base/json-lexemes.ts";
import {
  decimal,
  decimalText,
  flag,
  integer,
  isObject,
  isoTimeMs,
  type Json,
  list,
  MalformedMessage,
  object,
  safeInteger,
  text,
  timeMs,
  timeOr0,
  wireDecimal,
} from "../../../src/core/venues/checked-fields.ts";

const lexeme = (value: string): NumberText => new NumberText(value);
const refused = (read: () => unknown): void => expect(read).toThrow(MalformedMessage);

describe("a decimal on the wire", () => {
  test.each([
    ["7e-7", "0.0000007"],
    ["1.25E2", "125"],
    ["1.25e1", "12.5"],
    ["-4.9e-7", "-0.00000049"],
    ["1e3", "1000"],
    ["0e9", "0"],
    ["12.50", "12.5"],
    ["5.1e-10", "0.00000000051"],
  ])("%s is %s, exactly", (written, expected) => {
    const value = wireDecimal(written);
    expect(value && formatDecimal(value.mantissa, value.scale)).toBe(expected);
  });

  test.each(["", "e5", "1e", "1e1000", "NaN", "Infinity", "0x10", "+1", "1,5", " 1", `1e${"9".repeat(9)}`, "9".repeat(600)])(
    "%j is none",
    (written) => {
      expect(wireDecimal(written)).toBeUndefined();
    },
  );

  test("of any exponent is what a double of few digits says", () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -12, max: 12 }), (digits, power) => {
        const value = wireDecimal(`${digits}e${power}`);
        expect(value && Number(formatDecimal(value.mantissa, value.scale))).toBe(Number(`${digits}e${power}`) + 0);
      }),
    );
  });
});

describe("a field of a message", () => {
  test("is an integer of any size, bare or in quotes", () => {
    expect(integer({ a: "1700000000000000001" }, "a")).toBe(1_700_000_000_000_000_001n);
    expect([integer({ a: 5 }, "a"), integer({ a: lexeme("5") }, "a"), Object.is(integer({ a: lexeme("-0") }, "a"), 0)]).toEqual([5, 5, true]);
    expect(integer({ a: "-1" }, "a", -1)).toBe(-1);
    for (const bad of ["", "1.0", "1e3", "x", null, {}, [], true, "9".repeat(41)]) refused(() => integer({ a: bad }, "a"));
    refused(() => integer({ a: -1 }, "a"));
    refused(() => safeInteger({ a: "9007199254740993" }, "a"));
    refused(() => integer({}, "a"));
  });

  test("is a time, which ends with the year 9999", () => {
    expect(timeMs({ t: "1652459236119" }, "t")).toBe(1_652_459_236_119);
    refused(() => timeMs({ t: "253402300800000" }, "t"));
    expect(isoTimeMs({ t: "2026-08-01T02:53:53.398143Z" }, "t")).toBe(Date.UTC(2026, 7, 1, 2, 53, 53, 398));
    expect(isoTimeMs({ t: "2026-08-01T02:53:53Z" }, "t")).toBe(Date.UTC(2026, 7, 1, 2, 53, 53));
    for (const bad of ["2026-08-01", "2026-13-01T00:00:00Z", "2026-08-01T02:53:53", "now", 5]) refused(() => isoTimeMs({ t: bad }, "t"));
    expect([timeOr0({ t: "x" }, "t"), timeOr0(null, "t"), timeOr0({}, "t"), timeOr0({ t: 7 }, "t")]).toEqual([0, 0, 0, 7]);
  });

  test("is text, a flag, a list, an object or a decimal, and refused where it is another", () => {
    const data: Json = { text: "é", empty: "", half: "\ud800", yes: true, list: [1], object: { a: 1 }, number: lexeme("1.50"), negative: "-1" };
    expect([text(data, "text"), flag(data, "yes"), list(data, "list"), object(data, "object")]).toEqual(["é", true, [1], { a: 1 }]);
    expect([decimal(data, "number"), decimalText(data, "negative")]).toEqual([{ mantissa: 15, scale: 1 }, "-1"]);
    for (const bad of ["empty", "half", "yes", "none"]) refused(() => text(data, bad));
    for (const bad of ["text", "none"]) refused(() => flag(data, bad));
    for (const bad of ["text", "object", "none"]) refused(() => list(data, bad));
    for (const bad of ["text", "list", "number", "none"]) refused(() => object(data, bad));
    for (const bad of ["text", "negative", "none"]) refused(() => decimal(data, bad));
    expect([isObject(lexeme("1")), isObject(null), isObject([])]).toEqual([false, false, false]);
  });
});
