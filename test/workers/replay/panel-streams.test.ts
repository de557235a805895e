import { describe, expect, test } from "vitest";
import { formatDecimal } from "../../../src/core/base/decimal.ts";
import { reportBook } from "../../../src/core/desk/instrument-report.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { record } from "../../simulator/recorded-session.ts";
import { type FakeFrame, fakeTape } from "./fake-tape.ts";
import { recordedTape } from "./recorded-tape.ts";
import { open, START_MS, trade } from "./watched-replay.ts";

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
