import { describe, expect, test } from "vitest";
import { Desk } from "../../../src/core/desk/desk.ts";
import { bookFacts } from "../../../src/core/desk/book-facts.ts";
import type { BookPart } from "../../../src/core/desk/book-part.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { diffText, snapshotText } from "../binance-text.ts";
import { depthAnswer, framesOf, open, recv, type Said } from "../frames.ts";
import { keep, restored } from "./folds.ts";

function deskOf(script: readonly Said[]): Desk {
  const desk = new Desk({ venue: BINANCE_SPOT });
  for (const frame of framesOf(script)) desk.apply(frame);
  return desk;
}

function bookOf(desk: Desk): BookPart {
  const book = desk.find("binance:BTCUSDT")?.book;
  if (!book) throw new Error("the book is not held");
  return book;
}

const LIVE = [
  open(),
  depthAnswer("BTCUSDT", snapshotText(10, "99.95 3, 99.9 1, 99 10, 98 100", "100.05 1, 100.1 2, 101 20, 103 200")),
  recv(diffText({ U: 11, u: 11, bids: "99.95 4" })),
];

describe("the facts of a book", () => {
  test("are its spread, its weighted and plain middle, its balance and its depth, after the last frame", () => {
    const { figures, scale, quality, bidLevels, askLevels } = bookFacts(bookOf(deskOf(LIVE)));
    expect({ quality, scale, bidLevels, askLevels }).toEqual({ quality: "live", scale: { price: 2, qty: 0 }, bidLevels: 4, askLevels: 4 });
    expect(figures).toMatchObject({ bid: 9_995, ask: 10_005, tick: 5, mid: 100 });
    expect(figures?.spreadBps).toBeCloseTo(10, 10);
    expect(figures?.microprice).toBeCloseTo((99.95 * 1 + 100.05 * 4) / 5, 10);
    expect(figures?.imbalance).toBeCloseTo((115 - 223) / (115 + 223), 10);
    expect(figures?.depth).toEqual([
      { bps: 10, bid: 5, ask: 3, whole: true },
      { bps: 25, bid: 5, ask: 3, whole: true },
      { bps: 50, bid: 5, ask: 3, whole: true },
      { bps: 100, bid: 15, ask: 23, whole: true },
    ]);
  });

  test("are no figures where the book may not be read, and what it went through stays", () => {
    const desk = deskOf([...LIVE, recv(diffText({ U: 14, u: 15, bids: "97 1" }))]);
    const { figures, quality, bidLevels, history } = bookFacts(bookOf(desk));
    expect({ figures, quality, bidLevels }).toEqual({ figures: null, quality: "gap", bidLevels: 0 });
    expect(history).toMatchObject({ epochs: 1, gaps: 1, resyncs: 0, applied: 1, lastGap: { fromRx: 4, toRx: null, cause: "sequence" } });
  });

  test("say nothing of an instrument without a message", () => {
    expect(bookFacts(null)).toMatchObject({ quality: "syncing", figures: null, history: { epochs: 0, lastGap: null } });
  });

  test("count the messages that were refused, also those that waited, and go on counting from a keyframe", () => {
    const script = [
      ...LIVE,
      recv(diffText({ U: 12, u: 12, bids: "100.05 1" })), // crossed: a defect of the data
      recv(diffText({ U: 13, u: 13 })),
      recv(diffText({ U: 14, u: 14, bids: "200 1" })),
      // The first of what waits bridges, the second is crossed when it is applied.
      depthAnswer("BTCUSDT", snapshotText(12, "99 1", "101 1")),
      recv(diffText({ U: 15, u: 15 })),
    ];
    const desk = deskOf(script);
    expect(bookFacts(bookOf(desk)).history.rejected).toBe(2);
    expect(desk.ledger.totals().rejected).toMatchObject({ crossed: 2 });
    expect(bookFacts(bookOf(restored(BINANCE_SPOT, keep(desk)))).history.rejected).toBe(2);
  });
});
