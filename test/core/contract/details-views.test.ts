import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../../src/core/base/decimal.ts";
import { KLINE_FIELDS } from "../../../src/core/candles/exchange-kline.ts";
import type { CandleDifference } from "../../../src/core/candles/reconciliation.ts";
import { decodeLiquidityView, encodeLiquidityView, type LiquidityView } from "../../../src/core/contract/liquidity-view.ts";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import { decodeSparklineView, encodeSparklineView, SPARKLINES_PER_VIEW, type SparklineView } from "../../../src/core/contract/sparkline-view.ts";
import { decodeTickerView, encodeTickerView, type TickerView } from "../../../src/core/contract/ticker-view.ts";
import { decodeStreamView } from "../../../src/core/contract/view-of-stream.ts";
import { QUALITY_CODES, ViewError } from "../../../src/core/contract/view.ts";
import { GAP_CAUSES } from "../../../src/core/market/quality.ts";
import { SPARKLINE_POINTS, SPARKLINE_TOP } from "../../../src/core/ticker/sparkline.ts";
import type { TickerReport, WindowReport } from "../../../src/core/ticker/ticker-report.ts";

const int = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(narrow);
const header = { seq: fc.nat(), complete: fc.constant(true), merged: fc.nat() };
const id = fc.string({ unit: "grapheme", maxLength: 40 });
const double = fc.double({ noNaN: true });
const count = fc.nat();
const ms = fc.nat(2 ** 42);
const scale = fc.record({ price: fc.nat(30), qty: fc.nat(30) });

const liquidity: fc.Arbitrary<LiquidityView> = fc.record({
  ...header,
  instrument: id,
  quality: fc.constantFrom(...QUALITY_CODES),
  reason: fc.string({ unit: "grapheme", maxLength: 40 }),
  sinceMs: fc.option(ms),
  scale,
  bidLevels: count,
  askLevels: count,
  figures: fc.option(
    fc.record({
      bid: int,
      ask: int,
      tick: int,
      spreadBps: double,
      mid: double,
      microprice: double,
      imbalance: double,
      depth: fc.array(fc.record({ bps: double, bid: double, ask: double, whole: fc.boolean() }), { maxLength: 6 }),
    }),
  ),
  history: fc.record({
    epochs: count,
    resyncs: count,
    gaps: count,
    lastGap: fc.option(fc.record({ fromRx: count, toRx: fc.option(count), cause: fc.constantFrom(...GAP_CAUSES) })),
    applied: count,
    stale: count,
    duplicate: count,
    rejected: count,
    checksums: fc.record({ ok: count, failed: count }),
  }),
});

const number = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String);
const figure = fc.record({ ours: number, theirs: number, difference: number });
const difference: fc.Arbitrary<CandleDifference> = fc.record({
  openTime: ms,
  kind: fc.constantFrom("different" as const, "absent-here" as const, "absent-there" as const),
  complete: fc.boolean(),
  fields: fc.record(Object.fromEntries(KLINE_FIELDS.map((field) => [field, figure])), { requiredKeys: [] }),
});
const window: fc.Arbitrary<WindowReport> = fc.record({
  fromMs: double,
  toMs: double,
  open: fc.option(number),
  high: fc.option(number),
  low: fc.option(number),
  last: fc.option(number),
  change: fc.option(number),
  changePercent: fc.option(double),
  volume: number,
  quoteVolume: number,
  vwap: fc.option(double),
  trades: count,
  delta: number,
  realisedVolatility: fc.option(double),
  exact: fc.boolean(),
  covered: fc.boolean(),
});
const venueFigures = fc.record({
  open: fc.option(number),
  high: fc.option(number),
  low: fc.option(number),
  last: fc.option(number),
  volume: fc.option(number),
  quoteVolume: fc.option(number),
});
const ticker: fc.Arbitrary<TickerView> = fc.record({
  ...header,
  instrument: id,
  facts: fc.option(
    fc.record({
      firstMs: fc.option(ms),
      places: scale,
      late: count,
      tooLate: count,
      candles: fc.record({
        duplicate: count,
        candles: count,
        incomplete: count,
        compared: count,
        equal: count,
        unexplained: count,
        explained: count,
        differences: fc.array(difference, { maxLength: 5 }),
      }),
      statistics: fc.constantFrom("own" as const, "venue" as const),
      windows: fc.record({ "1m": window, "5m": window, "1h": window, "24h": window }),
      venue: fc.option(fc.record({ figures: venueFigures, difference: fc.option(venueFigures) })),
    }),
  ),
});
const line = fc.record({
  instrument: fc.nat(0xffff_ffff),
  fromMs: ms,
  stepMs: fc.nat(2_000_000),
  low: double,
  high: double,
  levels: fc.array(fc.nat(SPARKLINE_TOP), { maxLength: SPARKLINE_POINTS + 1 }),
});
const sparklines: fc.Arbitrary<SparklineView> = fc.record({ ...header, rows: fc.array(line, { maxLength: 30 }) });

describe("a view comes out as it went in, whatever it holds:", () => {
  test("of a book's liquidity", () => {
    fc.assert(
      fc.property(liquidity, (view) => {
        expect(decodeLiquidityView(encodeLiquidityView(view))).toEqual(view);
      }),
    );
  });

  test("of an instrument's windows and candles", () => {
    fc.assert(
      fc.property(ticker, (view) => {
        expect(decodeTickerView(encodeTickerView(view))).toEqual(view);
      }),
    );
  });

  test("of the watchlist's lines", () => {
    fc.assert(
      fc.property(sparklines, (view) => {
        expect(decodeSparklineView(encodeSparklineView(view))).toEqual(view);
      }),
    );
  });
});

