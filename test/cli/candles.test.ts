import { afterAll, describe, expect, test } from "vitest";
import { type AggTradeFields, type Line, type TradeFields, aggTrade, bookTicker, diff, rawJsonl, trade } from "./recording.ts";
import { CANDLE_HEADER } from "./reference-fold.ts";
import { Workbench } from "./tapedeck.ts";

const bench = new Workbench();
afterAll(() => bench.dispose());

const MINUTE = 60_000;

interface Row {
  readonly openTime: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly trades: number;
  readonly takerBase: string;
  readonly takerQuote: string;
  readonly revision: number;
  readonly final: boolean;
  readonly complete: boolean;
}

function candles(lines: readonly Line[], venue = "binance", symbol = "BTCUSDT"): Row[] {
  const [header, ...rows] = bench
    .candles(bench.importLines("candles", venue, rawJsonl(lines)), `${venue}:${symbol}`)
    .trimEnd()
    .split("\n");
  expect(header).toBe(CANDLE_HEADER);
  return rows.map((row) => {
    const [openTime, open, high, low, close, volume, quoteVolume, trades, takerBase, takerQuote, revision, final, complete] = row.split(",") as [
      string,
      ...string[],
    ];
    expect(final).toMatch(/^(true|false)$/);
    expect(complete).toMatch(/^(true|false)$/);
    return {
      openTime: Number(openTime),
      open,
      high,
      low,
      close,
      volume,
      quoteVolume,
      trades: Number(trades),
      takerBase,
      takerQuote,
      revision: Number(revision),
      final: final === "true",
      complete: complete === "true",
    } as Row;
  });
}

const at = (id: number, tradeMs: number, more: Partial<TradeFields> = {}): Line => trade({ id, tradeMs, ...more });
const sum = (id: number, first: number, last: number, more: Partial<AggTradeFields> = {}): Line => aggTrade({ id, first, last, ...more });

