import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { ALLOWED_LATENESS_MS, WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { ema } from "../../../src/core/indicators/ema.ts";
import { vwap } from "../../../src/core/indicators/vwap.ts";
import { MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { candlesOf, completeMinutes, figuresOf } from "./reference-candles.ts";
import { delayed, delays, history, type Step, turmoil } from "./trade-arbitrary.ts";

const seed = Date.now() & 0x7fffffff;

function feedOne(analytics: InstrumentAnalytics, step: Step): void {
  if ("markMs" in step) analytics.onMark(step.markMs);
  else analytics.onTrade(tradeOf(step));
}

class Run {
  readonly left: CandleRow[] = [];
  analytics = new InstrumentAnalytics({ onEvicted: (row) => this.left.push(row) });

  feed(steps: readonly Step[]): this {
    for (const step of steps) feedOne(this.analytics, step);
    return this;
  }

  bytes(): Uint8Array {
    const w = new ByteWriter();
    this.analytics.write(w);
    return w.finish();
  }

  restart(): void {
    const r = new ByteReader(this.bytes());
    this.analytics = InstrumentAnalytics.read(r, { onEvicted: (row) => this.left.push(row) });
    if (!r.done) throw new Error("bytes were left over");
  }

  rows(): CandleRow[] {
    return [...this.left, ...this.analytics.candles()];
  }
}

/** What must hold of candles, by a plain list of what had come when. */
function expectation(steps: readonly Step[]) {
  let greatest = Number.NEGATIVE_INFINITY;
  const seen = new Set<number>();
  const entered: TradeText[] = [];
  const all: TradeText[] = [];
  const revisions = new Map<number, number>();
  let tooLate = 0;
  for (const step of steps) {
    if ("markMs" in step) {
      greatest = Math.max(greatest, step.markMs);
      continue;
    }
    if (seen.has(step.id)) continue;
    seen.add(step.id);
    all.push(step);
    greatest = Math.max(greatest, step.eventMs);
    const openTime = step.eventMs - (step.eventMs % MINUTE);
    const over = greatest - WATERMARK_BOUND_MS - (openTime + MINUTE);
    if (over >= ALLOWED_LATENESS_MS) {
      if (step.counts !== false) tooLate++;
      continue;
    }
    entered.push(step);
    if (over >= 0 && step.counts !== false) revisions.set(openTime, (revisions.get(openTime) ?? 0) + 1);
  }
  return { entered, all, revisions, tooLate, watermark: greatest - WATERMARK_BOUND_MS };
}

describe("candles, ticker and indicators of any arrival", () => {
  test(`have the same candles, late and too late trades where nothing else is folded, also from a whole state on (seed ${seed})`, () => {
    fc.assert(
      fc.property(turmoil, turmoil, (before, after) => {
        const whole = new Run().feed(before);
        const left: CandleRow[] = [];
        const options = { candlesOnly: true, onEvicted: (row: CandleRow) => left.push(row) };
        const alone = [new InstrumentAnalytics(options), InstrumentAnalytics.read(new ByteReader(whole.bytes()), options)];
        const restored = left.length;
        const departed = whole.left.length;
        for (const step of before) feedOne(alone[0] as InstrumentAnalytics, step);
        expect(left.splice(restored)).toEqual(whole.left);
        whole.feed(after);
        for (const analytics of alone) {
          for (const step of after) feedOne(analytics, step);
          expect([...left.splice(0), ...analytics.minutes()]).toEqual([...whole.left.slice(departed), ...whole.analytics.minutes()]);
          expect([analytics.lateTrades, analytics.tooLateTrades]).toEqual([whole.analytics.lateTrades, whole.analytics.tooLateTrades]);
          expect(() => analytics.write(new ByteWriter())).toThrow("only the candles");
        }
      }),
      { seed, numRuns: 100 },
    );
  });

  test(`within the bound are those of the ordered arrival, to the byte, and so is what left (seed ${seed})`, () => {
    fc.assert(
      fc.property(history, delays, (trades, late) => {
        const ordered = new Run().feed(trades);
        const disordered = new Run().feed(delayed(trades, late, WATERMARK_BOUND_MS));
        expect(disordered.rows()).toEqual(ordered.rows());
        expect(disordered.analytics.ticker24h()).toEqual(ordered.analytics.ticker24h());
        expect(disordered.bytes()).toEqual(ordered.bytes());
        expect(ordered.rows().map(figuresOf)).toEqual(candlesOf(trades));
        expect(ordered.rows().every((row) => row.revision === 0)).toBe(true);
        const complete = completeMinutes(trades);
        for (const row of ordered.rows()) expect(row.complete).toBe(complete.has(row.openTime));
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`beyond it converge to the batch result, with exact counts of corrections and of what came too late (seed ${seed})`, () => {
    fc.assert(
      fc.property(turmoil, (steps) => {
        const run = new Run().feed(steps);
        const { entered, all, revisions, tooLate, watermark } = expectation(steps);
        expect(run.rows().map(figuresOf)).toEqual(candlesOf(entered));
        for (const row of run.rows()) {
          expect(row.revision).toBe(revisions.get(row.openTime) ?? 0);
          expect(row.final).toBe(watermark >= row.openTime + MINUTE);
        }
        expect(run.analytics.lateTrades).toBe([...revisions.values()].reduce((sum, n) => sum + n, 0));
        expect(run.analytics.tooLateTrades).toBe(tooLate);
        expect(run.analytics.tradeCount).toBe(all.length);
        const last = all.toSorted((a, b) => a.eventMs - b.eventMs || a.id - b.id).at(-1);
        expect(run.analytics.lastTrade?.id).toBe(last?.id);
        if (tooLate > 0) return;
        const complete = completeMinutes(all);
        for (const row of run.analytics.candles()) expect(row.complete).toBe(complete.has(row.openTime));
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`give the indicators of one run over the final candles, after whatever corrections (seed ${seed})`, () => {
    fc.assert(
      fc.property(turmoil, fc.nat(100), (steps, cut) => {
        const run = new Run();
        // Reading in between makes checkpoints early, so that corrections have something to rewind.
        run.feed(steps.slice(0, cut)).analytics.indicators();
        run.feed(steps.slice(cut));
        const indicators = [ema.create(ema.defaults), vwap.create({})];
        const shown = (final: boolean) => {
          for (const row of run.rows().filter((each) => each.final === final)) {
            const { openTime, open, high, low, close, volume, quoteVolume, takerBase } = row;
            const candle = {
              openTime,
              open: +open,
              high: +high,
              low: +low,
              close: +close,
              volume: +volume,
              quoteVolume: +quoteVolume,
              takerVolume: +takerBase,
            };
            for (const indicator of indicators) indicator.update(candle);
          }
          return indicators.map((indicator) => indicator.values[0] as number).map((value) => (Number.isNaN(value) ? null : value));
        };
        const readings = run.analytics.indicators();
        expect(readings.map((reading) => Object.values(reading.final)[0])).toEqual(shown(true));
        expect(readings.map((reading) => Object.values(reading.forming)[0])).toEqual(shown(false));
      }),
      { seed, numRuns: 200 },
    );
  });

  test(`go on after write and read as though nothing had happened, and reading changes nothing (seed ${seed})`, () => {
    fc.assert(
      fc.property(turmoil, fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 4 }), (steps, cuts) => {
        const whole = new Run().feed(steps);
        const broken = new Run();
        steps.forEach((step, at) => {
          if (cuts.includes(at)) broken.restart();
          if (cuts.includes(at + 1)) broken.analytics.indicators();
          broken.feed([step]);
        });
        expect(broken.rows()).toEqual(whole.rows());
        expect(broken.analytics.indicators()).toEqual(whole.analytics.indicators());
        expect(broken.bytes()).toEqual(whole.bytes());
        broken.restart();
        expect(broken.bytes()).toEqual(whole.bytes());
      }),
      { seed, numRuns: 200 },
    );
  });

  test(`are the same bytes at whatever scales the trades come (seed ${seed})`, () => {
    const scales = fc.array(fc.record({ price: fc.integer({ min: 2, max: 20 }), qty: fc.integer({ min: 3, max: 20 }) }), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(turmoil, scales, fc.nat(100), (steps, choice, cut) => {
        const shortest = new Run();
        const scaled = new Run();
        steps.forEach((step, at) => {
          if (at === cut) scaled.restart();
          shortest.feed([step]);
          scaled.feed(["markMs" in step ? step : { ...step, scale: choice[at % choice.length] as { price: number; qty: number } }]);
        });
        expect(scaled.bytes()).toEqual(shortest.bytes());
        expect(scaled.rows()).toEqual(shortest.rows());
      }),
      { seed, numRuns: 200 },
    );
  });

  test(`differ in their bytes when one trade is lost, doubled in size, sold instead of bought or a tick away (seed ${seed})`, () => {
    fc.assert(
      fc.property(history, fc.nat(60), fc.constantFrom("lost", "size", "side", "price"), (trades, which, mutant) => {
        const at = which % trades.length;
        const victim = trades[at] as TradeText;
        const mutants = {
          lost: [],
          size: [{ ...victim, qty: "123456.789" }],
          side: [{ ...victim, side: victim.side === "sell" ? ("buy" as const) : ("sell" as const) }],
          price: [{ ...victim, price: "123456.78" }],
        };
        // Only what is within the last hour and is volume must still be in the state.
        const end = (trades.at(-1) as TradeText).eventMs;
        fc.pre(victim.counts !== false && end - victim.eventMs < ALLOWED_LATENESS_MS);
        const mutated = trades.toSpliced(at, 1, ...mutants[mutant]);
        expect(new Run().feed(mutated).bytes()).not.toEqual(new Run().feed(trades).bytes());
      }),
      { seed, numRuns: 200 },
    );
  });
});
