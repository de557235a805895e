import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Int } from "../../../src/core/base/decimal.ts";
import type { SequencePolicy } from "../../../src/core/book/sequence-policy.ts";
import type { BookPart } from "../../../src/core/desk/book-part.ts";
import { reportBook } from "../../../src/core/desk/instrument-report.ts";
import { BINANCE_SPOT, BINANCE_USDM } from "../../../src/core/venues/binance/venues.ts";
import type { Venue } from "../../../src/core/venues/venue.ts";
import { ScriptedDesk } from "../frames.ts";
import { SYMBOL } from "./script.ts";
import { deliver, type History, historyOf, type Levels, mishaps } from "./true-history.ts";

const seed = Date.now() & 0x7fffffff;

/** What is wrong with a book that claims to be readable, or shows levels though it is not; null where it is true or silent. */
function lie(part: BookPart, history: History): string | null {
  const { book, sync } = part;
  const shown = reportBook(part);
  if (!part.isReadable) {
    const silent = shown.bids.length + shown.asks.length + shown.bidLevels + shown.askLevels === 0;
    return silent && shown.reason !== null && shown.reason !== "" ? null : `${shown.quality}, yet it shows levels or gives no reason`;
  }
  const held = (count: number, at: (rank: number) => { price: Int; qty: Int }): string =>
    Array.from({ length: count }, (_, rank) => at(rank))
      .map(({ price, qty }) => `${price} ${qty}`)
      .join();
  const truth = (levels: Levels, sign: number): string => [...levels].sort(([a], [b]) => sign * (a - b)).map((level) => level.join(" ")).join(); // prettier-ignore
  const [bids, asks] = [truth(history.at(Number(sync.lastUpdateId), "bids"), -1), truth(history.at(Number(sync.lastUpdateId), "asks"), 1)];
  const same = held(book.bidLevels, (rank) => book.bidAt(rank)) === bids && held(book.askLevels, (rank) => book.askAt(rank)) === asks;
  return same ? null : `live at ${sync.lastUpdateId}, yet not the true book: ${bids} | ${asks}`;
}

/** Runs random histories with random mishaps; the frames after which the book was readable, and the first lie (none where it is null). */
function hunt(venue: Venue, numRuns: number): { readonly live: number; readonly lie: string | null } {
  let live = 0;
  const outcome = fc.check(
    fc.property(historyOf(venue.name !== "binance"), mishaps, (history, plan) => {
      const script = new ScriptedDesk({ venue });
      let part: BookPart | null = null;
      for (const frame of deliver(history, plan)) {
        script.hear(frame);
        part = script.desk.find(`${venue.name}:${SYMBOL}`)?.book ?? null;
        if (part === null) continue;
        if (part.isReadable) live++;
        const found = lie(part, history);
        if (found !== null) throw new Error(`after frame ${script.rx}: ${found}`);
      }
      if (!part?.isReadable) throw new Error("not live again, though the last snapshot bridges");
    }),
    { seed, numRuns },
  );
  const cause = outcome.errorInstance instanceof Error ? outcome.errorInstance.message : String(outcome.errorInstance);
  return { live, lie: outcome.failed ? `${cause}\n${fc.defaultReportMessage(outcome)}` : null };
}

/** A venue whose sequence rule is wrong in one way. */
function mutant(venue: Venue, change: Partial<SequencePolicy>): Venue {
  return { ...venue, sequence: { ...venue.sequence, ...change } };
}

describe.each([
  ["spot", BINANCE_SPOT],
  ["futures", BINANCE_USDM],
] as const)("a book by the %s rules, whatever is dropped, repeated, reordered, garbled, cut or snapshotted late or early", (_name, venue) => {
  test(`is live and true or not readable, after every frame, and in the end live (seed ${seed})`, () => {
    const { live, lie: found } = hunt(venue, 2500);
    expect(found).toBeNull();
    expect(live).toBeGreaterThan(10_000); // it was tested on books that could be read
  }, 60_000);

  test.each<[string, Partial<SequencePolicy>]>([
    ["never sees a break in the sequence", { follows: () => true }],
    ["takes any diff as the one that continues a snapshot", { bridges: () => true }],
    ["takes what a snapshot covers for what continues it", { drops: () => false, bridges: () => true }],
  ])(`catches the mutant that %s (seed ${seed})`, (_mutant, change) => {
    expect(hunt(mutant(venue, change), 2000).lie).toMatch(/not the true book/);
  });
});
