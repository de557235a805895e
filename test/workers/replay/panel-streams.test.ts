import { describe, expect, test } from "vitest";
import { formatDecimal } from "../../../src/core/base/decimal.ts";
import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { reportBook } from "../../../src/core/desk/instrument-report.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { Replay } from "../../../src/workers/replay/replay.ts";
import { record } from "../../simulator/recorded-session.ts";
import { FakePage } from "../views/fake-page.ts";
import { FakeTime, type FakeFrame, fakeTape } from "./fake-tape.ts";
import { recordedTape } from "./recorded-tape.ts";

const START_MS = 1_723_161_600_000;

function trade(ms: number, id: number, price: string, symbol = "BTCUSDT"): FakeFrame {
  const data = { e: "trade", E: START_MS + ms, s: symbol, t: id, p: price, q: "0.5", T: START_MS + ms, m: id % 2 === 0, M: true };
  return { ms, text: JSON.stringify({ stream: `${symbol.toLowerCase()}@trade`, data }) };
}

/** `slow`: each look at the clock takes 2 ms, so that no slice of work gets far. */
function open(tape = fakeTape([]), speed: 1 | "max" = 1, slow = false) {
  const time = new FakeTime();
  const { schedule } = time;
  let looks = 0;
  const clock = (): number => time.nowMs + (slow ? 2 * looks++ : 0);
  const usage = () => ({ cpuMs: time.nowMs / 4, memoryBytes: 5_000 });
  const replay = new Replay({ tape, venue: BINANCE_SPOT, name: "t.tape", speed, clock, schedule, usage });
  const page = new FakePage();
  replay.attach(page);
  return { time, page, replay };
}

const bars = (page: FakePage): ChartBar[] => {
  const shown = new Map<number, ChartBar>();
  for (const view of page.received.chart) {
    if (view.reset) shown.clear();
    for (const bar of view.bars) shown.set(bar.openTime, bar);
  }
  return [...shown.values()];
};

