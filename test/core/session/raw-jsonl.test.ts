import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FRAME_KINDS, type RecordedFrame } from "../../../src/core/contract/frame.ts";
import { RawJsonlParser } from "../../../src/core/session/raw-jsonl.ts";
import { RawJsonlWriter } from "../../../src/core/session/raw-jsonl-writer.ts";
import { isUtf8 } from "../../../src/core/base/utf8.ts";

const seed = Date.now() & 0x7fffffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function blank(): RecordedFrame {
  const bytes = new Uint8Array(0);
  return { rx: 0, kind: "recv", conn: "", epoch: 0, url: "", bytes, start: 0, end: 0, rxNs: 0n, monoNs: null, binary: false };
}

/** The frame of one line, its bytes copied out, or what is wrong with the line. */
function parse(line: string, rx = 1, parser = new RawJsonlParser()): RecordedFrame | string {
  const bytes = encoder.encode(line);
  const frame = blank();
  const problem = parser.parse(bytes, 0, bytes.length, rx, frame);
  if (problem !== undefined) return problem;
  const text = frame.bytes.slice(frame.start, frame.end);
  return { ...frame, bytes: text, start: 0, end: text.length };
}

function frame(part: Partial<RecordedFrame>, text = ""): RecordedFrame {
  const bytes = part.bytes ?? encoder.encode(text);
  return { ...blank(), rx: 1, ...part, bytes, end: bytes.length };
}

/** What JSON.parse makes of a line with the four required keys alone, where it is one that must be accepted. */
function acceptable(json: string): Record<string, unknown> | undefined {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (Object.keys(value).toSorted().join() !== "conn,data,kind,rxNs") return undefined;
  if (!Object.values(value).every((text) => typeof text === "string" && text.isWellFormed())) return undefined;
  const rxNs = String(value["rxNs"]);
  const inRange = /^-?\d{1,40}$/.test(rxNs) && BigInt.asIntN(64, BigInt(rxNs)) === BigInt(rxNs);
  return inRange && FRAME_KINDS.some((kind) => kind === value["kind"]) ? value : undefined;
}

const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const LINE = { rxNs: "1723161253937085768", conn: "ws", kind: "recv", data: '{"a":"\u20ac"}' };
const REQUIRED = '"rxNs":"1","conn":"ws","kind":"recv"';

