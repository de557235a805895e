import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJson } from "../../../../src/core/base/json-syntax.ts";
import { diffText, quoteText, tradeText } from "../../binance-text.ts";
import { bytesFrame, newDecoder, valuesOf } from "./message-values.ts";
import { wireText } from "./wire-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;
const encoder = new TextEncoder();
/** The one thing only the fast path can know: it met price levels of another instrument or kind than the message, read whole, turned out to be. */
const TWO_MESSAGES = "one message that is two: a member came twice";

/** Both paths on the same bytes, the checked one in a decoder that has seen nothing else. Returns what the fast decoder's first message is. */
function expectSame(decoder: ReturnType<typeof newDecoder>, futures: boolean, bytes: Uint8Array, start = 0, end = bytes.length): string {
  const text = (): string => JSON.stringify(new TextDecoder().decode(bytes.subarray(start, end)));
  const found = decoder.decode(bytesFrame(bytes, start, end));
  const [first] = found;
  if (found.length === 1 && first?.kind === "malformed" && first.problem === TWO_MESSAGES) return "two messages";
  const reference = newDecoder(futures);
  const expected = reference.checked(bytesFrame(bytes.slice(start, end)));
  expect(
    found.map((message) => valuesOf(message, decoder)),
    `reading ${text()}`,
  ).toEqual(expected.map((message) => valuesOf(message, reference)));
  return first?.kind ?? "";
}

/** The same bytes in a longer buffer, as in a block: what is read in words must stop at the message's end. */
function within(bytes: Uint8Array, behind: number): { readonly buffer: Uint8Array; readonly start: number; readonly end: number } {
  const buffer = new Uint8Array(bytes.length + 103).fill(behind);
  buffer.set(bytes, 3);
  return { buffer, start: 3, end: 3 + bytes.length };
}

/** What may lie behind a message: digits, quotes, brackets, or the next one. */
const BEHIND = fc.constantFrom(48, 57, 34, 93, 44, 123, 0);

/** The instruments that the checked path meets in a message: the fast path must meet no other, or the desk would depend on how it is written. */
function symbolsMet(futures: boolean, bytes: Uint8Array): readonly string[] {
  const reference = newDecoder(futures);
  reference.checked(bytesFrame(bytes));
  return reference.table.index.symbols;
}

