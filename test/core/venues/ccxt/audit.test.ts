import { describe, expect, test } from "vitest";
import { decodeState, encodeState } from "../../../../src/core/desk/part-state.ts";
import { Desk } from "../../../../src/core/desk/desk.ts";
import { venueNamed } from "../../../../src/core/venues/all-venues.ts";
import type { Venue } from "../../../../src/core/venues/venue.ts";
import { digestOf, open, recv, ScriptedDesk } from "../../frames.ts";

const VENUE = venueNamed("ccxt:kucoin") as Venue;
const ID = "ccxt:kucoin:A/B";

type Levels = readonly (readonly [number | string, number | string])[];

const book = (n: number, full: boolean, bids: Levels, asks: Levels): string =>
  JSON.stringify({ unified: "book", symbol: "A/B", n, full, depth: 100, ms: 1_700_000_000_000, bids, asks });
const audit = (bids: Levels, asks: Levels): string => JSON.stringify({ unified: "audit", symbol: "A/B", bids, asks });
const desk = (...texts: string[]): ScriptedDesk => new ScriptedDesk({ venue: VENUE }).hear(open(), ...texts.map((text) => recv(text)));

const FULL = book(1, true, [[99.5, 1], [99.4, 2], [90, 5]], [[100.5, 3], [100.6, 4]]); // prettier-ignore
const TRUE_BIDS: Levels = [[99.5, 1], [99.4, "2.0"]]; // prettier-ignore

describe("a REST answer about a book that nothing proves", () => {
  test("says how many of its levels differ, at which frame, and is control: it changes no level", () => {
    const script = desk(FULL, audit(TRUE_BIDS, [[100.5, 3], [100.6, 4]])); // prettier-ignore
    expect(script.report(ID)).toMatchObject({
      quality: "unverified",
      bidLevels: 3,
      reason: expect.stringMatching(/at frame 3, 0 of 4 levels differ$/) as string,
    });
    expect(script.ledger).toMatchObject({ applied: 1, control: 2, rejected: {} });
  });

  test.each<[string, Levels, Levels, string]>([
    ["another quantity", [[99.5, 7], [99.4, 2]], [[100.5, 3]], "1 of 3"], // prettier-ignore
    ["a level the book has not", [[99.5, 1], [99.45, 1], [99.4, 2]], [[100.5, 3]], "1 of 4"], // prettier-ignore
    ["a level too many in the book", [[99.5, 1], [90, 5]], [[100.5, 3]], "1 of 3"], // prettier-ignore
    ["sides swapped", [[100.5, 3], [100.6, 4]], [[99.5, 1], [99.4, 2]], "4 of 4"], // prettier-ignore
    ["nothing", [], [], "0 of 0"],
  ])("with %s says so", (_what, bids, asks, expected) => {
    expect(desk(FULL, audit(bids, asks)).report(ID).reason).toContain(`${expected} levels differ`);
  });

  test("before the first whole state, or in a gap, says nothing of any book", () => {
    expect(desk(audit(TRUE_BIDS, [])).report(ID)).toMatchObject({ quality: "syncing", bids: [] });
    expect(desk(FULL, audit(TRUE_BIDS, []), book(5, false, [], [])).report(ID).reason).toMatch(/^sequence at frame 4/);
  });

  test("is in a keyframe, and in no digest", () => {
    const script = desk(FULL, audit(TRUE_BIDS, []));
    const state = script.desk.find(ID)?.book?.state();
    const other = new Desk({ venue: VENUE });
    if (state !== undefined) other.restore(ID, "book", decodeState(encodeState(state)));
    expect(other.find(ID)?.book?.audit).toEqual({ rx: 3, levels: 2, different: 0 });
    expect(digestOf(script.desk)).toBe(digestOf(desk(FULL).desk));
  });

  test("that is malformed costs the book nothing", () => {
    const script = desk(FULL, audit([["NaN", 1]], []), '{"unified":"audit","symbol":"A/B"}');
    expect(script.ledger.rejected).toEqual({ malformed: 2 });
    expect(script.report(ID)).toMatchObject({ quality: "unverified", gaps: [] });
  });
});
