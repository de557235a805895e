import { describe, expect, test } from "vitest";
import { candleBuilder } from "../../../src/core/candles/candle-builder.ts";
import { type CandleKind, readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import type { RecordedFrame } from "../../../src/core/contract/frame.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { type FakeFrame, fakeTape } from "./fake-tape.ts";
import { recordedTape } from "./recorded-tape.ts";
import { bars, open, START_MS, trade } from "./watched-replay.ts";

/** Frames as a session file holds them. */
function recordedFrames(frames: readonly FakeFrame[]): RecordedFrame[] {
  return frames.map(({ ms, text = "" }, n) => {
    const bytes = new TextEncoder().encode(text);
    const rxNs = BigInt(START_MS + ms) * 1_000_000n;
    return { rx: n + 1, kind: "recv", conn: "c1", epoch: 1, url: "", bytes, start: 0, end: bytes.length, rxNs, monoNs: null, binary: false };
  });
}

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

  function foldAll(desk: Desk): void {
    let next = 0;
    frames.forEach(({ text = "" }, n) => {
      const bytes = new TextEncoder().encode(text);
      desk.apply({ rx: n + 1, kind: "recv", conn: "c1", epoch: 1, url: "", bytes, start: 0, end: bytes.length });
      for (let mark = marks[next]; mark !== undefined && mark.afterRx <= n + 1; mark = marks[++next]) desk.mark(mark);
    });
  }

  /** The candles and lines as the fold itself has them at the end. */
  function truth() {
    const rows = new Map<number, { close: number; volume: number; revision: number }>();
    const desk = new Desk({ venue: BINANCE_SPOT, onCandle: (_, row) => rows.set(row.openTime, pick(row)) });
    const pick = ({ close, volume, revision }: { close: string; volume: string; revision: number }) => ({
      close: Number(close),
      volume: Number(volume),
      revision,
    });
    foldAll(desk);
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

  /** The candles of an interval as the command line prints them. */
  function candles(interval: string): [openTime: number, close: number, revision: number][] {
    const rows: CandleRow[] = [];
    const builder = candleBuilder(readCandleKind(interval) as CandleKind, (row) => rows.push(row));
    const desk = new Desk({ venue: BINANCE_SPOT, beside: () => ({ observers: builder.observers }) });
    foldAll(desk);
    const analytics = desk.find(id)?.analytics?.analytics;
    return [...rows, ...(analytics === undefined ? [] : builder.rows(analytics))].map((row) => [row.openTime, Number(row.close), row.revision]);
  }

  test.each(["15s", "5m", "1h", "tick:10"])("of %s has the candles of the command line, wherever the replay has come from", (interval) => {
    const expected = candles(interval);
    const figures = (at: ChartBar[]) =>
      at.toSorted((a, b) => a.openTime - b.openTime).map(({ openTime, close, revision }) => [openTime, close, revision]);
    const chosenFirst = play(({ page, time }) => {
      page.send({ type: "focus.interval", interval });
      for (const rx of [200, 90, 400, 401, 300, frames.length]) {
        page.send({ type: "replay.seek", to: { rx } });
        time.advance(110);
        page.ackAll();
      }
    });
    expect(figures(chosenFirst)).toEqual(expected);
    const changed = play(({ replay, time, page }) => {
      replay.play();
      time.advance(300);
      page.ackAll();
      page.send({ type: "focus.interval", interval });
      time.advance(300);
    });
    expect(figures(changed)).toEqual(expected);
    expect(changed.at(-1)).toEqual(chosenFirst.at(-1));
    if (interval === "5m") expect(expected.some(([, , revision]) => revision > 0)).toBe(true);
  });

  test("says how the exchange's own candles, as its stream told them, differ from the recorded ones, also from before a jump", () => {
    const kline = (minute: number, volume: string): FakeFrame => {
      const [t, price] = [START_MS + minute * 60_000, "100"];
      const k = {
        t,
        T: t + 59_999,
        s: "BTCUSDT",
        i: "1m",
        f: 1,
        L: 2,
        o: price,
        c: price,
        h: price,
        l: price,
        v: volume,
        n: 3,
        x: true,
        q: "1",
        V: "1",
        Q: "1",
      };
      return {
        ms: (minute + 1) * 60_000 + 500,
        text: JSON.stringify({ stream: "btcusdt@kline_1m", data: { e: "kline", E: t + 60_500, s: "BTCUSDT", k } }),
      };
    };
    const told = Array.from({ length: 150 }, (_, minute) => [
      ...[0, 20, 40].map((second, n) => trade(minute * 60_000 + second * 1_000, minute * 3 + n + 1, "100")),
      kline(minute, minute % 10 === 7 ? "1.6" : "1.5"),
    ]).flat();
    const notes = (at: ReturnType<typeof open>): string[] => {
      for (let n = 0; n < 12; n++) {
        at.time.advance(n < 2 ? 0 : 150);
        at.page.ackAll();
      }
      return bars(at.page).toSorted((a, b) => a.openTime - b.openTime).map(({ exchange }, minute) => `${minute % 10}: ${exchange}`); // prettier-ignore
    };
    const played = open(fakeTape(told), "max");
    played.page.send({ type: "focus.instrument", instrument: id });
    played.replay.play();
    const all = notes(played);
    expect(all).toHaveLength(150);
    // Of the minute in which the tape ends the exchange has spoken, and the watermark has not passed it.
    expect(new Set(all.slice(0, -1))).toEqual(new Set(["0: ", "1: ", "2: ", "3: ", "4: ", "5: ", "6: ", "7: volume +0.1", "8: ", "9: "]));
    const stored = recordedTape(recordedFrames(told), { markEvery: 10, namesAt: (_, met) => met });
    const jumped = open(stored, 1, true);
    jumped.page.send({ type: "focus.instrument", instrument: id });
    jumped.page.send({ type: "replay.seek", to: { rx: told.length } });
    expect(notes(jumped)).toEqual(all);
  });

  test("after a jump over hours shows what is at hand without lines, and then the whole history", () => {
    // Another instrument trades much more beside it, and has its keyframe much later.
    const others = (n: number) => Array.from({ length: 14 }, (_, k) => trade(n * 20_000 + k + 1, n * 14 + k + 1, "7", "ETHUSDT"));
    const both = frames.flatMap((frame, n) => [frame, ...others(n)]);
    const stored = recordedTape(recordedFrames(both), { markEvery: 10, namesAt: (mark, met) => met.filter((one) => one !== id || mark < 550) });
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