describe("a raw-jsonl line", () => {
  test("becomes a frame, its data byte for byte", () => {
    expect(parse(JSON.stringify(LINE))).toEqual(frame({ conn: "ws", rxNs: 1723161253937085768n }, LINE.data));
    const all = { ...LINE, url: "/depth?symbol=BTCUSDT", kind: "rest", rx: 7, monoNs: "12", epoch: 3, b64: false };
    expect(parse(JSON.stringify(all), 7)).toEqual(
      frame({ rx: 7, conn: "ws", kind: "rest", url: all.url, rxNs: 1723161253937085768n, monoNs: 12n, epoch: 3 }, LINE.data),
    );
  });

  test("may have its keys in any order, white space between them, and escapes in them", () => {
    const expected = frame({ conn: "c", rxNs: 5n, epoch: 2 }, 'x"\n');
    expect(parse('\t{ "data" : "x\\"\\n" , "kind":"recv","epoch":2.0,"conn":"c","rxNs":"5" } ')).toEqual(expected);
    expect(parse('{"\\u0064ata":"x\\u0022\\u000a","kind":"r\\u0065cv","conn":"c","epoch":2e0,"rxNs":"5"}')).toEqual(expected);
  });

  test("takes data as bytes in base64", () => {
    expect(parse(`{${REQUIRED},"data":"/wA=","b64":true}`)).toEqual(frame({ conn: "ws", rxNs: 1n, bytes: Uint8Array.of(255, 0), binary: true }));
    expect(parse(`{${REQUIRED},"b64":true,"data":"aGk="}`)).toEqual(frame({ conn: "ws", rxNs: 1n }, "hi"));
  });

  test.each(["open", "close"] as const)("may go without data where it is %s", (kind) => {
    expect(parse(`{"rxNs":"1","conn":"ws","kind":"${kind}"}`)).toEqual(frame({ conn: "ws", kind, rxNs: 1n }));
  });

  test.each([
    ["0", 0n],
    ["-1", -1n],
    ["-9223372036854775808", -(2n ** 63n)],
    ["9223372036854775807", 2n ** 63n - 1n],
    ["9223372035999999999", 9223372035999999999n],
    ["1680652800000000", 1680652800000000n],
  ])("takes %s as a receive time", (text, rxNs) => {
    expect(parse(JSON.stringify({ ...LINE, rxNs: text }))).toMatchObject({ rxNs });
    expect(parse(JSON.stringify({ ...LINE, monoNs: text }))).toMatchObject({ monoNs: rxNs });
  });

  test.each([
    ["", "one JSON object a line"],
    ["[]", "one JSON object a line"],
    ["{}", '"rxNs" is missing'],
    ["{", "cut short"],
    [`{${REQUIRED},"data":"x"`, "cut short"],
    [`{${REQUIRED},"data":"x`, "cut short"],
    [`{${REQUIRED},"data":"x"}}`, "no well-formed JSON"],
    [`{${REQUIRED},"data":"x"} {}`, "no well-formed JSON"],
    [`{${REQUIRED},"data":"x",}`, "no well-formed JSON"],
    [`{${REQUIRED},"data":"\\x"}`, "no well-formed JSON"],
    [`{${REQUIRED}}`, '"data" is missing'],
    [`{${REQUIRED},"data":{"a":1}}`, '"data" is no text'],
    [`{${REQUIRED},"data":null}`, '"data" is no text'],
    [`{${REQUIRED},"data":"\\ud800"}`, "half a surrogate pair"],
    [`{${REQUIRED},"data":"a","data":"b"}`, '"data" stands twice'],
    [`{${REQUIRED},"data":"x","extra":1}`, 'unknown key "extra"'],
    [`{${REQUIRED},"data":"x","__proto__":1}`, 'unknown key "__proto__"'],
    [`{${REQUIRED},"data":"x","b64":true}`, "no base64"],
    [`{${REQUIRED},"data":"x","b64":1}`, "neither true nor false"],
    [`{${REQUIRED},"data":"x","rx":2}`, '"rx" is 2 in line 1'],
    [`{${REQUIRED},"data":"x","rx":"1"}`, '"rx" is no safe integer'],
    [`{${REQUIRED},"data":"x","rx":1.5}`, '"rx" is no safe integer'],
    [`{${REQUIRED},"data":"x","rx":01}`, "no well-formed JSON"],
    [`{${REQUIRED},"data":"x","epoch":-1}`, '"epoch" is negative'],
    [`{${REQUIRED},"data":"x","epoch":1e400}`, '"epoch" is no safe integer'],
    [`{${REQUIRED},"data":"x","monoNs":9007199254740993}`, '"monoNs" is no safe integer'],
    [`{${REQUIRED},"data":"x","monoNs":null}`, '"monoNs" is no safe integer'],
    ['{"rxNs":1,"conn":"ws","kind":"recv","data":""}', '"rxNs" is no text'],
    ['{"rxNs":"","conn":"ws","kind":"recv","data":""}', '"rxNs" is no 64-bit integer'],
    ['{"rxNs":"1.5","conn":"ws","kind":"recv","data":""}', '"rxNs" is no 64-bit integer'],
    ['{"rxNs":"0x10","conn":"ws","kind":"recv","data":""}', '"rxNs" is no 64-bit integer'],
    ['{"rxNs":"9223372036854775808","conn":"ws","kind":"recv","data":""}', '"rxNs" is no 64-bit integer'],
    ['{"rxNs":"99999999999999999999999999999999999999999","conn":"ws","kind":"recv","data":""}', '"rxNs" is no 64-bit integer'],
    ['{"rxNs":"1","conn":"ws","kind":"RECV","data":""}', 'unknown kind "RECV"'],
    ['{"rxNs":"1","kind":"recv","data":""}', '"conn" is missing'],
    ['{"rxNs":"1","conn":"ws","data":""}', '"kind" is missing'],
    ['{"rxNs":"1","conn":7,"kind":"recv","data":""}', '"conn" is no text'],
  ])("is wrong: %s", (line, problem) => {
    expect(parse(line)).toContain(problem);
  });

  test("is wrong where its text is not UTF-8", () => {
    const bytes = encoder.encode(`{${REQUIRED},"data":"x"}`);
    bytes[bytes.indexOf(0x78, 40)] = 0xff;
    expect(new RawJsonlParser().parse(bytes, 0, bytes.length, 1, blank())).toContain("UTF-8");
  });

  test(`is wrong exactly where JSON.parse or the types say so (seed ${seed})`, () => {
    const edit = fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\u0e-.1tn \t\u0001'), fc.nat(2));
    const text = fc.oneof(fc.string(), fc.json());
    const line = fc.record({
      ...Object.fromEntries(Object.keys(LINE).map((key) => [key, text])),
      kind: fc.constantFrom(...FRAME_KINDS),
      rxNs: INT64.map(String),
    });
    fc.assert(
      fc.property(line, fc.array(edit, { maxLength: 2 }), (value, edits) => {
        let json = JSON.stringify(value);
        for (const [at, char, how] of edits) {
          const place = at % (json.length + 1);
          json = json.slice(0, place) + (how === 2 ? "" : char) + json.slice(how === 0 ? place : place + 1);
        }
        const found = parse(json);
        const parsed = acceptable(json);
        if (typeof found === "string" || parsed === undefined) {
          expect([typeof found, parsed]).toEqual(["string", undefined]);
          return;
        }
        expect(decoder.decode(found.bytes)).toBe(parsed["data"]);
        expect(String(found.rxNs)).toBe(String(BigInt(String(parsed["rxNs"]))));
        expect([found.conn, found.kind]).toEqual([parsed["conn"], parsed["kind"]]);
      }),
      { seed, numRuns: 3000 },
    );
  });
});

describe("raw-jsonl written", () => {
  test(`comes back as the same frames (seed ${seed})`, () => {
    const parser = new RawJsonlParser();
    const any = fc.record({
      kind: fc.constantFrom(...FRAME_KINDS),
      conn: fc.string({ unit: "binary" }),
      epoch: fc.maxSafeNat(),
      url: fc.string({ unit: "binary" }),
      rxNs: INT64,
      monoNs: fc.option(INT64),
      bytes: fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: "binary" }).map((text) => encoder.encode(text)),
        fc.json().map((text) => encoder.encode(text)),
      ),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (parts) => {
        const frames = parts.map((part, index) => frame({ ...part, rx: index + 1, binary: !isUtf8(part.bytes) }));
        const writer = new RawJsonlWriter();
        for (const one of frames) writer.write(one);
        const lines = decoder.decode(writer.take()).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line, index) => parse(line, index + 1, parser))).toEqual(frames);
        for (const [index, line] of lines.entries()) {
          const { data, b64 } = JSON.parse(line) as { data: string; b64?: boolean };
          const bytes = b64 === true ? Uint8Array.from(Buffer.from(data, "base64")) : encoder.encode(data);
          expect(bytes).toEqual(frames[index]?.bytes);
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});
