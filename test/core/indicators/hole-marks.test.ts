import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import { HoleFollower, holeMarks } from "../../../src/core/indicators/hole-marks.ts";
import type { Reach } from "../../../src/core/indicators/indicator.ts";
import { candleOf } from "./candle-fixture.ts";

const HOUR_MS = 3_600_000;
const marksOf = (holes: string, reach: Partial<Reach>, stepMs = HOUR_MS): string => {
  const candles = Array.from(holes, (sign, at) => ({ ...candleOf({ close: 1, openTime: at * stepMs }), hole: sign === "x" }));
  return holeMarks(columnsOf(candles), { candles: Infinity, sessionMs: 0, session: "own", sinceMs: -Infinity, ...reach }).join("");
};

describe("marks of values that rest on a hole", () => {
  test("lie on exactly the candles whose window holds one", () => {
    expect(marksOf("...x......", { candles: 4 })).toBe("0001111000");
    expect(marksOf("x.x.......", { candles: 3 })).toBe("1111100000");
    expect(marksOf("..........", { candles: 4 })).toBe("0000000000");
    expect(marksOf(".x........", { candles: 1 })).toBe("0100000000");
  });

  test("stay for good on what remembers everything", () => {
    expect(marksOf("...x......", {})).toBe("0001111111");
  });

  test("end with the session on what begins anew in each", () => {
    expect(marksOf("..x.........", { sessionMs: 4 * HOUR_MS })).toBe("001100000000");
  });

  test("lie on the session after the one with the hole where a value rests on the session before", () => {
    const pivot = { sessionMs: 4 * HOUR_MS, session: "before" } as const;
    expect(marksOf("..x.........", pivot)).toBe("000011110000");
    expect(marksOf("..x.x.x.....", pivot)).toBe("000011111111");
    expect(marksOf("..x......x..", pivot)).toBe("000011110000");
  });

  test("on a forming candle keep nothing, and go on from a snapshot", () => {
    const follower = new HoleFollower({ candles: 2, sessionMs: 0, session: "own", sinceMs: -Infinity });
    expect(follower.wouldMark(0, true)).toBe(true);
    expect(follower.take(0, false)).toBe(false);
    expect(follower.take(1, true)).toBe(true);
    const state = follower.snapshot();
    expect([follower.take(2, false), follower.take(3, false)]).toEqual([true, false]);
    follower.restore(state);
    expect([follower.take(2, false), follower.take(3, false)]).toEqual([true, false]);
  });
});