describe.each([
  ["spot", false],
  ["futures", true],
] as const)("the fast and the checked path by %s rules", (_name, futures) => {
  test(`read the same values from any message, with fresh eyes and after many others (seed ${seed})`, () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(wireText, { minLength: 1, maxLength: 6 }), BEHIND, (texts, behind) => {
        const experienced = newDecoder(futures);
        for (const text of texts) {
          const bytes = encoder.encode(text);
          const fresh = newDecoder(futures);
          const kind = expectSame(fresh, futures, bytes);
          if (isJson(bytes) && kind !== "two messages") expect(fresh.table.index.symbols, `reading ${text}`).toEqual(symbolsMet(futures, bytes));
          const { buffer, start, end } = within(bytes, behind);
          for (let again = 0; again < 2; again++) expectSame(experienced, futures, buffer, start, end);
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
      }),
      { seed, numRuns: 2500 },
    );
    for (const kind of ["depth", "trade", "aggregate", "bbo", "figures", "malformed", "control"])
      expect(kinds.get(kind) ?? 0, `messages of kind ${kind}`).toBeGreaterThan(30);
  });

  test(`read the same values from damaged bytes (seed ${seed})`, () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("flip", "insert", "remove", "cut")), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(wireText, damage, BEHIND, (text, edits, behind) => {
        let bytes = Array.from(encoder.encode(text));
        const experienced = newDecoder(futures);
        expectSame(experienced, futures, Uint8Array.from(bytes));
        for (const [at, byte, how] of edits) {
          const place = at % bytes.length;
          if (how === "cut") bytes = bytes.slice(0, place);
          else
            bytes.splice(
              place,
              how === "insert" ? 0 : 1,
              ...(how === "remove" ? [] : [how === "insert" ? byte : (bytes[place] as number) ^ (1 << (byte & 7))]),
            );
          if (bytes.length === 0) return;
        }
        expectSame(newDecoder(futures), futures, Uint8Array.from(bytes));
        const { buffer, start, end } = within(Uint8Array.from(bytes), behind);
        expectSame(experienced, futures, buffer, start, end);
      }),
      { seed, numRuns: 3000 },
    );
  });

  test(`read the same values from messages of one form, whatever their numbers look like (seed ${seed})`, () => {
    const decimal = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.nat(999_999), fc.nat(99_999_999)).map(([whole, f]) => `${whole}.${String(f).padStart(8, "0")}`) },
      {
        weight: 4,
        arbitrary: fc.tuple(fc.nat(99_999), fc.nat(9_999), fc.integer({ min: 1, max: 9 })).map(([w, f, n]) => `${w}.${String(f).padEnd(n, "0")}`),
      },
      fc.stringMatching(/^[0-9]{1,12}(\.[0-9]{1,12})?$/),
      fc.stringMatching(/^[0-9.]{0,20}$/),
      fc.stringMatching(/^[0-9.:/a"\][,]{0,12}$/),
      fc.constantFrom("0.00000000", "1.00000000", "90071992.54740991", "90071992.54740992", "999999999.99999999", "0.000000001", "00012.50000000"),
    );
    const list = fc.array(fc.tuple(decimal, decimal), { maxLength: 5 }).map((levels) => `[${levels.map(([p, q]) => `["${p}","${q}"]`).join(",")}]`);
    const id = fc.oneof(fc.nat(10 ** 9).map(String), fc.stringMatching(/^[0-9.]{0,18}$/), fc.constantFrom("007", "-1", "9007199254740993"));
    const read = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(fc.tuple(list, list, id, BEHIND), { minLength: 2, maxLength: 8 }), (messages) => {
        const decoder = newDecoder(futures);
        for (const [b, a, u, behind] of messages) {
          const data = `{"e":"depthUpdate","E":1723161600000,"s":"BTCUSDT","U":${u},"u":${u},${futures ? `"pu":${u},` : ""}"b":${b},"a":${a}}`;
          const { buffer, start, end } = within(encoder.encode(`{"stream":"btcusdt@depth@100ms","data":${data}}`), behind);
          const kind = expectSame(decoder, futures, buffer, start, end);
          read.set(kind, (read.get(kind) ?? 0) + 1);
        }
      }),
      { seed, numRuns: 3000 },
    );
    for (const kind of ["depth", "malformed"]) expect(read.get(kind) ?? 0, `messages of kind ${kind}`).toBeGreaterThan(300);
  });

  test("read the same from a message cut at any byte, also where the rest of it lies in the same buffer behind the end", () => {
    const messages = [
      diffText({ U: 5, u: 9, pu: 4, bids: "61800.20 1.5, 61799.9 0", asks: "61800.30 0.001" }),
      tradeText({ id: 7, ms: 1_700_000_000_000, price: "61800.20", qty: "0.5", X: "MARKET" }),
      quoteText({ u: 8, bid: "1.5 2", ask: "1.6 3" }),
    ].flatMap((text) => [text, text.slice(text.indexOf('"data":') + 7, -1)]);
    for (const text of messages) {
      const bytes = encoder.encode(`  ${text}`);
      for (let end = 2; end < bytes.length; end++) {
        const apart = newDecoder(futures);
        const within = newDecoder(futures);
        const [message] = within.decode(bytesFrame(bytes, 2, end));
        const [alone] = apart.decode(bytesFrame(bytes.slice(2, end)));
        expect([message?.kind, message?.slot, message?.lostDepth], `reading ${text.slice(0, end - 2)}`).toEqual([
          alone?.kind,
          alone?.slot,
          alone?.lostDepth,
        ]);
        expect(message?.kind).toBe("malformed");
        expect(within.table.index.symbols).toEqual(apart.table.index.symbols);
      }
      expect(expectSame(newDecoder(futures), futures, bytes, 2)).not.toBe("malformed");
    }
  });

  test.each([
    [
      "depth",
      diffText({
        U: 5,
        u: 9,
        ...(futures ? { pu: 4 } : {}),
        bids: "61800.20000000 1.50000000, 61799.98765432 0.00000000",
        asks: "61800.30000000 12.00000001",
      }),
    ],
    ["trade", tradeText({ id: 7, ms: 1_700_000_000_000, price: "61800.20000000", qty: "0.50000000", X: "MARKET" })],
    ["bbo", quoteText({ u: 8, bid: "1.50000000 2.00000000", ask: "1.60000000 3.00000000" })],
  ])("read the same from a %s message of a known form in which any one byte is another, is missing or is one too many", (kind, text) => {
    const bytes = encoder.encode(text);
    const decoder = newDecoder(futures);
    const expectSameAfterIts = (changed: Uint8Array): void => {
      for (const one of [bytes, changed]) {
        const { buffer, start, end } = within(one, 48);
        const found = expectSame(decoder, futures, buffer, start, end);
        if (one === bytes) expect(found).toBe(kind);
      }
    };
    bytes.forEach((byte, at) => {
      for (const other of Uint8Array.of(0, 0x22, 0x2c, 0x2e, 0x2f, 0x30, 0x39, 0x3a, 0x5b, 0x5d, 0x61, 0x7d, 0xb0))
        if (other !== byte) expectSameAfterIts(bytes.with(at, other));
      expectSameAfterIts(Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1)));
      expectSameAfterIts(Uint8Array.of(...bytes.subarray(0, at), byte, ...bytes.subarray(at)));
    });
    for (const behind of [0x7d, 0x30, 0x20]) expectSameAfterIts(Uint8Array.of(...bytes, behind));
  });

  test("do not overflow the stack on a hundred thousand levels of nesting, open or closed", () => {
    const deep = 100_000;
    for (const text of [
      "[".repeat(deep),
      `${"[".repeat(deep)}${"]".repeat(deep)}`,
      `{"stream":"btcusdt@depth","data":${'{"e":'.repeat(deep)}1${"}".repeat(deep)}}`,
      `{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":${"[".repeat(deep)}${"]".repeat(deep)},"a":[]}}`,
    ]) {
      expectSame(newDecoder(futures), futures, encoder.encode(text));
    }
  });
});