describe("the panels of the instrument in focus", () => {
  test("get nothing before an instrument is chosen, and everything there is when one is", () => {
    const { time, page, replay } = open(fakeTape([trade(0, 1, "100"), trade(10, 2, "101.5"), trade(20, 1, "7", "ETHUSDT")]));
    replay.play();
    time.advance(100);
    expect([page.received.chart, page.received.ladder, page.received.tape]).toEqual([[], [], []]);
    page.send({ type: "focus.instrument", instrument: "binance:BTCUSDT" });
    expect(page.received.tape[0]).toMatchObject({ reset: true, instrument: "binance:BTCUSDT", scale: { price: 1, qty: 1 } });
    expect(page.received.tape[0]?.trades.map(({ id, price, qty, side }) => [id, price, qty, side])).toEqual([
      [1, 1_000, 5, "buy"],
      [2, 1_015, 5, "sell"],
    ]);
    expect(page.received.chart[0]).toMatchObject({ reset: true, pricePlaces: 1, bars: [{ openTime: START_MS, open: 100, close: 101.5, volume: 1 }] });
    expect(page.received.ladder[0]).toMatchObject({ quality: "syncing", bids: [], reason: expect.stringMatching(/.+/) });
    page.ackAll();
    page.send({ type: "focus.instrument", instrument: "binance:ETHUSDT" });
    time.advance(200);
    expect(page.received.tape.at(-1)).toMatchObject({ reset: true, instrument: "binance:ETHUSDT", trades: [{ price: 7 }] });
    page.ackAll();
    page.send({ type: "focus.instrument", instrument: "binance:NOWHERE" });
    time.advance(200);
    expect(page.received.ladder.at(-1)).toMatchObject({ instrument: "binance:NOWHERE", reason: "no message of this instrument yet" });
  });

  test("have one view each on its way, count what was overtaken, and are sent no more often than their pace", () => {
    const frames = Array.from({ length: 200 }, (_, n) => trade(n * 10, n + 1, String(100 + (n % 7))));
    const { time, page, replay } = open(fakeTape(frames));
    page.send({ type: "focus.instrument", instrument: "binance:BTCUSDT" });
    replay.play();
    time.advance(500);
    expect(page.received.tape).toHaveLength(1);
    page.ackAll();
    const from = page.received.tape.length;
    for (let n = 0; n < 100; n++) {
      time.advance(10);
      page.ackAll();
    }
    const sent = page.received.tape.slice(from);
    expect(sent.length).toBeGreaterThan(15);
    expect(sent.length).toBeLessThanOrEqual(21);
    expect(page.received.chart.length).toBeLessThanOrEqual(12);
    expect(page.received.chart.at(-1)?.merged).toBeGreaterThan(50);
    // All trades came, once, in their order.
    time.advance(2_000);
    page.ackAll();
    time.advance(200);
    const ids = page.received.tape.flatMap((view) => view.trades.map(({ id }) => id));
    expect(ids).toEqual(frames.map((_, n) => n + 1));
  });

  test("say how many trades went by that no view carried", () => {
    const frames = Array.from({ length: 500 }, (_, n) => trade(n, n + 1, "100"));
    const { time, page, replay } = open(fakeTape(frames));
    page.send({ type: "focus.instrument", instrument: "binance:BTCUSDT" });
    replay.play();
    time.advance(1_000);
    page.ack("tape");
    time.advance(100);
    const last = page.received.tape.at(-1);
    expect(last?.trades.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, n) => 381 + n));
    expect(last?.skipped).toBe(380 - (page.received.tape[0]?.trades.length ?? 0));
  });

  test("tell trades apart from the aggregates that repeat them", () => {
    const aggregate = (ms: number, id: number, first: number, last: number): FakeFrame => {
      const data = { e: "aggTrade", E: START_MS + ms, s: "BTCUSDT", a: id, p: "100", q: "1", f: first, l: last, T: START_MS + ms, m: false, M: true };
      return { ms, text: JSON.stringify({ stream: "btcusdt@aggTrade", data }) };
    };
    const { time, page, replay } = open(
      fakeTape([aggregate(0, 1, 1, 2), trade(1, 3, "101"), aggregate(2, 2, 3, 3), trade(3, 3, "101"), trade(4, 4, "102")]),
      "max",
    );
    page.send({ type: "focus.instrument", instrument: "binance:BTCUSDT" });
    page.ackAll();
    replay.play();
    time.advance(100);
    page.ackAll();
    time.advance(100);
    expect(page.received.tape.flatMap(({ trades }) => trades.map(({ id }) => id))).toEqual([2, 3, 4]);
  });
});

describe("the ladder", () => {
  test("shows at every moment the levels that the book has, and none where it may not be read", () => {
    const { frames } = record({ seed: 3, seconds: 15, symbols: ["BTCUSDT", "ETHUSDT", "DOGEUSDT"] });
    const tape = recordedTape(frames, { namesAt: () => [] });
    const { time, page } = open(tape);
    const id = "binance:DOGEUSDT"; // the one whose book breaks
    page.send({ type: "focus.instrument", instrument: id });
    const desk = new Desk({ venue: BINANCE_SPOT });
    let at = 0;
    const qualities = new Set<string>();
    for (let rx = 20; rx <= frames.length; rx += 37) {
      page.send({ type: "replay.seek", to: { rx } });
      for (let n = 0; n < 4; n++) {
        time.advance(60);
        page.ackAll();
      }
      while (at < rx) desk.apply(frames[at++] as (typeof frames)[number]);
      const book = desk.find(id)?.book;
      const view = page.received.ladder.at(-1);
      if (!book || view === undefined) continue;
      const level = ({ price, qty }: { price: number | bigint; qty: number | bigint }): [string, string] => [
        formatDecimal(price, view.scale.price),
        formatDecimal(qty, view.scale.qty),
      ];
      const report = reportBook(book);
      qualities.add(view.quality);
      expect(view.quality).toBe(report.quality);
      const readable = report.quality === "live";
      expect(view.bids.slice(0, 10).map(level)).toEqual(readable ? report.bids.slice(0, 10) : []);
      expect(view.asks.slice(0, 10).map(level)).toEqual(readable ? report.asks.slice(0, 10) : []);
      expect([view.bidLevels, view.askLevels]).toEqual(readable ? [report.bidLevels, report.askLevels] : [0, 0]);
    }
    expect([...qualities].toSorted()).toEqual(["gap", "live", "syncing"]);
  });
});

