import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../../../src/core/base/bytes.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { ALLOWED_LATENESS_MS, WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { ema } from "../../../src/core/indicators/ema.ts";
import { vwap } from "../../../src/core/indicators/vwap.ts";
import { MIDNIGHT, MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { candlesOf, completeMinutes, figuresOf } from "./reference-candles.ts";

const seed = Date.now() & 0x7fffffff;

/** A step of the input: a trade message, or a mark with the venue's greatest event time. */
type Step = TradeText | { readonly markMs: number };

class Run {
  readonly left: CandleRow[] = [];
  analytics = new InstrumentAnalytics({ onEvicted: (row) => this.left.push(row) });

  feed(steps: readonly Step[]): this {
    for (const step of steps) {
      if ("markMs" in step) this.analytics.onMark(step.markMs);
      else this.analytics.onTrade(tradeOf(step));
    }
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

const decimalText = (places: number) => fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 10 ** places).toFixed(places));

/** Trades in order of time with ascending ids, some ids lost, with quiet stretches of up to two hours and past a midnight. */
const history: fc.Arbitrary<TradeText[]> = fc
  .array(
    fc.record({
      wait: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 700 }) },
        { weight: 6, arbitrary: fc.integer({ min: 700, max: 2 * MINUTE }) },
        { weight: 1, arbitrary: fc.integer({ min: 2 * MINUTE, max: 2 * ALLOWED_LATENESS_MS }) },
      ),
      lost: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
      price: decimalText(2),
      qty: fc.oneof(decimalText(0), decimalText(3)),
      side: fc.constantFrom("buy" as const, "sell" as const),
      counts: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let id = 0;
    let eventMs = MIDNIGHT - ALLOWED_LATENESS_MS;
    return steps.map(({ wait, lost, ...rest }) => ({ id: (id += 1 + lost), eventMs: (eventMs += wait), ...rest }));
  });

/** The same trades, each delayed by up to `delayMs` of event time. */
function delayed(trades: readonly TradeText[], delays: readonly number[], delayMs: number): TradeText[] {
  return trades
    .map((trade, at) => ({ trade, arrival: trade.eventMs + ((delays[at % delays.length] as number) % delayMs) }))
    .sort((a, b) => a.arrival - b.arrival)
    .map(({ trade }) => trade);
}

const delays = fc.array(fc.nat(2 ** 30), { minLength: 1, maxLength: 60 });

/** Any arrival: delays past the allowed lateness, repeats, and marks in between. */
const turmoil: fc.Arbitrary<Step[]> = fc
  .tuple(history, delays, fc.array(fc.nat(5), { minLength: 1, maxLength: 60 }), fc.constantFrom(5_000, 30 * MINUTE, 3 * ALLOWED_LATENESS_MS))
  .map(([trades, late, dice, delayMs]) =>
    delayed(trades, late, delayMs).flatMap((trade, at): Step[] => {
      const die = dice[at % dice.length] as number;
      if (die === 0) return [trade, trade];
      if (die === 1) return [trade, { markMs: trade.eventMs + ((late[at % late.length] as number) % (10 * MINUTE)) }];
      return [trade];
    }),
  );

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
