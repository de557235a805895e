import { describe, expect, test } from "vitest";
import { Pacer, type Pace } from "../../../src/workers/replay/pacer.ts";
import { TapeCursor } from "../../../src/workers/replay/tape-cursor.ts";
import { FakeTime, fakeTape, type FakeFrame, START_NS } from "./fake-tape.ts";

function replayOf(frames: readonly FakeFrame[], speed: Pace = 1, marks: readonly number[] = []) {
  const time = new FakeTime();
  const log: string[] = [];
  const clockMs: number[] = [];
  const pacer = new Pacer({
    cursor: new TapeCursor(fakeTape(frames, { marks: marks.map((afterRx) => ({ afterRx, eventMs: new Map(), keyframes: [] })) })),
    speed,
    clock: time.clock,
    schedule: time.schedule,
    onFrame: ({ rx }, tapeNs) => {
      log.push(String(rx));
      clockMs.push(Number(tapeNs - START_NS) / 1e6);
    },
    onMark: ({ afterRx }) => log.push(`mark ${afterRx}`),
    onSlice: () => {},
  });
  return { time, pacer, log, clockMs };
}

const EVERY_SECOND = Array.from({ length: 10 }, (_, n) => ({ ms: n * 1000 }));

describe("the pacer", () => {
  test("plays each frame when its recorded time comes", () => {
    const { time, pacer, log } = replayOf(EVERY_SECOND);
    pacer.play();
    time.advance(0);
    expect(log).toEqual(["1"]);
    time.advance(999);
    expect(log).toEqual(["1"]);
    time.advance(1);
    expect(log).toEqual(["1", "2"]);
    time.advance(8_000);
    expect(log).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    expect(pacer.state).toMatchObject({ rx: 10, playing: false, ended: true });
    expect(time.idle).toBe(true);
  });

  test("plays ten times as fast at speed 10, and everything at once at max", () => {
    const tenfold = replayOf(EVERY_SECOND, 10);
    tenfold.pacer.play();
    tenfold.time.advance(500);
    expect(tenfold.log).toHaveLength(6);
    const most = replayOf(EVERY_SECOND, "max");
    most.pacer.play();
    most.time.advance(0);
    expect(most.log).toHaveLength(10);
  });

  test("waits for nothing where the receive time runs backwards", () => {
    const { time, pacer, log, clockMs } = replayOf([{ ms: 0 }, { ms: 5_000 }, { ms: 1_000 }, { ms: 4_000 }, { ms: 5_500 }]);
    pacer.play();
    time.advance(5_000);
    expect(log).toEqual(["1", "2", "3", "4"]);
    time.advance(500);
    expect(log).toEqual(["1", "2", "3", "4", "5"]);
    expect(clockMs).toEqual([0, 5_000, 5_000, 5_000, 5_500]);
  });

  test("stands still while paused, and goes on from there", () => {
    const { time, pacer, log } = replayOf(EVERY_SECOND);
    pacer.play();
    time.advance(2_500);
    pacer.pause();
    const { tapeNs } = pacer.state;
    time.advance(60_000);
    expect(log).toEqual(["1", "2", "3"]);
    expect(pacer.state).toMatchObject({ tapeNs, playing: false });
    pacer.play();
    time.advance(499);
    expect(log).toHaveLength(3);
    time.advance(1);
    expect(log).toHaveLength(4);
  });

  test("changes speed between two frames without losing the time already waited", () => {
    const { time, pacer, log } = replayOf(EVERY_SECOND);
    pacer.play();
    time.advance(500);
    pacer.setSpeed(5);
    time.advance(99);
    expect(log).toHaveLength(1);
    time.advance(1);
    expect(log).toHaveLength(2);
  });

  test("moves its clock on through a silence, but never past a frame it has not played", () => {
    const { time, pacer } = replayOf([{ ms: 0 }, { ms: 10_000 }]);
    pacer.play();
    time.advance(0);
    const { tapeNs } = pacer.state;
    time.advance(4_000);
    expect(pacer.state.tapeNs - tapeNs).toBe(4_000_000_000n);
    time.nowMs += 60_000; // the machine slept: nothing ran
    expect(pacer.state.tapeNs - tapeNs).toBe(10_000_000_000n);
  });

  test("goes on from where it is after the machine slept, instead of rushing", () => {
    const { time, pacer, log } = replayOf(EVERY_SECOND);
    pacer.play();
    time.advance(0);
    time.nowMs += 60_000;
    time.advance(100);
    expect(log).toEqual(["1", "2"]);
    time.advance(1_000);
    expect(log).toEqual(["1", "2", "3"]);
  });

  test("applies a mark after its frame and before the next, the last one too", () => {
    const { time, pacer, log } = replayOf(EVERY_SECOND.slice(0, 4), "max", [2, 4]);
    pacer.play();
    time.advance(0);
    expect(log).toEqual(["1", "2", "mark 2", "3", "4", "mark 4"]);
  });

  test("ends a slice of work after some milliseconds, so that commands get through", () => {
    const frames = Array.from({ length: 1_000 }, () => ({ ms: 0 }));
    const time = new FakeTime();
    let played = 0;
    const slices: number[] = [];
    const pacer = new Pacer({
      cursor: new TapeCursor(fakeTape(frames)),
      speed: "max",
      clock: time.clock,
      schedule: time.schedule,
      onFrame: () => {
        played++;
        time.nowMs += 0.1; // what a frame costs
      },
      onMark: () => {},
      onSlice: () => slices.push(played),
    });
    pacer.play();
    time.advance(4);
    expect(slices.length).toBe(1);
    expect(slices[0]).toBeLessThan(120);
    pacer.pause();
    time.advance(1_000);
    expect(played).toBe(slices[0]);
    pacer.play();
    time.advance(1_000);
    expect(played).toBe(1_000);
  });

  test("ends at once on a tape without frames", () => {
    const { time, pacer } = replayOf([]);
    pacer.play();
    time.advance(0);
    expect(pacer.state).toMatchObject({ rx: 0, playing: false, ended: true });
  });
});
