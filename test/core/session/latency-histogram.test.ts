import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LatencyHistogram } from "../../../src/core/session/latency-histogram.ts";

describe("a latency histogram", () => {
  test("knows nothing before the first frame", () => {
    expect(new LatencyHistogram().percentile(0.5)).toBeNull();
  });

  test("gives percentiles that are right to within 4 %", () => {
    const latencies = fc.array(fc.double({ min: 0.002, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
        const histogram = new LatencyHistogram();
        for (const ms of values) histogram.note(ms, 1);
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
        const found = histogram.percentile(share) ?? 0;
        expect(found / exact).toBeGreaterThan(0.999);
        expect(found / exact).toBeLessThan(1.041);
      }),
    );
  });

  test("adds up what several workers counted", () => {
    const [one, other, both] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
    one.note(1, 90);
    other.note(100, 10);
    both.add(one.take());
    both.add(other.take());
    expect(one.frames).toBe(0);
    expect(both.frames).toBe(100);
    expect(both.percentile(0.9)).toBeCloseTo(1, 1);
    expect(both.percentile(0.95) ?? 0).toBeGreaterThan(95);
  });

  test("refuses a bucket that there is not", () => {
    expect(() => new LatencyHistogram().add([[470, 1]])).toThrow("no latency bucket");
  });
});
