import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Desk } from "../../../src/core/desk/desk.ts";
import { stateDigest } from "../../../src/core/desk/part-state.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { ReplayFold } from "../../../src/workers/replay/replay-fold.ts";
import { Restore } from "../../../src/workers/replay/restore.ts";
import { TapeCursor } from "../../../src/workers/replay/tape-cursor.ts";
import type { TapeSource } from "../../../src/workers/replay/tape-source.ts";
import { record } from "../../simulator/recorded-session.ts";
import { recordedTape } from "./recorded-tape.ts";

const { frames } = record({ seed: 11, seconds: 20, symbols: ["BTCUSDT", "ETHUSDT", "DOGEUSDT", "QTUMUSDT"] });
/** The fifth mark stores all four, each later one the next of three in turn: the keyframes that a frame needs lie far apart. */
const tape = recordedTape(frames, { namesAt: (mark, met) => (mark < 5 ? [] : mark === 5 ? met : met.slice(0, 3).filter((_, n) => n === mark % 3)) });

function digests(desk: Desk): Record<string, string> {
  return Object.fromEntries(
    desk.instruments().flatMap(({ id, book, analytics }) => [
      [`${id} book`, book === null ? "" : stateDigest(book.state())],
      [`${id} analytics`, analytics === null ? "" : stateDigest(analytics.state())],
    ]),
  );
}

/** The state after frame `rx`, come to by a plan. Returns how many frames it folded, too. */
function stateAt(plan: Restore, source: TapeSource, rx: number): { digests: Record<string, string>; folded: number } {
  const fold = new ReplayFold(BINANCE_SPOT, plan);
  const cursor = new TapeCursor(source, plan.fromRx);
  let folded = 0;
  while (cursor.frame.rx < rx) {
    const next = cursor.next();
    if (next === null) break;
    if (next !== "frame") fold.mark(next);
    else if (cursor.frame.rx <= rx) {
      fold.frame(cursor.frame);
      folded++;
    }
  }
  for (const mark of source.marks()) if (mark.afterRx === rx) fold.mark(mark);
  fold.restoreBefore(rx + 1);
  return { digests: digests(fold.desk), folded };
}

const marks = [...tape.marks()].map(({ afterRx }) => afterRx).filter((rx) => rx < frames.length);

describe("a state that is restored", () => {
  test("from keyframes and the frames since is the one that a fold from the start has, at any frame", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: frames.length }), fc.constantFrom(...marks), fc.constantFrom(...marks.map((rx) => rx + 1))),
        (rx) => {
          const whole = stateAt(Restore.fromTheStart(BINANCE_SPOT), tape, rx);
          expect(stateAt(Restore.plan(tape, BINANCE_SPOT, rx), tape, rx).digests).toEqual(whole.digests);
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
    const { digests: quick, folded } = stateAt(plan, stored, rx);
    expect(folded).toBe(rx - plan.fromRx);
    expect(quick).toEqual(stateAt(Restore.fromTheStart(BINANCE_SPOT), stored, rx).digests);
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
