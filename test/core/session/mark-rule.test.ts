import { describe, expect, test } from "vitest";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { MarkRule } from "../../../src/core/session/mark-rule.ts";
import type { Mark } from "../../../src/core/session/mark.ts";

const BTC: InstrumentId = "binance:BTCUSDT";
const ETH: InstrumentId = "binance:ETHUSDT";
const SOL: InstrumentId = "binance:SOLUSDT";

/** Feeds `count` frames of `bytes` bytes, `everyMs` of event time apart; the marks with the frame each follows. */
function run(
  rule: MarkRule,
  count: number,
  { bytes = 200, everyMs = 0, startMs = 1_000_000, instruments = [BTC] as readonly InstrumentId[] } = {},
): Mark[] {
  const marks: Mark[] = [];
  for (let rx = 1; rx <= count; rx++) {
    const mark = rule.after(rx, instruments[rx % instruments.length] ?? null, bytes, false, startMs + Math.floor(rx * everyMs));
    if (mark !== null) marks.push(mark);
  }
  return marks;
}

describe("the rule that places marks", () => {
  test("puts one at least each second of event time, with the venue's greatest event time", () => {
    const marks = run(new MarkRule("binance"), 100, { everyMs: 100 });
    expect(marks.map(({ afterRx }) => afterRx)).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 81, 91]);
    for (const mark of marks) expect(mark.eventMs).toEqual(new Map([["binance", 1_000_000 + mark.afterRx * 100]]));
  });

  test("puts one at least each 4,096 frames where event time stands still or is unknown", () => {
    expect(run(new MarkRule("binance"), 10_000, { startMs: 0 }).map(({ afterRx }) => afterRx)).toEqual([4096, 8192]);
    expect(run(new MarkRule("binance"), 4096, { startMs: 0 })[0]?.eventMs).toEqual(new Map());
  });

  test("names an instrument once its frames weigh enough, and not again before they do so anew", () => {
    const named = run(new MarkRule("binance"), 6000, { bytes: 200, everyMs: 10 }).filter(({ keyframes }) => keyframes.length > 0);
    expect(named.length).toBeGreaterThan(2);
    for (const [at, mark] of named.entries()) {
      expect(mark.keyframes).toEqual([BTC]);
      expect((mark.afterRx - (named[at - 1]?.afterRx ?? 0)) * 200).toBeGreaterThanOrEqual(256 * 1024);
    }
  });

  test("names an instrument with a deep book seldom: its frames must outweigh its snapshot many times", () => {
    const rule = new MarkRule("binance");
    rule.after(1, BTC, 60_000, true, 1_000_000);
    const marks: Mark[] = [];
    for (let rx = 2; rx <= 20_000; rx++) {
      const mark = rule.after(rx, BTC, 300, false, 1_000_000 + rx * 10);
      if (mark !== null && mark.keyframes.length > 0) marks.push(mark);
    }
    expect(marks).toHaveLength(1);
    expect((marks[0]?.afterRx ?? 0) * 300 + 60_000).toBeGreaterThanOrEqual(64 * 60_000);
  });

  test("names at most two instruments in one mark, and the others in the next", () => {
    const rule = new MarkRule("binance");
    for (const [rx, id] of [[1, BTC], [2, ETH], [3, SOL]] as const) rule.after(rx, id, 300_000, false, 0); // prettier-ignore
    const first = rule.after(4, null, 10, false, 1_000_000);
    const second = rule.after(5, null, 10, false, 1_001_000);
    const third = rule.after(6, null, 10, false, 1_002_000);
    expect([first, second, third].map((mark) => mark?.keyframes)).toEqual([[BTC, ETH], [SOL], []]);
  });

  test("names a quiet instrument that has changed after five minutes, once, and not one that stands still", () => {
    const rule = new MarkRule("binance");
    rule.after(1, ETH, 5_000, true, 1_000_000);
    rule.after(2, SOL, 5_000, true, 1_000_001);
    const named: [number, readonly InstrumentId[]][] = [];
    for (let s = 1; s <= 1300; s++) {
      // ETH says something each ten seconds; SOL said its last word at the beginning.
      const mark = rule.after(s + 2, s % 10 === 0 ? ETH : BTC, 2_000, false, 1_000_000 + s * 1000);
      const quiet = mark?.keyframes.filter((id) => id !== BTC) ?? [];
      if (quiet.length > 0) named.push([s, quiet]);
    }
    expect(named).toEqual([
      [300, [ETH]],
      [301, [SOL]],
      [600, [ETH]],
      [900, [ETH]],
      [1200, [ETH]],
    ]);
  });

  test("stores quiet deep books the less often the more they would weigh beside the frames, each in its turn", () => {
    const rule = new MarkRule("binance");
    const quiet = Array.from({ length: 20 }, (_, n): InstrumentId => `binance:Q${n}USDT`);
    const turns = new Map<InstrumentId, number>(quiet.map((id) => [id, 0]));
    let rx = 0;
    let bytes = 0;
    const say = (id: InstrumentId, size: number, second: number): void => {
      bytes += size;
      const mark = rule.after(++rx, id, size, size > 10_000, 1_000_000 + second * 1000);
      for (const named of mark?.keyframes ?? []) if (named !== BTC) turns.set(named, (turns.get(named) ?? 0) + 1);
    };
    for (const id of quiet) say(id, 100_000, 0);
    for (let s = 1; s <= 7200; s++) {
      for (let n = 0; n < 4; n++) say(BTC, 4_000, s);
      say(quiet[s % 20] as InstrumentId, 300, s);
    }
    const times = [...turns.values()];
    const stored = times.reduce((sum, count) => sum + count, 0) * 100_000;
    expect(stored).toBeLessThanOrEqual(bytes / 32);
    expect(stored).toBeGreaterThan(bytes / 32 - 100_000);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
  });

  test("is a rule over the frames alone: the same frames give the same marks", () => {
    const options = { bytes: 900, everyMs: 37, instruments: [BTC, ETH, SOL] };
    expect(run(new MarkRule("binance"), 5000, options)).toEqual(run(new MarkRule("binance"), 5000, options));
  });

  test("closes a session with a mark at its last frame that names every instrument", () => {
    const rule = new MarkRule("binance");
    run(rule, 50, { everyMs: 1 });
    expect(rule.closing([BTC, ETH])).toEqual({ afterRx: 50, eventMs: new Map([["binance", 1_000_050]]), keyframes: [BTC, ETH] });
    expect(new MarkRule("binance").closing([])).toEqual({ afterRx: 0, eventMs: new Map(), keyframes: [] });
  });
});
