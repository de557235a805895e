import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../../src/core/base/decimal.ts";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import { decodeWatchlistView } from "../../../src/core/contract/view-decode.ts";
import { encodeWatchlistView } from "../../../src/core/contract/view-encode.ts";
import {
  ANALYTICS_DECIMALS,
  type AnalyticsHalf,
  type BookHalf,
  HEADER_BYTES,
  QUALITY_CODES,
  rowBytes,
  STATISTICS_CODES,
  ViewError,
  type WatchlistRow,
} from "../../../src/core/contract/view.ts";

const BOTH = ["book", "analytics"] as const;

const book: BookHalf = {
  bid: { mantissa: 6180010, scale: 2 },
  ask: { mantissa: 6180030, scale: 2 },
  quality: "live",
  sinceMs: 1723161599123.456,
  reason: "",
};

const analytics: AnalyticsHalf = {
  last: { mantissa: 6180020, scale: 2 },
  lastMs: 1723161599120,
  open: { mantissa: 60000, scale: 0 },
  high: { mantissa: 62000, scale: 0 },
  low: { mantissa: 59999, scale: 0 },
  volume: { mantissa: 123456789, scale: 5 },
  quoteVolume: { mantissa: 76296296296, scale: 7 },
  statistics: "own",
};

const base: WatchlistRow = { instrument: 0, book, analytics };

const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(narrow);
const decimal = fc.option(
  fc.record({
    mantissa: fc.oneof(
      fc.maxSafeInteger().map((n) => n + 0),
      integer,
    ),
    scale: fc.nat(300),
  }),
);
const bookHalf: fc.Arbitrary<BookHalf> = fc.record({
  bid: decimal,
  ask: decimal,
  quality: fc.constantFrom(...QUALITY_CODES),
  sinceMs: fc.double({ noNaN: true, min: 0, max: 8.64e15 }),
  reason: fc.string({ unit: "grapheme", maxLength: 60 }),
});
const analyticsHalf: fc.Arbitrary<AnalyticsHalf> = fc.record({
  last: decimal,
  lastMs: fc.option(fc.integer({ min: 0, max: 8.64e15 })),
  open: decimal,
  high: decimal,
  low: decimal,
  volume: decimal,
  quoteVolume: decimal,
  statistics: fc.constantFrom(...STATISTICS_CODES),
});
const rows = fc.constantFrom<readonly Part[]>(["book"], ["analytics"], BOTH).chain((parts) => {
  const row: fc.Arbitrary<WatchlistRow> = fc.record({
    instrument: fc.nat(0xffff_ffff),
    book: parts.includes("book") ? bookHalf : fc.constant(null),
    analytics: parts.includes("analytics") ? analyticsHalf : fc.constant(null),
  });
  return fc.tuple(fc.constant(parts), fc.array(row, { maxLength: 30 }));
});

function roundTrip(sent: readonly WatchlistRow[], parts: readonly Part[] = BOTH): WatchlistRow[] {
  return encodeWatchlistView(parts, sent, 7, 11).flatMap((message) => {
    const view = decodeWatchlistView(message);
    expect(view.parts).toEqual(parts);
    return [...view.rows];
  });
}

describe("a watchlist view", () => {
  test("comes out as it went in, whatever halves its rows have, and whatever they hold", () => {
    fc.assert(
      fc.property(rows, ([parts, sent]) => {
        expect(roundTrip(sent, parts)).toEqual(sent);
      }),
    );
  });

  test("keeps every digit of a price beyond 2^53", () => {
    const price = { mantissa: 1234567890123456789012345678901234567890n, scale: 18 };
    const near = { mantissa: 9007199254740993n, scale: 0 };
    const row = { instrument: 0, book: { ...book, bid: near }, analytics: { ...analytics, last: price } };
    expect(roundTrip([row])).toEqual([row]);
  });

  test("tells a price of zero from one that is not known", () => {
    const [out] = roundTrip([{ ...base, book: { ...book, bid: { mantissa: 0, scale: 2 }, ask: null } }]);
    expect(out?.book?.bid).toEqual({ mantissa: 0, scale: 2 });
    expect(out?.book?.ask).toBeNull();
  });

  test("of no rows is one complete message", () => {
    const messages = encodeWatchlistView(["book"], [], 3, 0);
    expect(messages.map(decodeWatchlistView)).toEqual([{ seq: 3, complete: true, merged: 0, parts: ["book"], rows: [] }]);
  });

  test("of many rows travels in messages of at most 64 KiB, of which only the last completes it", () => {
    const rows = Array.from({ length: 5_000 }, (_, instrument) => ({
      ...base,
      instrument,
      book: { ...book, quality: "gap" as const, reason: `sequence broke at ${instrument}` },
    }));
    const messages = encodeWatchlistView(BOTH, rows, 9, 4);
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message.byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const views = messages.map(decodeWatchlistView);
    expect(views.map((view) => view.complete)).toEqual([...views.slice(1).map(() => false), true]);
    expect(new Set(views.map((view) => `${view.seq} ${view.merged}`))).toEqual(new Set(["9 4"]));
    expect(views.flatMap((view) => [...view.rows])).toEqual(rows);
  });

  test("carries a reason that many rows share once", () => {
    const rows = Array.from({ length: 100 }, (_, instrument) => ({ ...base, instrument, book: { ...book, reason: "no snapshot yet" } }));
    const [message] = encodeWatchlistView(BOTH, rows, 1, 0);
    expect(message?.byteLength).toBe(HEADER_BYTES + 100 * rowBytes(BOTH) + 2 + "no snapshot yet".length);
  });

  test("cuts a reason that is no line any more", () => {
    const [out] = roundTrip([{ ...base, book: { ...book, reason: "x".repeat(70_000) } }]);
    expect(out?.book?.reason).toBe("x".repeat(256));
  });

  test("with a row larger than a message is refused, not sent in part", () => {
    const huge = { mantissa: 10n ** 70_000n, scale: 0 };
    expect(() => encodeWatchlistView(BOTH, [{ ...base, analytics: { ...analytics, last: huge } }], 1, 0)).toThrow(RangeError);
  });
});

describe("a half", () => {
  test("that its view has not is refused where the view is made, and so is one that it lacks", () => {
    expect(() => encodeWatchlistView(["book"], [base], 1, 0)).toThrow("other halves");
    expect(() => encodeWatchlistView(BOTH, [{ ...base, analytics: null }], 1, 0)).toThrow("other halves");
  });

  test("costs nothing in a view that has it not", () => {
    expect(rowBytes(["book"]) + rowBytes(["analytics"]) - rowBytes(BOTH)).toBe(4);
    expect(ANALYTICS_DECIMALS.every((name) => name in analytics)).toBe(true);
  });
});

describe("bytes that are no view", () => {
  const [good] = encodeWatchlistView(BOTH, [{ ...base, book: { ...book, reason: "why" } }], 1, 0) as [ArrayBuffer];

  test("are refused wherever the message is cut", () => {
    for (let length = 0; length < good.byteLength; length++) expect(() => decodeWatchlistView(good.slice(0, length))).toThrow(ViewError);
  });

  test("are refused where something follows the message", () => {
    const long = new Uint8Array(good.byteLength + 1);
    long.set(new Uint8Array(good));
    expect(() => decodeWatchlistView(long.buffer)).toThrow(ViewError);
  });

  test("never throw anything but a ViewError", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = new Uint8Array(good.slice(0));
        for (const [at, value] of changes) bytes[at] = value;
        try {
          decodeWatchlistView(bytes.buffer);
        } catch (error) {
          expect(error).toBeInstanceOf(ViewError);
        }
      }),
    );
  });
});
