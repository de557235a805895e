import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Timeline } from "../../src/simulator/timeline.ts";

const seed = Date.now() & 0x7fffffff;

describe("the timeline", () => {
  test(`runs actions by time, and those of one time in the order in which they were made (seed ${seed})`, () => {
    const times = fc.array(fc.nat(20), { maxLength: 60 });
    const property = fc.property(times, times, (early, late) => {
      const timeline = new Timeline(0);
      const ran: [number, number][] = [];
      const planned: [number, number][] = [];
      const plan = (atMs: number): void => {
        const made = planned.length;
        planned.push([atMs, made]);
        timeline.at(atMs, (nowMs) => {
          expect(nowMs).toBe(atMs);
          ran.push([atMs, made]);
        });
      };
      for (const atMs of early) plan(atMs);
      timeline.runUntil(10);
      expect(ran).toEqual(sorted(planned.filter(([atMs]) => atMs < 10)));
      for (const atMs of late) plan(10 + atMs);
      while (timeline.step());
      expect(ran).toEqual(sorted(planned));
      expect(timeline.nextMs).toBe(Number.POSITIVE_INFINITY);
    });
    fc.assert(property, { seed, numRuns: 200 });
  });

  test("takes what an action plans for the same moment, and refuses the past", () => {
    const timeline = new Timeline(5);
    const ran: string[] = [];
    timeline.at(7, (nowMs) => {
      ran.push("first");
      timeline.at(nowMs, () => ran.push("same moment"));
      expect(() => timeline.at(6.999, () => {})).toThrow(RangeError);
    });
    while (timeline.step());
    expect(ran).toEqual(["first", "same moment"]);
    expect(timeline.nowMs).toBe(7);
    expect(() => timeline.at(Number.NaN, () => {})).toThrow(RangeError);
  });
});

function sorted(planned: readonly [number, number][]): [number, number][] {
  return planned.toSorted(([a, first], [b, second]) => a - b || first - second);
}
