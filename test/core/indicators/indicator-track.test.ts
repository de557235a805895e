import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader, ByteWriter, BytesError } from "../../../src/core/base/bytes.ts";
import { ema } from "../../../src/core/indicators/ema.ts";
import type { IndicatorCandle } from "../../../src/core/indicators/indicator.ts";
import { IndicatorTrack } from "../../../src/core/indicators/indicator-track.ts";
import { MIDNIGHT } from "../tape/trade-fixture.ts";
import { candleOf, candleSeries } from "./candle-fixture.ts";

const seed = Date.now() & 0x7fffffff;
const create = () => ema.create({ length: 5 });

function trackOver(candles: readonly IndicatorCandle[]): IndicatorTrack {
  const track = new IndicatorTrack(create());
  for (const candle of candles) track.update(candle);
  return track;
}

describe("an indicator along corrected candles", () => {
  test(`after rewinding equals one run over the corrected candles from the start (seed ${seed})`, () => {
    fc.assert(
      fc.property(candleSeries, fc.nat(80), fc.nat(80), fc.double({ min: 1, max: 1e6, noNaN: true }), (candles, which, released, close) => {
        const at = which % candles.length;
        const corrected = candles.map((candle, index) => (index === at ? { ...candle, close } : candle));
        const track = trackOver(candles);
        const free = released % (at + 1);
        if (free > 0) track.release((candles[free - 1] as IndicatorCandle).openTime);
        track.rewind((candles[at] as IndicatorCandle).openTime);
        expect(track.openTime).toBe(candles[at - 1]?.openTime ?? Number.NEGATIVE_INFINITY);
        for (const candle of corrected.slice(at)) track.update(candle);
        expect(track.finalValues()).toEqual(trackOver(corrected).finalValues());
      }),
      { seed, numRuns: 200 },
    );
  });

  test(`shows provisional candles without keeping them (seed ${seed})`, () => {
    fc.assert(
      fc.property(candleSeries, fc.nat(80), (candles, which) => {
        const at = which % (candles.length + 1);
        const track = trackOver(candles.slice(0, at));
        const before = track.finalValues();
        expect(track.formingValues(candles.slice(at))).toEqual(trackOver(candles).finalValues());
        expect(track.finalValues()).toEqual(before);
        for (const candle of candles.slice(at)) track.update(candle);
        expect(track.finalValues()).toEqual(trackOver(candles).finalValues());
      }),
      { seed, numRuns: 200 },
    );
  });

  test("refuses to be read with candles that do not lead to the state that was written", () => {
    const candles = [1, 2, 3].map((close, at) => candleOf({ close, volume: 1, quoteVolume: close }, at));
    const track = trackOver(candles);
    track.release(MIDNIGHT);
    const w = new ByteWriter();
    track.write(w);
    const read = IndicatorTrack.read(new ByteReader(w.finish()), create(), candles.slice(1));
    expect(read.openTime).toBe(track.openTime);
    const wrong = candles.slice(1).map((candle) => ({ ...candle, close: 9 }));
    expect(() => IndicatorTrack.read(new ByteReader(w.finish()), create(), wrong)).toThrow(BytesError);
  });
});
