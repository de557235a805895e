import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../src/core/indicators/candle-columns.ts";
import { footprintOf } from "../../../src/core/indicators/footprint.ts";
import { PriceProfile } from "../../../src/core/indicators/price-profile.ts";
import { valueArea } from "../../../src/core/indicators/value-area.ts";
import { volumeProfile } from "../../../src/core/indicators/volume-profile.ts";
import { candleOf } from "./candle-fixture.ts";

describe("the value area", () => {
  test("grows from the busiest row by the pair with more, above or below", () => {
    // 100 in all. From row 3 with 30: above 15 + 10, below 12 + 8: 55; then above 5, below 20: 75.
    expect(valueArea([8, 8, 12, 30, 15, 10, 5, 12], 0.7)).toEqual({ poc: 3, low: 1, high: 5 });
  });

  test("ends where a share is reached, and holds all for the whole", () => {
    expect(valueArea([1, 8, 1], 0.7)).toEqual({ poc: 1, low: 1, high: 1 });
    expect(valueArea([0, 1, 8, 1, 0], 1)).toEqual({ poc: 2, low: 1, high: 3 });
  });

  test("of equally busy rows starts at the one nearest the middle, of two such at the lower; equal pairs join above first", () => {
    expect(valueArea([5, 0, 5, 0, 1], 0.1)).toEqual({ poc: 2, low: 2, high: 2 });
    expect(valueArea([5, 5], 0.1)).toEqual({ poc: 0, low: 0, high: 0 });
    expect(valueArea([1, 1, 4, 1, 1], 0.6)).toEqual({ poc: 2, low: 2, high: 4 });
  });

  test("of nothing is nothing", () => {
    expect(valueArea([0, 0], 0.7)).toBeNull();
    expect(valueArea([], 0.7)).toBeNull();
  });
});

describe("a profile of trades", () => {
  const trades = [
    [100, 3, "buy"],
    [101, 2, "sell"],
    [100, 4, "sell"],
    [103, 9, "buy"],
    [100, 1, "buy"],
  ] as const;
  const profile = new PriceProfile();
  for (const [price, qty, side] of trades) profile.add(price, qty, side);

  test("adds up what was bought and sold at each price, in any order", () => {
    const backwards = new PriceProfile();
    for (const [price, qty, side] of trades.toReversed()) backwards.add(price, qty, side);
    const expected = [
      { price: 100, buy: 4, sell: 4 },
      { price: 101, buy: 0, sell: 2 },
      { price: 103, buy: 9, sell: 0 },
    ];
    expect(profile.rows()).toEqual(expected);
    expect(backwards.rows()).toEqual(expected);
  });

  test("joins prices into rows, below zero too", () => {
    expect(profile.rows(2)).toEqual([
      { price: 100, buy: 4, sell: 6 },
      { price: 102, buy: 9, sell: 0 },
    ]);
    const low = new PriceProfile();
    low.add(-1, 1, "buy");
    low.add(-3n * 2n ** 70n - 1n, 1, "buy");
    expect(low.rows(2).map(({ price }) => price)).toEqual([-3n * 2n ** 70n - 2n, -2]);
  });

  test("keeps amounts beyond 2^53 exact", () => {
    const big = new PriceProfile();
    big.add(1, 2 ** 53 - 1, "buy");
    big.add(1, 2, "buy");
    expect(big.rows()).toEqual([{ price: 1, buy: 2n ** 53n + 1n, sell: 0 }]);
  });

  test("knows its value area by price, and that of profiles added up", () => {
    expect(profile.valueArea()).toEqual({ poc: 103, low: 100, high: 103 });
    const sum = new PriceProfile();
    sum.merge(profile);
    sum.merge(profile);
    expect(sum.rows()).toEqual(profile.rows().map(({ price, buy, sell }) => ({ price, buy: 2 * Number(buy), sell: 2 * Number(sell) })));
    expect(new PriceProfile().valueArea()).toBeNull();
  });

  test("says which rows to choose where prices lie too far apart for single ticks", () => {
    const wide = new PriceProfile();
    wide.add(1, 1, "buy");
    wide.add(5_000_000, 1, "sell");
    expect(() => wide.valueArea()).toThrow("choose rows of 6 ticks or more");
    expect(wide.valueArea(0.7, 6)).toEqual({ poc: 0, low: 0, high: 4_999_998 });
  });
});

describe("the footprint of a candle", () => {
  test("shows delta, the busiest row, and who outweighs whom across the diagonal", () => {
    const profile = new PriceProfile();
    for (const [price, buy, sell] of [
      [10, 1, 5],
      [11, 15, 2],
      [12, 1, 6],
      [14, 9, 0],
    ] as const) {
      profile.add(price, buy, "buy");
      profile.add(price, sell, "sell");
    }
    const { rows, volume, delta, poc } = footprintOf(profile);
    expect([volume, delta, poc]).toEqual([39, 13, 11]);
    // 15 bought at 11 beside 5 sold at 10; at 12, 1 beside 2. Sold: at 10, 5 beside 15 bought; at 14 no neighbour.
    expect(rows.map((row) => row.buyImbalance)).toEqual([false, true, false, false]);
    expect(rows.map((row) => row.sellImbalance)).toEqual([false, false, false, false]);
    expect(footprintOf(profile, { ratio: 2 }).rows.map((row) => row.sellImbalance)).toEqual([false, true, false, false]);
    expect(footprintOf(new PriceProfile())).toEqual({ rows: [], volume: 0, delta: 0, poc: null });
  });
});

describe("the volume profile of candles", () => {
  test("finds the price around which most was traded, and widens its rows when the price leaves them", () => {
    const candles = [
      ...Array.from({ length: 20 }, (_, at) => candleOf({ close: 100, high: 100.1, low: 99.9, volume: 5 }, at)),
      candleOf({ close: 150, volume: 7 }, 20),
      candleOf({ close: 60, volume: 3 }, 21),
    ];
    const [poc, high, low] = volumeProfile.batch(columnsOf(candles)) as [Float64Array, Float64Array, Float64Array];
    for (const at of [0, 19, 20, 21]) {
      expect(Math.abs((poc[at] as number) - 100)).toBeLessThan(1);
      expect((low[at] as number) <= 100 && (high[at] as number) >= 99.9).toBe(true);
    }
    const all = volumeProfile.batch(columnsOf(candles), { share: 1 });
    expect(all[1]?.[21]).toBeGreaterThan(150);
    expect(all[2]?.[21]).toBeLessThanOrEqual(60);
  });
});
