import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UnifiedBook } from "../../../src/core/venues/ccxt/unified-event.ts";
import type { CcxtBook, CcxtLevel } from "../../../src/workers/ccxt/socket-tap.ts";
import { FULL_EVERY_MS, RecordedBook } from "../../../src/workers/ccxt/recorded-book.ts";

const DEPTH = 100;

function book(bids: readonly CcxtLevel[], asks: readonly CcxtLevel[], timestamp?: number): CcxtBook {
  return { symbol: "BTC/USDT", bids, asks, ...(timestamp === undefined ? {} : { timestamp }) };
}

/** What who was told these events knows: levels of one side by price, best first. */
function known(events: readonly UnifiedBook[], side: "bids" | "asks"): CcxtLevel[] {
  let levels = new Map<number, number>();
  for (const event of events) {
    if (event.full) levels = new Map();
    for (const [price, amount] of event[side] as readonly [number, number][]) {
      if (amount === 0) levels.delete(price);
      else levels.set(price, amount);
    }
  }
  return [...levels].sort(([a], [b]) => (side === "bids" ? b - a : a - b));
}

const side = (sign: 1 | -1): fc.Arbitrary<CcxtLevel[]> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 150 }), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), {
      selector: ([at]) => at,
      maxLength: 130,
    })
    .map((levels) => levels.sort(([a], [b]) => a - b).map(([at, amount]): CcxtLevel => [1_000 + sign * at * 0.1, amount]));

describe("a recorded book", () => {
  test("is, to who is told its events, the best levels that ccxt holds, after each of them (seeds are printed)", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(side(-1), side(1), fc.nat(FULL_EVERY_MS)), { minLength: 1, maxLength: 8 }), (states) => {
        const recorded = new RecordedBook("BTC/USDT");
        const events: UnifiedBook[] = [];
        let nowMs = 0;
        for (const [bids, asks, ms] of states) {
          const event = recorded.update(book(bids, asks), (nowMs += ms));
          if (event !== null) events.push(event);
          expect(known(events, "bids")).toEqual(bids.slice(0, DEPTH));
          expect(known(events, "asks")).toEqual(asks.slice(0, DEPTH));
        }
        expect(events.map(({ n }) => n)).toEqual(events.map((_, at) => at + 1));
      }),
      { numRuns: 200 },
    );
  });

  test("says nothing of what did not change, and everything again after thirty seconds", () => {
    const recorded = new RecordedBook("BTC/USDT");
    const state = book([[99, 1]], [[101, 2]], 1_700_000_000_000);
    expect(recorded.update(state, 0)).toMatchObject({ full: true, n: 1, ms: 1_700_000_000_000 });
    expect(recorded.update(state, 1)).toBeNull();
    expect(recorded.isDue(FULL_EVERY_MS - 1)).toBe(false);
    expect(recorded.isDue(FULL_EVERY_MS)).toBe(true);
    expect(recorded.update(state, FULL_EVERY_MS)).toMatchObject({ full: true, n: 2, bids: [[99, 1]] });
  });

  test.each([
    ["crossed", book([[101, 1]], [[100, 1]]), "bid 101 is not below ask 100"],
    ["locked", book([[100, 1]], [[100, 1]]), "bid 100 is not below ask 100"],
    ["with a price that is no number", book([[Number.NaN, 1]], []), "a bid of 1 at NaN"],
    ["with an infinite price", book([], [[Number.POSITIVE_INFINITY, 1]]), "a ask of 1 at Infinity"],
    ["with a negative price", book([[-5, 1]], []), "a bid of 1 at -5"],
    ["with a negative amount", book([], [[5, -3]]), "a ask of -3 at 5"],
    ["out of order", book([[98, 1], [99, 1]], []), "bid 99 stands behind 98"], // prettier-ignore
  ])("that ccxt holds %s is lost, in words, until it is right again", (_, wrong, reason) => {
    const recorded = new RecordedBook("BTC/USDT");
    const right = book([[99, 1]], [[101, 2]]);
    expect(recorded.update(wrong, 0)).toBeNull();
    expect(recorded.update(right, 0)).toMatchObject({ n: 1, full: true });
    expect(recorded.update(wrong, 1)).toMatchObject({ n: 3, full: false, lost: reason });
    expect(recorded.update(wrong, 2)).toBeNull();
    expect(recorded.update(right, 3)).toMatchObject({ n: 4, full: true });
  });
});
