import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { Restore } from "../../../src/workers/replay/restore.ts";
import { TapeCursor } from "../../../src/workers/replay/tape-cursor.ts";
import type { TapeSource } from "../../../src/workers/replay/tape-source.ts";
import { record } from "../../simulator/recorded-session.ts";
import { recordedTape } from "./recorded-tape.ts";
import { stateAt } from "./state-at.ts";

const { frames } = record({ seed: 11, seconds: 20, symbols: ["BTCUSDT", "ETHUSDT", "DOGEUSDT", "QTUMUSDT"] });
/** The fifth mark stores all four, each later one the next of three in turn: the keyframes that a frame needs lie far apart. */
const tape = recordedTape(frames, { namesAt: (mark, met) => (mark < 5 ? [] : mark === 5 ? met : met.slice(0, 3).filter((_, n) => n === mark % 3)) });

const marks = [...tape.marks()].map(({ afterRx }) => afterRx).filter((rx) => rx < frames.length);

describe("a state that is restored", () => {
  test("from keyframes and the frames since is the one that a fold from the start has, at any frame", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: frames.length }), fc.constantFrom(...marks), fc.constantFrom(...marks.map((rx) => rx + 1))),
        (rx) => {
          const whole = stateAt(BINANCE_SPOT, Restore.fromTheStart(tape, BINANCE_SPOT), tape, rx);
          expect(stateAt(BINANCE_SPOT, Restore.plan(tape, BINANCE_SPOT, rx), tape, rx).digests).toEqual(whole.digests);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("begins at the oldest of the keyframes it needs, where every instrument has one", () => {
    const stored = recordedTape(frames, { namesAt: (_, met) => met });
    const rx = Math.floor(frames.length * 0.9);
    const plan = Restore.plan(stored, BINANCE_SPOT, rx);
    expect(plan.fromRx).toBe(Math.floor(rx / 50) * 50);
    const { digests: quick, folded } = stateAt(BINANCE_SPOT, plan, stored, rx);
    expect(folded).toBe(rx - plan.fromRx);
    expect(quick).toEqual(stateAt(BINANCE_SPOT, Restore.fromTheStart(stored, BINANCE_SPOT), stored, rx).digests);
  });

  test("begins at the first frame, and uses no keyframe, where one instrument has none", () => {
    expect(Restore.plan(tape, BINANCE_SPOT, 200)).toMatchObject({ fromRx: 0, keyframeRx: new Map() });
  });

  test("passes over the frames before an instrument's keyframe", () => {
    const rx = Math.floor(frames.length * 0.9);
    const plan = Restore.plan(tape, BINANCE_SPOT, rx);
    const cursor = new TapeCursor(tape);
    let passed = 0;
    while (cursor.frame.rx < rx) if (cursor.next() === "frame" && !plan.admits(cursor.frame)) passed++;
    expect(passed).toBeGreaterThan(rx / 2);
  });

  test("uses no keyframe of which one part is missing", () => {
    const books = {
      ...tape,
      latestKeyframe: (...of: Parameters<TapeSource["latestKeyframe"]>) => (of[1] === "book" ? tape.latestKeyframe(...of) : undefined),
    };
    expect(Restore.plan(books, BINANCE_SPOT, frames.length)).toMatchObject({ fromRx: 0, keyframeRx: new Map() });
  });
});
