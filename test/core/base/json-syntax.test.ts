import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJson, jsonShape } from "../../../src/core/base/json-syntax.ts";
import { isUtf8 } from "../../../src/core/base/utf8.ts";

const encoder = new TextEncoder();
const STREAM = encoder.encode("stream");
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const seed = Date.now() & 0x7fffffff;

function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(strict.decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function shapeByParse(bytes: Uint8Array): string {
  if (!parses(bytes)) return "malformed";
  const value: unknown = JSON.parse(strict.decode(bytes));
  const has = typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, "stream");
  return has ? "with-key" : "without-key";
}

describe("JSON syntax", () => {
  test.each([
    "",
    " ",
    "{}",
    "[]",
    " { } ",
    "[ ]",
    "0",
    "-0",
    "-",
    "01",
    "1.",
    ".5",
    "1.5e+3",
    "1e",
    "1e5",
    "1E-0",
    "+1",
    "NaN",
    "Infinity",
    "1e400",
    "true",
    "tru",
    "truex",
    "false",
    "null",
    "nul",
    '"',
    '"a',
    '"a"',
    '"\\',
    '"\\u12"',
    '"\\u12aF"',
    '"\\x"',
    '"\t"',
    '"\\ud800"',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    "[1,]",
    "[,1]",
    "[1 2]",
    '{"a":1 "b":2}',
    "{a:1}",
    "{,}",
    "[}",
    "{]",
    "[[]",
    "[]]",
    "[1]x",
    "\ufeff[]",
    "\u00a0[]",
    '{"":[{"":{}}]}',
    '"\u2028"',
    '"😀"',
    "\v1",
    "1\f",
  ])("agrees with JSON.parse on %j", (text) => {
    const bytes = encoder.encode(text);
    expect(isJson(bytes)).toBe(parses(bytes));
  });

  test.each([
    ['{"stream":1}', "with-key"],
    ['{"data":{"a":[1]},"stream":"x"}', "with-key"],
    ['{"data":{"stream":1}}', "without-key"],
    ['{"\\u0073tr\\u0065am":1}', "with-key"],
    ['{"streams":1,"strea":2,"data":"stream"}', "without-key"],
    ['["stream"]', "without-key"],
    ['{"stream":1', "malformed"],
  ])("finds the key stream at the top level only: %s is %s", (text, shape) => {
    expect(jsonShape(encoder.encode(text), 0, encoder.encode(text).length, STREAM)).toBe(shape);
  });

  test("refuses bytes that are not UTF-8 inside a string", () => {
    for (const wrong of [[0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff]]) {
      expect(isJson(Uint8Array.from([0x22, ...wrong, 0x22]))).toBe(false);
    }
  });

  test("does not overflow the stack on a million levels", () => {
    const deep = "[".repeat(1_000_000);
    expect(isJson(encoder.encode(deep))).toBe(false);
    expect(isJson(encoder.encode(deep + "]".repeat(1_000_000)))).toBe(true);
    expect(isJson(encoder.encode(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`))).toBe(true);
  });

  test(`agrees with JSON.parse on damaged JSON (seed ${seed})`, () => {
    const damaged = fc
      .tuple(fc.json(), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\u0e-.1tn \t\n\u0001'), fc.nat(2)), { maxLength: 3 }))
      .map(([text, edits]) => {
        let out = text.replaceAll('"a', '"stream');
        for (const [at, char, how] of edits) {
          const place = at % (out.length + 1);
          out = out.slice(0, place) + (how === 2 ? "" : char) + out.slice(how === 0 ? place : place + 1);
        }
        return encoder.encode(out);
      });
    fc.assert(
      fc.property(damaged, (bytes) => {
        expect(jsonShape(bytes, 0, bytes.length, STREAM)).toBe(shapeByParse(bytes));
      }),
      { seed, numRuns: 3000 },
    );
  });

  test(`agrees with the platform on what is UTF-8 (seed ${seed})`, () => {
    const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f, 0xef), fc.nat(255));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.array(byte, { maxLength: 8 }), (any, likely) => {
        for (const bytes of [any, Uint8Array.from(likely)]) {
          let valid = true;
          try {
            strict.decode(bytes);
          } catch {
            valid = false;
          }
          expect(isUtf8(bytes)).toBe(valid);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });
});