describe("candles", { timeout: 60_000 }, () => {
  test("a trade belongs to the half-open minute of its T, whatever its E", () => {
    const rows = candles([at(1, MINUTE - 1, { eventMs: MINUTE + 5 }), at(2, MINUTE), at(3, 2 * MINUTE - 1), at(4, 2 * MINUTE)]);
    expect(rows.map(({ openTime, trades }) => [openTime, trades])).toEqual([
      [0, 1],
      [MINUTE, 2],
      [2 * MINUTE, 1],
    ]);
  });

  test("open and close go by trade time, then trade id, and never by arrival", () => {
    const [row] = candles([
      at(2, 1_000, { price: "2" }),
      at(1, 1_000, { price: "1" }),
      at(4, 1_001, { price: "4" }),
      at(3, 1_001, { price: "3" }),
      at(5, 1_000, { price: "5" }),
    ]);
    expect(row).toMatchObject({ open: "1", high: "5", low: "1", close: "4", trades: 5 });
  });

  test("sums are exact decimals at any length, and taker figures are those of the buyers who took", () => {
    const huge = "1234567890123456789012345678901234567890.000000000000000000000000000001";
    const [row] = candles([
      at(1, 1_000, { price: "0.00000003", qty: huge }),
      at(2, 1_001, { price: "3", qty: "0.1" }),
      at(3, 1_002, { price: "3.10", qty: "0.2000", buyerIsMaker: true }),
    ]);
    expect(row).toMatchObject({
      volume: "1234567890123456789012345678901234567890.300000000000000000000000000001",
      quoteVolume: "37037036703703703670370370367038.6237037000000000000000000000000000003".replace(/^.*$/, String(quote())),
      takerBase: "1234567890123456789012345678901234567890.100000000000000000000000000001",
    });
    expect(row?.high).toBe("3.1");
    function quote(): string {
      // 0.00000003 x huge + 0.3 + 0.62, at 38 places.
      const total = 3n * BigInt(huge.replace(".", "")) + 92n * 10n ** 36n;
      const digits = total.toString();
      return `${digits.slice(0, -38)}.${digits.slice(-38)}`.replace(/0+$/, "");
    }
  });

  test("a repeated id counts once", () => {
    expect(candles([at(1, 1_000), at(1, 1_000), at(1, 2_000, { qty: "7" })])).toMatchObject([{ volume: "1", trades: 1 }]);
  });

  test("on futures only X == MARKET counts as volume, and a minute without a counting trade has no row", () => {
    const rows = candles(
      [
        at(1, 1_000, { type: "MARKET" }),
        at(2, 1_001, { type: "INSURANCE_FUND" }),
        at(3, MINUTE, { type: "ADL" }),
        at(4, 2 * MINUTE, { type: "MARKET" }),
      ],
      "binance-usdm",
    );
    expect(rows.map(({ openTime, volume, trades }) => [openTime, volume, trades])).toEqual([
      [0, "1", 1],
      [2 * MINUTE, "1", 1],
    ]);
  });

  test("minutes without a trade have no row", () => {
    expect(candles([at(1, 0), at(2, 5 * MINUTE)]).map(({ openTime }) => openTime)).toEqual([0, 5 * MINUTE]);
  });

  test("a candle is final when the greatest event time less 1,000 ms has passed its end, as though a mark stood at the end", () => {
    const first = at(1, MINUTE - 1, { eventMs: MINUTE - 1 });
    const later = (eventMs: number): Line => diff({ symbol: "ETHUSDT", first: 1, last: 1, eventMs });
    expect(candles([first, later(MINUTE + 999)])).toMatchObject([{ final: false, revision: 0 }]);
    expect(candles([first, later(MINUTE + 1_000)])).toMatchObject([{ final: true, revision: 0 }]);
  });

  test("a late trade corrects its candle with a new revision; beyond an hour it is too late and counts only as a trade", () => {
    const late = [at(1, MINUTE - 1), at(5, 4 * MINUTE), at(2, MINUTE - 1, { price: "99" })];
    expect(candles(late)).toMatchObject([
      { openTime: 0, trades: 2, high: "99", revision: 1, final: true },
      { revision: 0, final: false },
    ]);
    const hour = [at(1, MINUTE - 1), at(5, 61 * MINUTE + 1_000), at(2, MINUTE - 1, { price: "99" })];
    expect(candles(hour)[0]).toMatchObject({ trades: 1, high: "15", revision: 0 });
    expect(bench.replay("candles.tape").instruments["binance:BTCUSDT"]?.trades).toBe(3);
    expect(candles([at(1, MINUTE - 1), at(5, 61 * MINUTE + 999), at(2, MINUTE - 1)])[0]).toMatchObject({ trades: 2, revision: 1 });
  });

  test("complete: a trade before the minute, one after it, and every id between", () => {
    const complete = (lines: readonly Line[], venue = "binance") => candles(lines, venue).find(({ openTime }) => openTime === MINUTE)?.complete;
    const whole = [at(1, MINUTE - 1), at(2, MINUTE), at(3, MINUTE + 5), at(4, 2 * MINUTE)];
    expect(complete(whole)).toBe(true);
    expect(complete(whole.slice(1))).toBe(false);
    expect(complete(whole.slice(0, 3))).toBe(false);
    expect(complete([...whole.slice(0, 2), ...whole.slice(3)])).toBe(false);
    expect(complete([...whole.slice(1).toReversed(), ...whole.slice(0, 1)])).toBe(true);
    expect(complete([...whole.slice(0, 3), at(9, 2 * MINUTE)])).toBe(false);
  });

  test("ids of other types prove completeness too, and receive times say nothing about it", () => {
    const type = "MARKET";
    const lines = [
      at(1, MINUTE - 1, { type }),
      at(2, MINUTE, { type }),
      at(3, MINUTE + 5, { type: "NA", price: "0", qty: "0" }),
      at(4, 2 * MINUTE, { type: "ADL" }),
    ];
    expect(candles(lines, "binance-usdm")).toMatchObject([{ complete: false }, { complete: true, trades: 1 }]);
  });

  test("aggregates stand for the ids f..l while the instrument has shown no trade", () => {
    const rows = candles([
      sum(1, 1, 3, { tradeMs: MINUTE - 1 }),
      sum(2, 4, 9, { tradeMs: MINUTE, qty: "2.5" }),
      sum(3, 10, 10, { tradeMs: 2 * MINUTE }),
    ]);
    expect(rows).toMatchObject([{ trades: 3, volume: "1" }, { trades: 6, volume: "2.5", complete: true }, { trades: 1 }]);
  });

  test("an aggregate feeds no candle once its instrument has shown a trade, and another instrument's trades do not matter to it", () => {
    expect(candles([at(1, 1_000), sum(1, 2, 4)])).toMatchObject([{ trades: 1, volume: "1" }]);
    expect(candles([sum(1, 1, 3), at(1, 1_000), at(2, 1_000), at(3, 1_000), at(4, 1_000), sum(2, 4, 4)])).toMatchObject([{ trades: 4, volume: "2" }]);
    expect(candles([trade({ id: 1, symbol: "ETHUSDT" }), sum(1, 1, 3)])).toMatchObject([{ trades: 3, volume: "1" }]);
  });

  test("a repeated aggregate counts once", () => {
    expect(candles([sum(1, 1, 3), sum(1, 1, 3)])).toMatchObject([{ trades: 3, volume: "1" }]);
  });

  test("an instrument without trades has the header alone; one that the file does not hold ends with 1", () => {
    expect(candles([bookTicker("BTCUSDT", 1)])).toEqual([]);
    for (const symbol of ["binance:ETHUSDT", "binance-usdm:BTCUSDT", "BTCUSDT", ""]) {
      const { status, stdout, stderr } = bench.run("candles", "candles.tape", "--symbol", symbol, "--interval", "1m", "--csv");
      expect({ symbol, status, stdout }).toEqual({ symbol, status: 1, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+\n$/);
    }
  });
});
