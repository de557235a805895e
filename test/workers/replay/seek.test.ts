import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal } from "../../../src/core/base/decimal.ts";
import type { WatchlistRow } from "../../../src/core/contract/view.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { Replay } from "../../../src/workers/replay/replay.ts";
import { RECENT_TRADES } from "../../../src/workers/views/recent-trades.ts";
import { MixedFrameError, Restore } from "../../../src/workers/replay/restore.ts";
import type { TapeSource } from "../../../src/workers/replay/tape-source.ts";
import { record } from "../../simulator/recorded-session.ts";
import { FakePage } from "../views/fake-page.ts";
import { FakeTime } from "./fake-tape.ts";
import { recordedTape } from "./recorded-tape.ts";

const FOCUS = "binance:ETHUSDT";
const { frames } = record({ seed: 12, seconds: 12, symbols: ["BTCUSDT", "ETHUSDT", "DOGEUSDT"] });
const tape = recordedTape(frames, { namesAt: (mark, met) => (mark < 3 ? [] : met.filter((_, n) => n === mark % 3)) });

function open(source: TapeSource = tape) {
  const time = new FakeTime();
  const { clock, schedule } = time;
  const usage = () => ({ cpuMs: 0, memoryBytes: 1 });
  const replay = new Replay({ tape: source, venue: BINANCE_SPOT, name: "t.tape", speed: 1, clock, schedule, usage });
  const page = new FakePage();
  replay.attach(page);
  page.send({ type: "focus.instrument", instrument: FOCUS });
  /** Lets everything that waits for its time happen, painting all of it. */
  const settle = (): void => {
    for (let n = 0; n < 6; n++) {
      time.advance(60);
      page.ackAll();
    }
  };
  return { time, page, settle };
}

/** What the page shows, values and not their representation. */
function shown(page: FakePage) {
  const ids: string[] = [];
  const rows = new Map<string, object>();
  for (const message of page.log) {
    if (!("stream" in message)) continue;
    if (!("type" in message)) {
      if (message.stream === "watchlist") for (const row of message.view.rows) rows.set(ids[row.instrument] ?? "", plainRow(row));
    } else if (message.type === "view.instruments") ids.push(...message.ids);
    else rows.clear();
  }
  const ladder = page.received.ladder.at(-1);
  const level = ({ price, qty }: { price: number | bigint; qty: number | bigint }): string[] => [
    formatDecimal(price, ladder?.scale.price ?? 0),
    formatDecimal(qty, ladder?.scale.qty ?? 0),
  ];
  const bars = new Map<number, object>();
  for (const view of page.received.chart) {
    if (view.reset) bars.clear();
    for (const bar of view.bars) bars.set(bar.openTime, bar);
  }
  let trades: string[] = [];
  for (const { reset, trades: more, scale } of page.received.tape) {
    if (reset) trades = [];
    trades.push(...more.map(({ id, price, qty, side }) => `${id} ${formatDecimal(price, scale.price)} ${formatDecimal(qty, scale.qty)} ${side}`));
  }
  return {
    rows: Object.fromEntries(rows),
    ladder: ladder && { quality: ladder.quality, bids: ladder.bids.map(level), asks: ladder.asks.map(level) },
    bars: [...bars.values()],
    // A tape holds the last of them.
    trades: trades.slice(-RECENT_TRADES),
  };
}

function plainRow({ book, analytics }: WatchlistRow): object {
  const plain = Object.entries({ ...book, ...analytics }).map(([name, value]) => {
    const isDecimal = typeof value === "object" && value !== null;
    return [name, isDecimal ? formatDecimal(value.mantissa, value.scale) : value] as const;
  });
  return Object.fromEntries(plain);
}

/** The state after frame `rx`, come to by stepping there from the beginning without any keyframe. */
function walked(rx: number) {
  const desk = open({ ...tape, latestKeyframe: () => undefined });
  desk.page.send({ type: "replay.seek", to: { rx } });
  desk.settle();
  return shown(desk.page);
}

