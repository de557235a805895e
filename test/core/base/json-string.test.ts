import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64, toBase64 } from "../../../src/core/base/base64.ts";
import { JsonString } from "../../../src/core/base/json-string.ts";

const seed = Date.now() & 0x7fffffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of the first JSON string in `json`, and what follows it. */
function read(json: string, reader = new JsonString()): { text: string; rest: string; lone: boolean } | undefined {
  const bytes = encoder.encode(json);
  const after = reader.read(bytes, 1, bytes.length);
  if (after < 0) return undefined;
  const text = reader.loneSurrogate ? "" : decoder.decode(reader.bytes.subarray(reader.start, reader.end));
  return { text, rest: decoder.decode(bytes.subarray(after)), lone: reader.loneSurrogate };
}

/** The same string with some characters written as escapes that need none. */
function escapeMore(json: string): string {
  return json.replaceAll(/[gG\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).replaceAll("/", "\\/");
}

describe("JSON string", () => {
  test(`reads what JSON.stringify wrote, escaped more or less (seed ${seed})`, () => {
    const reader = new JsonString();
    const unit = fc.constantFrom("a", "g", "G", '"', "\\", "/", "\b", "\f", "\n", "\r", "\t", "\u0000", "é", "€", "😀", "\u2028", "\ufeff");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit })), (text) => {
        for (const json of [JSON.stringify(text), escapeMore(JSON.stringify(text))]) {
          expect(read(`${json},"next\\n"`, reader)).toEqual({ text, rest: ',"next\\n"', lone: false });
        }
      }),
      { seed, numRuns: 2000 },
    );
  });

  test.each(['"\\ud800"', '"\\udc00"', '"\\ud800\\ud800"', '"\\ud800x"', '"\\ud83d\\u0041"', '"\\udc00\\ud800"', '"\\ud800\\\\udc00"'])(
    "says that %s holds half a surrogate pair",
    (json) => {
      expect((JSON.parse(json) as string).isWellFormed()).toBe(false);
      expect(read(json)?.lone).toBe(true);
    },
  );

  test.each(['"', '"a', '"\\', '"\\"', '"\\q"', '"\\u12g4"', '"\n"'])("does not take %j for a string", (json) => {
    expect(read(json)).toBeUndefined();
  });
});

describe("base64", () => {
  test(`agrees with the platform both ways (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(decoder.decode(toBase64(bytes, 0, bytes.length))).toBe(text);
        expect(fromBase64(encoder.encode(text), 0, text.length)).toEqual(bytes);
      }),
      { seed },
    );
  });

  test.each(["A", "AA", "AAA", "AAAAA", "AB==x", "A===", "====", "AA=A", "A-A_", "AAA ", "QR==", "QUF=", "é"])("refuses %j", (text) => {
    const bytes = encoder.encode(text);
    expect(fromBase64(bytes, 0, bytes.length)).toBeUndefined();
  });
});
