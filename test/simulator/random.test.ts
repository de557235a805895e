import { describe, expect, test } from "vitest";
import { Random } from "../../src/simulator/random.ts";

const DRAWS = 20_000;

function draw<T>(seed: string, count: number, of: (random: Random) => T): T[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => of(random));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("the seeded source of chance", () => {
  test("gives the same draws for the same seed, and others for one that differs by a letter", () => {
    const first = draw("7/BTCUSDT/orders", 100, (random) => random.uint32());
    expect(draw("7/BTCUSDT/orders", 100, (random) => random.uint32())).toEqual(first);
    const other = draw("7/BTCUSDT/order", 100, (random) => random.uint32());
    expect(other.filter((value, at) => value === first[at])).toEqual([]);
  });

  test("fills every bit, for seeds that are alike too", () => {
    const firsts = Array.from({ length: 2_000 }, (_, n) => new Random(String(n)).uint32());
    expect(new Set(firsts).size).toBe(firsts.length);
    for (let bit = 0; bit < 32; bit++) expect(mean(firsts.map((value) => (value >>> bit) & 1))).toBeCloseTo(0.5, 1);
  });

  test("draws uniform values and integers over their whole range and never outside it", () => {
    const uniform = draw("u", DRAWS, (random) => random.uniform());
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(new Set(draw("i", DRAWS, (random) => random.integer(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });

  test("draws what the named distributions promise", () => {
    expect(mean(draw("e", DRAWS, (random) => random.exponential(8)))).toBeCloseTo(8, -0.5);
    const normal = draw("n", DRAWS, (random) => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    const logNormal = draw("l", DRAWS, (random) => random.logNormal(100, 1)).sort((a, b) => a - b);
    expect((logNormal[DRAWS / 2] as number) / 100).toBeCloseTo(1, 1);
    const pareto = draw("p", DRAWS, (random) => random.pareto(3, 2));
    expect(Math.min(...pareto)).toBeGreaterThanOrEqual(3);
    expect(pareto.filter((value) => value > 6).length / DRAWS).toBeCloseTo(0.25, 1);
    expect(draw("c", DRAWS, (random) => random.chance(0.3)).filter(Boolean).length / DRAWS).toBeCloseTo(0.3, 1);
  });
});
