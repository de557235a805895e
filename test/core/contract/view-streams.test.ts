import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrow } from "../../../src/core/base/decimal.ts";
import { type ChartBar, type ChartView, decodeChartView, encodeChartView, MAX_EXCHANGE_NOTE } from "../../../src/core/contract/chart-view.ts";
import { decodeLadderView, encodeLadderView, type LadderView } from "../../../src/core/contract/ladder-view.ts";
import { MAX_MESSAGE_BYTES } from "../../../src/core/contract/port.ts";
import { decodeTapeView, encodeTapeView, type TapeView } from "../../../src/core/contract/tape-view.ts";
import { decodeStreamView } from "../../../src/core/contract/view-of-stream.ts";
import { QUALITY_CODES, ViewError } from "../../../src/core/contract/view.ts";

const int = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(narrow);
const header = { seq: fc.nat(), complete: fc.constant(true), merged: fc.nat() };
const id = fc.string({ unit: "grapheme", maxLength: 40 });
const scale = fc.record({ price: fc.nat(30), qty: fc.nat(30) });
const levels = fc.array(fc.record({ price: int, qty: int }), { maxLength: 50 });
const ladder: fc.Arbitrary<LadderView> = fc.record({
  ...header,
  instrument: id,
  quality: fc.constantFrom(...QUALITY_CODES),
  reason: fc.string({ unit: "grapheme", maxLength: 40 }),
  scale,
  bids: levels,
  asks: levels,
  bidLevels: fc.nat(),
  askLevels: fc.nat(),
});
const trade = fc.record({
  id: fc.maxSafeNat(),
  eventMs: fc.nat(2 ** 42),
  price: int,
  qty: int,
  side: fc.constantFrom("buy" as const, "sell" as const),
});
const tape: fc.Arbitrary<TapeView> = fc.record({
  ...header,
  instrument: id,
  reset: fc.boolean(),
  scale,
  trades: fc.array(trade, { maxLength: 120 }),
  skipped: fc.nat(),
});
const figure = fc.double({ noNaN: true });
const line = fc.option(fc.double({ noNaN: true }));
const bar: fc.Arbitrary<ChartBar> = fc.record({
  openTime: fc.nat(2 ** 42),
  open: figure,
  high: figure,
  low: figure,
  close: figure,
  volume: figure,
  ema: line,
  vwap: line,
  revision: fc.nat(),
  final: fc.boolean(),
  complete: fc.boolean(),
  venue: fc.boolean(),
  exchange: fc.option(fc.string({ maxLength: 40 })),
});
const chart: fc.Arbitrary<ChartView> = fc.record({
  ...header,
  instrument: id,
  interval: fc.constantFrom("1m", "4h", "tick:100"),
  reset: fc.boolean(),
  loading: fc.boolean(),
  fault: fc.string(),
  pricePlaces: fc.nat(300),
  qtyPlaces: fc.nat(300),
  bars: fc.array(bar, { maxLength: 30 }),
});

describe("a view of one instrument comes out as it went in, whatever it holds:", () => {
  test("its ladder", () => {
    fc.assert(
      fc.property(ladder, (view) => {
        expect(decodeLadderView(encodeLadderView(view))).toEqual(view);
      }),
    );
  });

  test("its tape", () => {
    fc.assert(
      fc.property(tape, (view) => {
        expect(decodeTapeView(encodeTapeView(view))).toEqual(view);
      }),
    );
  });

  test("its chart", () => {
    fc.assert(
      fc.property(chart, (view) => {
        expect(encodeChartView(view).map(decodeChartView)).toEqual([view]);
      }),
    );
  });
});

const BAR: ChartBar = {
  openTime: 0,
  open: 1,
  high: 2,
  low: 0.5,
  close: 1.5,
  volume: 9,
  ema: null,
  vwap: 1.25,
  revision: 0,
  final: true,
  complete: true,
  venue: false,
  exchange: null,
};
const CHART: ChartView = {
  seq: 4,
  complete: true,
  merged: 2,
  instrument: "v:A",
  interval: "1m",
  reset: true,
  loading: false,
  fault: "",
  pricePlaces: 2,
  qtyPlaces: 3,
  bars: [BAR],
};
const TRADE = { id: 7, eventMs: 1_723_161_600_123, price: 6_180_020, qty: 5, side: "sell" as const };
const TAPE: TapeView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  reset: true,
  scale: { price: 2, qty: 3 },
  trades: [TRADE],
  skipped: 0,
};
const LEVEL = { price: 5, qty: 6 };
const LADDER: LadderView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  quality: "live",
  reason: "",
  scale: { price: 2, qty: 3 },
  bids: [LEVEL],
  asks: [LEVEL],
  bidLevels: 1,
  askLevels: 1,
};

describe("a chart's history", () => {
  const exchange = "x".repeat(MAX_EXCHANGE_NOTE);
  const bars = Array.from({ length: 2_000 }, (_, n) => ({ ...BAR, openTime: 1_723_161_600_000 + n * 60_000, exchange }));
  const messages = encodeChartView({ ...CHART, bars });

  test("travels in messages of at most 64 KiB, of which the first resets and the last completes it", () => {
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message.byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const views = messages.map(decodeChartView);
    expect(views.map(({ reset }) => reset)).toEqual([true, ...views.slice(1).map(() => false)]);
    expect(views.map(({ complete }) => complete)).toEqual([...views.slice(1).map(() => false), true]);
    expect(views.flatMap((view) => view.bars)).toEqual(bars);
  });

  test("of no candle is one message", () => {
    expect(encodeChartView({ ...CHART, bars: [] }).map(decodeChartView)).toEqual([{ ...CHART, bars: [] }]);
  });
});

describe("numbers of monstrous length", () => {
  const huge = narrow(10n ** 1_000n);

  test("leave fewer levels in a ladder, the best of each side", () => {
    const many = Array.from({ length: 50 }, () => ({ price: huge, qty: huge }));
    const message = encodeLadderView({ ...LADDER, bids: [LEVEL, ...many], asks: [LEVEL, ...many] });
    expect(message.byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const { bids, asks } = decodeLadderView(message);
    expect([bids[0], asks[0]]).toEqual([LEVEL, LEVEL]);
    expect(bids.length).toBeGreaterThan(5);
  });

  test("leave fewer trades on a tape, the newest, and those left out are counted", () => {
    const trades = [...Array.from({ length: 119 }, () => ({ ...TRADE, price: huge, qty: huge })), { ...TRADE, id: 8 }];
    const message = encodeTapeView({ ...TAPE, trades, skipped: 3 });
    expect(message.byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const view = decodeTapeView(message);
    expect(view.trades.at(-1)?.id).toBe(8);
    expect(view.trades.length + view.skipped).toBe(123);
  });
});

describe("bytes that are no view of any stream", () => {
  const good = [encodeLadderView(LADDER), encodeTapeView(TAPE), ...encodeChartView(CHART)];

  test("are told from those that are by their first byte", () => {
    expect(good.map((message) => decodeStreamView(message).stream)).toEqual(["ladder", "tape", "chart"]);
    expect(() => decodeStreamView(new Uint8Array([9, 1]).buffer)).toThrow(ViewError);
    expect(() => decodeStreamView(new ArrayBuffer(0))).toThrow(ViewError);
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
