import { describe, expect, test } from "vitest";
import type { ReplayStatus } from "../../src/core/contract/desk.ts";
import { ReplayClock } from "../../src/renderer/replay/replay-clock.ts";

const BASE_MS = 1_723_161_600_000;

function pageClock() {
  let wallMs = 0;
  let pending: (() => void) | null = null;
  let scheduled: (() => void) | null = null;
  const clock = new ReplayClock({
    nowMs: () => wallMs,
    wallMs: () => BASE_MS + wallMs,
    frame: (task) => (pending = task),
    schedule: (task) => {
      scheduled = task;
      return () => (scheduled = null);
    },
  });
  return {
    clock,
    say: (ms: number, more: Partial<ReplayStatus> = {}) =>
      clock.set({ type: "replay.status", rx: 1, rxNs: String(BigInt(BASE_MS + ms) * 1_000_000n), playing: true, speed: 1, ended: false, ...more }),
    /** Lets wall time pass, and then one animation frame. */
    pass: (ms: number) => {
      wallMs += ms;
      const task = pending;
      pending = null;
      task?.();
      return clock.nowMs - BASE_MS;
    },
    /** Lets wall time pass until the live clock looks at it. */
    tick: (ms: number) => {
      wallMs += ms;
      scheduled?.();
      return clock.nowMs - BASE_MS;
    },
    get waiting() {
      return pending !== null;
    },
  };
}

describe("the replay's clock on the page", () => {
  test("runs on between two messages, at the replay's speed", () => {
    const { say, pass } = pageClock();
    say(0, { speed: 10 });
    expect(pass(100)).toBe(1_000);
    expect(pass(100)).toBe(2_000);
  });

  test("stands while paused, and asks for no more frames", () => {
    const page = pageClock();
    page.say(0);
    page.pass(100);
    page.say(150, { playing: false });
    expect(page.pass(5_000)).toBe(150);
    expect(page.waiting).toBe(false);
  });

  test("never goes back while it plays", () => {
    const { say, pass } = pageClock();
    say(0);
    expect(pass(200)).toBe(200);
    say(150, { rx: 2 });
    expect(pass(0)).toBe(200);
    expect(pass(100)).toBe(250);
  });

  test("goes back when the replay began again", () => {
    const { say, pass } = pageClock();
    say(60_000, { rx: 50, playing: false, ended: true });
    say(0, { rx: 0 });
    expect(pass(0)).toBe(0);
  });

  test("does not invent time when it hears nothing", () => {
    const { say, pass } = pageClock();
    say(0);
    expect(pass(60_000)).toBe(500);
  });

  test("stops with the connection", () => {
    const page = pageClock();
    page.say(0);
    page.clock.stop();
    expect(page.pass(300)).toBe(0);
    expect(page.waiting).toBe(false);
  });

  test("is this machine's while the live desk is shown, and a replay's own again after that", () => {
    const { clock, say, pass, tick } = pageClock();
    clock.runLive();
    expect(clock.nowMs).toBe(BASE_MS);
    expect(tick(5_000)).toBe(5_000);
    clock.reset();
    expect(clock.nowMs).toBe(0);
    say(100);
    expect(tick(5_000)).toBe(100);
    expect(pass(0)).toBe(600);
  });

  test("tells its listeners until they end it", () => {
    const { clock, say, pass } = pageClock();
    const heard: number[] = [];
    const undo = clock.onTick((ms) => heard.push(ms - BASE_MS));
    say(0);
    pass(10);
    undo();
    pass(10);
    expect(heard).toEqual([0, 10]);
  });
});
