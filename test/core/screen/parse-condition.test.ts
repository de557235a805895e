import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { intervalNamed, ONE_MINUTE } from "../../../src/core/candles/interval.ts";
import { ExpressionError } from "../../../src/core/screen/expression-error.ts";
import { parseCondition } from "../../../src/core/screen/parse-condition.ts";

const seed = Date.now() & 0x7fffffff;
const read = (text: string) => parseCondition(text, ONE_MINUTE);

function fault(text: string): { at: number; message: string; caret: string } {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { at: error.at, message: error.message, caret: error.caret };
    throw error;
  }
  throw new Error(`${text} was read`);
}

describe("a condition", () => {
  test("may name candles, indicators with parameters, interval and output, windows and numbers with exponents", () => {
    const { terms, reach } = read("rsi(14,1h) < 30 and volume24h > 1e6 or close[3] >= sma(50,4h)[1] and not macd(5,9,3,15m).signal < .5");
    expect(terms.map(({ label }) => label)).toEqual(["rsi(14,1h)", "volume24h", "close(1m)", "sma(50,4h)", "macd(5,9,3,15m).signal"]);
    expect(reach).toEqual([0, 0, 3, 1, 0]);
  });

  test("fills in defaults and the given interval, whatever the case of names, and names each term once", () => {
    const interval = intervalNamed("5m");
    if (interval === undefined) throw new Error();
    expect(parseCondition("RSI > rsi() AND Rsi(14) < close and VOLUME24H > 0", interval).terms.map(({ label }) => label)).toEqual([
      "rsi(14,5m)",
      "close(5m)",
      "volume24h",
    ]);
  });

  test("looks one candle further back for a crossing", () => {
    const { root, reach } = read("ema(9) - ema(21)[2] crosses above 0");
    expect(root).toMatchObject({ kind: "cross", above: true });
    expect(reach).toEqual([1, 3]);
  });

  test("binds as arithmetic, comparison, not, and, or do, from tight to loose", () => {
    expect(read("1 + 2 * 3 < 4 or not 5 < 6 and 7 < 8").root).toEqual({
      kind: "or",
      parts: [
        {
          kind: "compare",
          sign: "<",
          left: {
            kind: "arithmetic",
            sign: "+",
            left: { kind: "number", value: 1 },
            right: { kind: "arithmetic", sign: "*", left: { kind: "number", value: 2 }, right: { kind: "number", value: 3 } },
          },
          right: { kind: "number", value: 4 },
        },
        {
          kind: "and",
          parts: [
            { kind: "not", of: { kind: "compare", sign: "<", left: { kind: "number", value: 5 }, right: { kind: "number", value: 6 } } },
            { kind: "compare", sign: "<", left: { kind: "number", value: 7 }, right: { kind: "number", value: 8 } },
          ],
        },
      ],
    });
    expect(read("10 - 4 - 3 == 3").root).toMatchObject({ left: { left: { sign: "-" }, right: { value: 3 } } });
    expect(read("(1 < 2)").root).toMatchObject({ kind: "compare" });
  });

  test.each([
    ["", 0, "too early"],
    ["rsi(14,1h) <", 12, "too early"],
    ["rsi(14,1h)", 0, "a condition is expected"],
    ["rsi(14,1h) < 30 and close", 20, "a condition is expected"],
    ["(close < 1) + 2 > 3", 0, "a number is expected"],
    ["rsii(14) < 30", 0, "rsi there is"],
    ["close < foo", 8, "there is no foo"],
    ["rsi(14,1h,2) < 3", 10, "the interval comes last"],
    ["rsi(1,2,3) < 3", 0, "at most 1 numbers (length)"],
    ["rsi(0) < 3", 0, "length of rsi"],
    ["rsi(x) < 3", 4, "parameters are numbers"],
    ["close(14) < 3", 5, "an interval only"],
    ["macd.nothing < 3", 5, "macd has macd"],
    ["close = 3", 6, "equality is =="],
    ["close < 3 && 1 < 2", 10, "write and"],
    ["1 < 2 < 3", 6, "one comparison at a time"],
    ["close crosses 3", 14, "above or below"],
    ["volume24h[1] > 3", 0, "volume24h has no earlier value"],
    ["last crosses above 3", 0, "last has no earlier value"],
    ["close[1.5] > 3", 6, "a whole number of candles"],
    ["close[-1] > 3", 6, "a whole number of candles"],
    ["close[99999] > 3", 6, "a whole number of candles"],
    ["(close > 3", 10, '")" is expected'],
    ["close > 3)", 9, "cannot stand here"],
    ["close > 3 close < 2", 10, "cannot stand here"],
    ["close > 2m", 8, "there is no interval 2m"],
    ["close > 1h", 8, "an interval stands in parentheses"],
    ["close > 3x", 9, "a number ends before"],
    ["close > 1e999", 8, "too large"],
    ["close > 3 😀", 10, "means nothing here"],
    [`${"(".repeat(80)}1 < 2${")".repeat(80)}`, 64, "nested more than"],
    [`${"not ".repeat(80)}1 < 2`, 256, "nested more than"],
    [`close > ${"1+".repeat(1_500)}1`, 2_000, "at most 2000 characters"],
  ])("%j is refused at its place", (text, at, said) => {
    const { message, caret, at: where } = fault(text);
    expect(message).toContain(said);
    expect(where).toBe(at);
    expect(caret.split("\n")[1]).toBe(`${" ".repeat(at)}^`);
  });

  test(`of any text is read, or refused at a place within it, and nothing else happens (seed ${seed})`, () => {
    const piece = fc.constantFrom("rsi", "(", ")", "14", "1h", ",", "<", ">", "and", "or", "not", "close", "[", "]", "1", "crosses above", "volume24h", "-", "*", ".", "macd", "signal", " ", "1e3", "§"); // prettier-ignore
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(" ")),
          fc.string({ maxLength: 40 }),
        ),
        (text) => {
          try {
            expect(read(text).terms.length).toBeLessThanOrEqual(24);
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error;
            expect(error.at).toBeGreaterThanOrEqual(0);
            expect(error.at).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { seed, numRuns: 3_000 },
    );
  });
});
