import fc from "fast-check";
import type { IndicatorCandle } from "../../../src/core/indicators/indicator.ts";
import { Random } from "../../../src/simulator/random.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

/** A candle of which a test names what it is about; the prices left out are the close, the amounts 0. */
export function candleOf(figures: Partial<IndicatorCandle> & { readonly close: number }, at = 0): IndicatorCandle {
  const { close } = figures;
  return { openTime: MIDNIGHT + at * MINUTE, open: close, high: close, low: close, volume: 0, quoteVolume: 0, takerVolume: 0, ...figures };
}

const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Candles of any prices, a minute or more apart, over a midnight; some with equal prices, as ticks make them. */
export const candleSeries: fc.Arbitrary<IndicatorCandle[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 30 }),
      prices: fc.oneof(
        fc.tuple(price, price, price, price),
        fc.tuple(fc.constant(100), fc.integer({ min: 99, max: 101 }), fc.constant(101), fc.constant(99)),
      ),
      volume: price,
      taker: share,
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let openTime = MIDNIGHT - 30 * MINUTE;
    return steps.map(({ gap, prices, volume, taker }) => {
      const [open, close] = prices;
      const [high, low] = [Math.max(...prices), Math.min(...prices)];
      openTime += gap * MINUTE;
      return { openTime, open, high, low, close, volume, quoteVolume: volume * ((high + low) / 2), takerVolume: volume * taker };
    });
  });

/** A walk of `length` candles, `everyMs` apart, with steps of about a hundredth, rounded to cents (a tick), drawn with a seed. */
export function walk(length: number, seed: number, everyMs = MINUTE): IndicatorCandle[] {
  const random = new Random(`candles/${seed}`);
  const next = (): number => random.uniform();
  const cents = (value: number): number => Math.round(value * 100) / 100;
  let close = 100;
  return Array.from({ length }, (_, at) => {
    const open = close;
    close = cents(open * (1 + 0.02 * (next() + next() + next() - 1.5)) + 0.02 * (100 - open) * next());
    const high = cents(Math.max(open, close) * (1 + 0.01 * next()));
    const low = cents(Math.min(open, close) * (1 - 0.01 * next()));
    const volume = cents(1 + 99 * next() * next());
    const takerVolume = cents(volume * next());
    return { openTime: MIDNIGHT + at * everyMs, open, high, low, close, volume, quoteVolume: volume * cents((high + low) / 2), takerVolume };
  });
}