const WINDOW: WindowReport = {
  fromMs: 0,
  toMs: 60_000,
  open: "1.5",
  high: "2",
  low: "1",
  last: "1.75",
  change: "0.25",
  changePercent: 16.7,
  volume: "3",
  quoteVolume: "4.5",
  vwap: 1.5,
  trades: 3,
  delta: "-1",
  realisedVolatility: 0.01,
  exact: true,
  covered: false,
};
const WINDOWS: TickerReport["windows"] = { "1m": WINDOW, "5m": WINDOW, "1h": WINDOW, "24h": WINDOW };
const VENUE = { open: "1", high: "2", low: "1", last: "2", volume: "9", quoteVolume: null };
const TICKER: TickerView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  facts: {
    firstMs: 5,
    places: { price: 2, qty: 1 },
    late: 1,
    tooLate: 2,
    candles: {
      duplicate: 3,
      candles: 4,
      incomplete: 1,
      compared: 3,
      equal: 2,
      unexplained: 0,
      explained: 1,
      differences: [{ openTime: 60_000, kind: "different", complete: false, fields: { volume: { ours: "1", theirs: "2", difference: "-1" } } }],
    },
    statistics: "venue",
    windows: WINDOWS,
    venue: { figures: VENUE, difference: VENUE },
  },
};
const LIQUIDITY: LiquidityView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  quality: "gap",
  reason: "sequence at frame 7",
  sinceMs: 12.5,
  scale: { price: 2, qty: 3 },
  bidLevels: 1,
  askLevels: 1,
  figures: { bid: 5, ask: 7, tick: 1, spreadBps: 3, mid: 6, microprice: 6, imbalance: 0, depth: [{ bps: 10, bid: 1, ask: 2, whole: true }] },
  history: {
    epochs: 1,
    resyncs: 0,
    gaps: 1,
    lastGap: { fromRx: 7, toRx: null, cause: "sequence" },
    applied: 9,
    stale: 1,
    duplicate: 0,
    rejected: 2,
    checksums: { ok: 0, failed: 0 },
  },
};
const LINES: SparklineView = {
  seq: 1,
  complete: true,
  merged: 0,
  rows: [{ instrument: 3, fromMs: 0, stepMs: 60_000, low: 1, high: 2, levels: [0, 4_095] }],
};

test("numbers of monstrous length are not shown, and the view of their instrument stays a message", () => {
  const huge = "9".repeat(20_000);
  const field = { ours: huge, theirs: huge, difference: "0" };
  const fields = Object.fromEntries(KLINE_FIELDS.map((name) => [name, field]));
  const differences = Array.from({ length: 5 }, () => ({ openTime: 0, kind: "different" as const, complete: true, fields }));
  const window = { ...WINDOW, high: huge, volume: huge };
  const facts = TICKER.facts;
  if (facts === null) throw new Error("the fixture has facts");
  const message = encodeTickerView({
    ...TICKER,
    facts: { ...facts, candles: { ...facts.candles, differences }, windows: { "1m": window, "5m": window, "1h": window, "24h": window } },
  });
  expect(message.byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(decodeTickerView(message).facts?.windows["1h"]).toEqual({ ...WINDOW, high: null, volume: "" });
});

test("the most lines that one view has fit into a message, and more are refused", () => {
  const levels = Array.from({ length: SPARKLINE_POINTS }, (_, n) => (n % 2) * SPARKLINE_TOP);
  const rows = Array.from({ length: SPARKLINES_PER_VIEW }, (_, n) => ({
    instrument: 4_294_967_295 - n,
    fromMs: 2 ** 42,
    stepMs: 1_800_000,
    low: 1,
    high: 2,
    levels,
  }));
  expect(encodeSparklineView({ ...LINES, rows }).byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(() => encodeSparklineView({ ...LINES, rows: [...rows, ...LINES.rows] })).toThrow(RangeError);
});

describe("bytes that are no view of these streams", () => {
  const good = [encodeTickerView(TICKER), encodeLiquidityView(LIQUIDITY), encodeSparklineView(LINES)];

  test("are told from those that are by their first byte", () => {
    expect(good.map((message) => decodeStreamView(message).stream)).toEqual(["ticker", "liquidity", "sparkline"]);
  });

  test("are refused wherever the message is cut, and where something follows it", () => {
    for (const message of good) {
      for (let length = 0; length < message.byteLength; length++) expect(() => decodeStreamView(message.slice(0, length))).toThrow(ViewError);
      const long = new Uint8Array(message.byteLength + 1);
      long.set(new Uint8Array(message));
      expect(() => decodeStreamView(long.buffer)).toThrow(ViewError);
    }
  });

  test("never throw anything but a ViewError", () => {
    const change = fc.tuple(fc.nat(10_000), fc.nat(255));
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 6 }), (message, changes) => {
        const bytes = new Uint8Array(message.slice(0));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          decodeStreamView(bytes.buffer);
        } catch (error) {
          expect(error).toBeInstanceOf(ViewError);
        }
      }),
    );
  });
});
