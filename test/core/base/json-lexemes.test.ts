import { describe, expect, test } from "vitest";
import { NumberText, parseJson } from "../../../src/core/base/json-lexemes.ts";

const parse = (text: string | Uint8Array, lexemes = true): unknown => {
  const bytes = typeof text === "string" ? new TextEncoder().encode(`##${text}##`) : text;
  return typeof text === "string" ? parseJson(bytes, 2, bytes.length - 2, lexemes) : parseJson(bytes, 0, bytes.length, lexemes);
};

describe("JSON with its numbers as they were written", () => {
  test.each(["63005.00", "0.00000000", "7e-7", "1.7E+18", "-0", "1700000000000000001", "123456789012345678901234567890.10", "1e400"])(
    "keeps %s",
    (number) => {
      expect(parse(number)).toEqual(new NumberText(number));
      expect(parse(`{"a":[${number},"${number}"]}`)).toEqual({ a: [new NumberText(number), number] });
    },
  );

  test("leaves everything else as it is, and reads plainly where nobody asks for numbers as written", () => {
    expect(parse('{"a":null,"b":[true,"x",{"c":{}}],"é":"\\u00e9"}')).toEqual({ a: null, b: [true, "x", { c: {} }], é: "é" });
    expect(parse('{"a":1.50}', false)).toEqual({ a: 1.5 });
  });

  test("gives a member named __proto__ no power", () => {
    const value = parse('{"__proto__":{"polluted":1}}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(["", "{", "01", "NaN", "1.", "[1,]", "nul", "pong"])("says undefined of %j", (text) => {
    expect(parse(text)).toBeUndefined();
  });

  test("says undefined of bytes that are no UTF-8, and of nesting without end", () => {
    expect(parse(Uint8Array.of(0x22, 0xff, 0x22))).toBeUndefined();
    expect(parse(`${"[".repeat(500_000)}1${"]".repeat(500_000)}`)).toBeUndefined();
  });
});
