import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { holds } from "../../../src/core/screen/evaluate.ts";
import { parseCondition } from "../../../src/core/screen/parse-condition.ts";

const seed = Date.now() & 0x7fffffff;

/** Values by the name of a candle's figure, newest first; a missing one is unknown. */
function evaluate(text: string, values: Record<string, number[]> = {}): boolean | null {
  const condition = parseCondition(text, ONE_MINUTE);
  return holds(condition, (term, back) => values[condition.terms[term]?.label.replace("(1m)", "") ?? ""]?.[back] ?? Number.NaN);
}

describe("a condition holds", () => {
  test.each<[string, boolean]>([
    ["2 + 3 * 4 == 14", true],
    ["(2 + 3) * 4 == 20", true],
    ["10 - 4 - 3 == 3", true],
    ["-2 * -3 > 5.9e0", true],
    ["8 / 4 / 2 != 1", false],
    ["1 < 1 or 1 <= 1", true],
    ["not 1 > 2 and 3 >= 3", true],
  ])("as arithmetic says: %s", (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });

  test("looks back by candles, also over whole expressions", () => {
    const values = { close: [5, 4, 3], open: [1, 2, 9] };
    expect(evaluate("close[1] == 4 and close[2] == 3 and close == 5", values)).toBe(true);
    expect(evaluate("(close - open)[1] == 2 and (close[1])[1] == 3", values)).toBe(true);
  });

  test("crosses only on the candle that does, touching included before and excluded after", () => {
    const crosses = (now: number, before: number): (boolean | null)[] =>
      ["above", "below"].map((way) => evaluate(`close crosses ${way} 10`, { close: [now, before] }));
    expect(crosses(11, 9)).toEqual([true, false]);
    expect(crosses(11, 10)).toEqual([true, false]);
    expect(crosses(10, 9)).toEqual([false, false]);
    expect(crosses(12, 11)).toEqual([false, false]);
    expect(crosses(9, 11)).toEqual([false, true]);
  });

  test("is unknown where an unknown decides it, and is never false for want of a value", () => {
    const values = { close: [5] };
    expect(evaluate("open > 3", values)).toBeNull();
    expect(evaluate("not open > 3", values)).toBeNull();
    expect(evaluate("open > 3 and close > 3", values)).toBeNull();
    expect(evaluate("open > 3 and close > 9", values)).toBe(false);
    expect(evaluate("open > 3 or close > 3", values)).toBe(true);
    expect(evaluate("open > 3 or close > 9", values)).toBeNull();
    expect(evaluate("open == open", values)).toBeNull();
    expect(evaluate("close crosses above 3", values)).toBeNull();
    expect(evaluate("close crosses above 9", values)).toBe(false);
    expect(evaluate("close / 0 > 1", values)).toBeNull();
    expect(evaluate("0 / 0 < 1", values)).toBeNull();
  });

  test(`by three-valued logic: what is said with an unknown value stays true for every value (seed ${seed})`, () => {
    const atom = fc.constantFrom("open > 3", "close > 3", "high < 3", "low >= 3");
    const condition = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        atom,
        fc.tuple(tie("any"), fc.constantFrom("and", "or"), tie("any")).map(([left, word, right]) => `(${left} ${word} ${right})`),
        tie("any").map((of) => `not ${of}`),
      ),
    })).any;
    const value = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(condition, value, value, fc.array(value, { minLength: 2, maxLength: 2 }), (text, open, close, [high = 0, low = 0]) => {
        const partly = evaluate(text, { open: [open], close: [close] });
        const whole = evaluate(text, { open: [open], close: [close], high: [high], low: [low] });
        expect(whole).not.toBeNull();
        if (partly !== null) expect(partly).toBe(whole);
      }),
      { seed, numRuns: 500 },
    );
  });
});