describe("seeking", () => {
  test("shows what a replay from the start shows there, wherever it comes from", () => {
    const { page, settle } = open();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: frames.length }), (rx) => {
        page.send({ type: "replay.seek", to: { rx } });
        settle();
        expect(page.status).toMatchObject({ rx, rxNs: String(frames[rx - 1]?.rxNs), playing: false });
        const [here, there] = [shown(page), walked(rx)];
        for (const name of ["rows", "ladder", "bars"] as const) expect(here[name]).toEqual(there[name]);
        // The tape is read from some 4,000 frames before: the same trades, or the last of them.
        expect(there.trades.slice(there.trades.length - here.trades.length)).toEqual(here.trades);
        if (rx <= 4_096) expect(here.trades).toEqual(there.trades);
      }),
      { numRuns: 20 },
    );
  });

  test("by time comes to the last frame received by then, and the clock stands at the time asked for", () => {
    const { page, settle } = open();
    const [one, two] = [frames[400]?.rxNs ?? 0n, frames[401]?.rxNs ?? 0n];
    expect(two - one).toBeGreaterThan(2n);
    page.send({ type: "replay.seek", to: { timeNs: String(one + (two - one) / 2n) } });
    settle();
    expect(page.status).toMatchObject({ rx: 401, playing: false });
    const stands = BigInt(page.status.rxNs);
    expect(stands >= one && stands <= two).toBe(true);
    // To the nanosecond.
    for (const [ns, rx] of [
      [two, 402],
      [two - 1n, 401],
    ] as const) {
      page.send({ type: "replay.seek", to: { timeNs: String(ns) } });
      settle();
      expect(page.status.rx).toBe(rx);
    }
    page.send({ type: "replay.seek", to: { timeNs: "5" } });
    settle();
    expect(page.status.rx).toBe(0);
    page.send({ type: "replay.seek", to: { timeNs: "9000000000000000000" } });
    settle();
    expect(page.status).toMatchObject({ rx: frames.length, ended: true });
  });

  test("plays on where it played, and stands where it stood", () => {
    const { page, time, settle } = open();
    page.send({ type: "replay.play" });
    time.advance(100);
    page.send({ type: "replay.seek", to: { rx: 1_000 } });
    settle();
    expect(page.status.playing).toBe(true);
    expect(page.status.rx).toBeGreaterThan(1_000);
    page.send({ type: "replay.pause" });
    page.send({ type: "replay.seek", to: { rx: 500 } });
    page.send({ type: "replay.seek", to: { rx: 700 } });
    settle();
    expect(page.status).toMatchObject({ rx: 700, playing: false });
  });

  test("back to before the first frame shows nothing", () => {
    const { page, settle } = open();
    page.send({ type: "replay.seek", to: { rx: 1_000 } });
    settle();
    page.send({ type: "replay.seek", to: { rx: 0 } });
    settle();
    expect(page.status).toMatchObject({ rx: 0, playing: false, ended: false });
    expect(page.views.at(-1)?.rows).toEqual([]);
    expect(page.received.tape.at(-1)).toMatchObject({ reset: true, trades: [] });
    expect(page.received.ladder.at(-1)).toMatchObject({ bids: [], asks: [], reason: "no message of this instrument yet" });
  });

  test("comes to the same state where frames belong to several instruments, so that no keyframe is of use", () => {
    const parts = ["BTCUSDT", "ETHUSDT"].map((s) => ({ e: "24hrTicker", E: 1_767_623_401_000, s, c: "1.5", v: "2" }));
    const bytes = new TextEncoder().encode(JSON.stringify({ stream: "!ticker@arr", data: parts }));
    const mixed = frames.map((frame) => (frame.rx % 70 === 69 ? { ...frame, bytes, start: 0, end: bytes.length } : frame));
    const source = recordedTape(mixed, { namesAt: (mark, met) => met.filter((_, n) => n === mark % 3) });
    const rx = 1_530;
    const arrive = (from: TapeSource) => {
      const { page, settle } = open(from);
      page.send({ type: "replay.seek", to: { rx } });
      settle();
      expect(page.status).toMatchObject({ rx, playing: false });
      return shown(page);
    };
    const plan = Restore.plan(source, BINANCE_SPOT, rx);
    const between = mixed.filter((frame) => frame.rx > plan.fromRx && frame.rx <= rx);
    expect(() => between.map((frame) => plan.admits(frame))).toThrow(MixedFrameError);
    expect(arrive(source)).toEqual(arrive({ ...source, latestKeyframe: () => undefined }));
  });

  test("that takes long says how far it has come, and shows nothing on the way", () => {
    const { page, time, settle } = open({ ...tape, latestKeyframe: () => undefined });
    settle();
    const views = page.views.length;
    // Looking at the clock takes time here: each slice of work is soon over.
    const { clock } = time;
    let looks = 0;
    Object.assign(time, { nowMs: 0 });
    const slow = new Replay({
      tape: { ...tape, latestKeyframe: () => undefined },
      venue: BINANCE_SPOT,
      name: "slow",
      speed: 1,
      clock: () => clock() + ++looks,
      schedule: time.schedule,
      usage: () => ({ cpuMs: 0, memoryBytes: 1 }),
    });
    const watcher = new FakePage();
    slow.attach(watcher);
    watcher.send({ type: "replay.seek", to: { rx: frames.length } });
    time.advance(50);
    const progress = watcher.events.filter((event) => event.type === "replay.seeking");
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.map(({ toRx }) => toRx)).toEqual(progress.map(() => frames.length));
    expect(progress.map(({ rx }) => rx)).toEqual(progress.map(({ rx }) => rx).toSorted((a, b) => a - b));
    expect(page.views).toHaveLength(views);
    expect(watcher.status.rx).toBe(frames.length);
  });
});

describe("a step", () => {
  test("to a trade that never comes stops at the end, or where the page pauses it", () => {
    const { page, time, settle } = open();
    page.send({ type: "focus.instrument", instrument: "binance:NOWHERE" });
    page.send({ type: "replay.step", by: "trade" });
    page.send({ type: "replay.pause" });
    time.advance(100);
    expect(page.status).toMatchObject({ rx: 0, playing: false, ended: false });
    page.send({ type: "replay.step", by: "trade" });
    settle();
    expect(page.status).toMatchObject({ rx: frames.length, playing: false, ended: true });
  });

  test("goes to the next frame, past the next trade of the instrument in focus, or on by a second", () => {
    const { page, settle } = open();
    page.send({ type: "replay.seek", to: { rx: 300 } });
    settle();
    page.send({ type: "replay.step", by: "frame" });
    settle();
    expect(page.status).toMatchObject({ rx: 301, playing: false });
    page.send({ type: "replay.step", by: "trade" });
    settle();
    const next = frames.findIndex(
      ({ rx, bytes, start, end }) => rx > 301 && new TextDecoder().decode(bytes.subarray(start, end)).includes('"ethusdt@trade"'),
    );
    expect(page.status).toMatchObject({ rx: next + 1, playing: false });
    const before = BigInt(page.status.rxNs);
    page.send({ type: "replay.step", by: "second" });
    settle();
    const last = frames.findLast(({ rxNs }) => rxNs <= before + 1_000_000_000n);
    expect(page.status).toMatchObject({ rx: last?.rx, playing: false });
    expect(Number(BigInt(page.status.rxNs) - before)).toBeCloseTo(1e9, -3);
  });
});
