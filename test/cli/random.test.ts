import { afterAll, describe, expect, test } from "vitest";
import { compare, exact } from "./exact-decimal.ts";
import { type RandomRecording, randomRecording } from "./market.ts";
import { type Levels, rawJsonl } from "./recording.ts";
import { ReferenceFold } from "./reference-fold.ts";
import { type InstrumentReport, Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

/** How many recordings to compare, and from which seed on; the long run is for before a release. */
const COUNT = Number(process.env["TAPEDECK_LONG"] ?? 12);
const FIRST_SEED = Number(process.env["TAPEDECK_SEED"] ?? 1);

const seeds = Array.from({ length: COUNT }, (_, n) => FIRST_SEED + n);

describe("a random recording says what an independent reading of the contract says", { timeout: 60_000 }, () => {
  test.each(seeds)("seed %i", (seed) => {
    const recording = randomRecording(seed);
    const { venue, lines } = recording;
    const reference = new ReferenceFold(venue);
    for (const line of lines) reference.push(line);
    const expected = reference.report();

    const { digest, frames, ledger, instruments } = bench.fold(venue, rawJsonl(lines), "--workers", String([1, 2, 4][seed % 3]));
    expect(digest).toMatch(/^[0-9a-f]{16,}$/);
    expect({ frames, ledger, instruments: withoutReasons(instruments) }).toEqual(expected);
    for (const id of Object.keys(expected.instruments)) expect(bench.candles("fold.tape", id)).toBe(reference.candles(id));
    for (const [id, instrument] of Object.entries(instruments)) expectTrueOrUnreadable(recording, id, instrument);
  });
});

/** Takes the reasons away, after a look at whether each says something exactly where it must. */
function withoutReasons(instruments: Record<string, InstrumentReport>): Record<string, Omit<InstrumentReport, "reason">> {
  const entries = Object.entries(instruments).map(([id, { reason, ...rest }]) => {
    if (rest.quality === "live") expect(reason).toBeNull();
    else expect(reason).toMatch(/^[^\n]+$/);
    return [id, rest] as const;
  });
  return Object.fromEntries(entries);
}

/** A book is live and equal to the exchange's own at that id, or shows nothing. */
function expectTrueOrUnreadable({ truth }: RandomRecording, id: string, book: InstrumentReport): void {
  if (book.quality !== "live") {
    expect(book).toMatchObject({ bids: [], asks: [], bidLevels: 0, askLevels: 0 });
    return;
  }
  const state = truth.get(`${id} ${book.lastUpdateId}`);
  expect(state).toBeDefined(); // else it stands at an id that the exchange never had
  expect(book.bidLevels).toBe(state?.bids.length);
  expect(book.askLevels).toBe(state?.asks.length);
  expect(values(book.bids)).toEqual(values(best(state?.bids ?? [], -1)));
  expect(values(book.asks)).toEqual(values(best(state?.asks ?? [], 1)));
}

function best(levels: Levels, direction: 1 | -1): Levels {
  return levels.toSorted(([a], [b]) => direction * compare(exact(a), exact(b))).slice(0, 10);
}

/** Without the zeros that do not matter. */
function values(levels: Levels): string[][] {
  return levels.map((level) => level.map((text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)));
}