test("the ladder shows no levels of a book whose feed fell silent, though they are still held", () => {
  const { frames } = record({ seed: 4, seconds: 10, symbols: ["BTCUSDT"] });
  const bytes = new TextEncoder().encode(JSON.stringify({ instrument: "binance:BTCUSDT" }));
  const last = frames.at(-1);
  if (last === undefined) throw new Error("no frames");
  const silent = { ...last, kind: "stale" as const, rx: frames.length + 1, bytes, start: 0, end: bytes.length };
  const { time, page } = open(recordedTape([...frames, silent], { namesAt: () => [] }));
  page.send({ type: "focus.instrument", instrument: "binance:BTCUSDT" });
  const at = (rx: number) => {
    page.send({ type: "replay.seek", to: { rx } });
    for (let n = 0; n < 4; n++) {
      page.ackAll();
      time.advance(60);
    }
    return page.received.ladder.at(-1);
  };
  expect(at(frames.length)).toMatchObject({ quality: "live", reason: "" });
  expect(page.received.ladder.at(-1)?.bids).not.toEqual([]);
  expect(at(frames.length + 1)).toMatchObject({ quality: "stale", bids: [], asks: [], reason: "no update although the stream should speak" });
});

describe("the chart", () => {
  /** Three hours of trades, one each 20 s, with a late one now and then: candles become final, are corrected, and leave. */
  const HOURS = 3;
  const frames = Array.from({ length: HOURS * 180 }, (_, n) => {
    const late = n % 50 === 49 ? 5 * 60_000 : 0;
    const said = trade(n * 20_000, n + 1, (100 + Math.sin(n / 9) * 5).toFixed(2));
    return late === 0 ? said : { ...said, text: said.text?.replaceAll(`"T":${START_MS + n * 20_000}`, `"T":${START_MS + n * 20_000 - late}`) ?? "" };
  });
  const id = "binance:BTCUSDT";
  const marks = Array.from({ length: 50 }, (_, n) => ({
    afterRx: (n + 1) * 10,
    eventMs: new Map([["binance", START_MS + ((n + 1) * 10 - 1) * 20_000]]),
    keyframes: [],
  }));

  /** The candles and lines as the fold itself has them at the end. */
  function truth() {
    const rows = new Map<number, { close: number; volume: number; revision: number }>();
    const desk = new Desk({ venue: BINANCE_SPOT, onCandle: (_, row) => rows.set(row.openTime, pick(row)) });
    const pick = ({ close, volume, revision }: { close: string; volume: string; revision: number }) => ({
      close: Number(close),
      volume: Number(volume),
      revision,
    });
    let next = 0;
    frames.forEach(({ text = "" }, n) => {
      const bytes = new TextEncoder().encode(text);
      desk.apply({ rx: n + 1, kind: "recv", conn: "c1", epoch: 1, url: "", bytes, start: 0, end: bytes.length });
      for (let mark = marks[next]; mark !== undefined && mark.afterRx <= n + 1; mark = marks[++next]) desk.mark(mark);
    });
    const analytics = desk.find(id)?.analytics?.analytics;
    for (const row of analytics?.candles() ?? []) rows.set(row.openTime, pick(row));
    const reading = (name: string) => analytics?.indicators().find((one) => one.name === name)?.forming[name];
    return { rows, ema: reading("ema"), vwap: reading("vwap") };
  }

  function play(whileOnTheWay: (at: ReturnType<typeof open>) => void): ChartBar[] {
    const at = open(fakeTape(frames, { marks }), "max");
    at.page.send({ type: "focus.instrument", instrument: id });
    whileOnTheWay(at);
    for (let n = 0; n < 8; n++) {
      at.time.advance(150);
      at.page.ackAll();
    }
    return bars(at.page).toSorted((a, b) => a.openTime - b.openTime);
  }

  test("has every candle and the lines along them, whether it was watched from the start or comes late", () => {
    const { rows, ema, vwap } = truth();
    const watched = play(({ page, time }) => {
      for (let rx = 1; rx <= frames.length; rx += 7) {
        page.send({ type: "replay.seek", to: { rx } });
        time.advance(110);
        page.ackAll();
      }
      page.send({ type: "replay.seek", to: { rx: frames.length } });
    });
    expect(watched.map(({ openTime, close, volume, revision }) => [openTime, { close, volume, revision }])).toEqual(
      [...rows].toSorted((a, b) => a[0] - b[0]),
    );
    expect(rows.size).toBeGreaterThan(HOURS * 60 - 2);
    expect(watched.some(({ revision }) => revision > 0)).toBe(true);
    expect([watched.at(-1)?.ema, watched.at(-1)?.vwap]).toEqual([ema, vwap]);
    expect(watched.findIndex((bar) => bar.ema !== null)).toBe(19);
    const late = play(({ replay, time, page }) => {
      page.send({ type: "focus.instrument", instrument: null });
      replay.play();
      time.advance(1_000);
      page.send({ type: "focus.instrument", instrument: id });
    });
    expect(late).toEqual(watched);
  });

  test("after a jump over hours shows what is at hand without lines, and then the whole history", () => {
    // Another instrument trades much more beside it, and has its keyframe much later.
    const others = (n: number) => Array.from({ length: 14 }, (_, k) => trade(n * 20_000 + k + 1, n * 14 + k + 1, "7", "ETHUSDT"));
    const both = frames.flatMap((frame, n) => [frame, ...others(n)]);
    const stored = recordedTape(
      both.map(({ ms, text = "" }, n) => {
        const bytes = new TextEncoder().encode(text);
        const rxNs = BigInt(START_MS + ms) * 1_000_000n;
        return { rx: n + 1, kind: "recv", conn: "c1", epoch: 1, url: "", bytes, start: 0, end: bytes.length, rxNs, monoNs: null, binary: false };
      }),
      { markEvery: 10, namesAt: (mark, met) => met.filter((one) => one !== id || mark < 550) },
    );
    const jump = (tape: typeof stored) => {
      const { page, time } = open(tape, 1, true);
      page.send({ type: "focus.instrument", instrument: id });
      page.ackAll();
      time.advance(500);
      page.send({ type: "replay.seek", to: { rx: both.length - 3 } });
      for (let n = 0; n < 12; n++) {
        time.advance(n < 2 ? 0 : 150);
        page.ackAll();
      }
      return { bars: bars(page), loading: page.received.chart.map((view) => view.loading), views: page.received.chart };
    };
    const whole = jump({ ...stored, latestKeyframe: () => undefined });
    const quick = jump(stored);
    expect(whole.loading).not.toContain(true);
    expect(quick.loading).toContain(true);
    const [first] = quick.views.filter((view) => view.bars.length > 0);
    expect(first?.bars.length).toBeLessThan(130);
    expect(first?.bars.filter(({ ema, vwap }) => ema !== null || vwap !== null)).toEqual([]);
    expect(quick.bars).toEqual(whole.bars);
    expect(quick.bars.length).toBeGreaterThan(150);
  });
});

test("the desk says each second how busy it is", () => {
  const { time, page, replay } = open(fakeTape(Array.from({ length: 300 }, (_, n) => trade(n * 10, n + 1, "100"))));
  replay.play();
  time.advance(2_000);
  const health = page.events.filter((event) => event.type === "desk.health");
  expect(health).toHaveLength(2);
  expect(health[1]).toMatchObject({ cpuPercent: 25, memoryBytes: 5_000, dropped: 0 });
  expect(health[1]?.framesPerSecond).toBeGreaterThan(90);
  expect(health[1]?.merged).toBeGreaterThan(100);
  page.close();
  time.advance(5_000);
  expect(page.events.filter((event) => event.type === "desk.health")).toHaveLength(2);
});
