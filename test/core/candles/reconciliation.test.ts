import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { type ExchangeKline, KlineFileError, readKlineFile } from "../../../src/core/candles/exchange-kline.ts";
import { reconcile } from "../../../src/core/candles/reconciliation.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

function kline(minute: number, more: Partial<ExchangeKline> = {}): ExchangeKline {
  const sums = { volume: "2", quoteVolume: "200.5", trades: 2, takerBase: "1", takerQuote: "100" };
  return { openTime: MIDNIGHT + minute * MINUTE, open: "100", high: "101", low: "99.5", close: "100", ...sums, ...more };
}

function row(minute: number, complete = true, more: Partial<CandleRow> = {}): CandleRow {
  return { ...kline(minute), revision: 0, final: true, complete, unbroken: complete, ...more };
}

describe("reconciling candles with the exchange's", () => {
  test("names each figure that differs, with the exact difference, and says whether ids prove our candle whole", () => {
    const ours = [row(0), row(1, false, { volume: "1.9", quoteVolume: "190.5", trades: 1 }), row(2, true, { close: "99.5" })];
    expect(reconcile(ours, [kline(0), kline(1), kline(2)])).toEqual({
      compared: 3,
      equal: 1,
      unexplained: 1,
      incomplete: 1,
      differences: [
        {
          openTime: MIDNIGHT + MINUTE,
          kind: "different",
          complete: false,
          fields: {
            volume: { ours: "1.9", theirs: "2", difference: "-0.1" },
            quoteVolume: { ours: "190.5", theirs: "200.5", difference: "-10" },
            trades: { ours: "1", theirs: "2", difference: "-1" },
          },
        },
        {
          openTime: MIDNIGHT + 2 * MINUTE,
          kind: "different",
          complete: true,
          fields: { close: { ours: "99.5", theirs: "100", difference: "-0.5" } },
        },
      ],
    });
  });

  test("names candles that only one side has, within what the klines span, and lets a kline without trades agree with none", () => {
    const klines = [kline(1), kline(2, { trades: 0, volume: "0" }), kline(3), kline(5)];
    const { differences, compared, unexplained, incomplete } = reconcile([row(0), row(1), row(4), row(5), row(6)], klines);
    expect(differences.map(({ openTime, kind }) => [(openTime - MIDNIGHT) / MINUTE, kind])).toEqual([
      [3, "absent-here"],
      [4, "absent-there"],
    ]);
    expect({ compared, unexplained, incomplete }).toEqual({ compared: 2, unexplained: 1, incomplete: 1 });
  });
});

describe("a kline file", () => {
  const line = `${MIDNIGHT},100.00,101.0,99.50,100,2.000,${MIDNIGHT + MINUTE - 1},200.50,2,1.0,100.0,0`;

  test("is read with or without headings, in milliseconds or microseconds, decimals in shortest form", () => {
    const expected = { klines: [kline(0)], intervalMs: MINUTE };
    expect(readKlineFile(`${line}\n`)).toEqual(expected);
    expect(readKlineFile(`open_time,open,high,low,close,volume,close_time,quote_volume,count,a,b,ignore\r\n${line}\r\n`)).toEqual(expected);
    const micro = line.replace(String(MIDNIGHT), `${MIDNIGHT}000`).replace(String(MIDNIGHT + MINUTE - 1), `${MIDNIGHT + MINUTE - 1}999`);
    expect(readKlineFile(micro)).toEqual(expected);
    expect(readKlineFile("")).toEqual({ klines: [], intervalMs: null });
  });

  test.each([
    ["too few columns", "1,2,3", 1, "columns"],
    ["a figure that is none", line.replace("101.0", "1e5"), 1, "1e5"],
    ["a time that is none", line.replace(String(MIDNIGHT), "soon"), 1, "soon"],
    ["a line that does not come after the one before", `${line}\n${line}`, 2, "after"],
    ["klines of two lengths", `${line}\n${line.replaceAll(String(MIDNIGHT), String(MIDNIGHT + MINUTE))}`, 2, "covers"],
  ])("with %s is refused with the line's number", (_, text, at, said) => {
    const read = () => readKlineFile(text);
    expect(read).toThrow(KlineFileError);
    expect(read).toThrow(`line ${at}: `);
    expect(read).toThrow(said);
  });
});
