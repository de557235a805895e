import { describe, expect, test } from "vitest";
import type { LiquidityView } from "../../src/core/contract/liquidity-view.ts";
import type { TickerFacts } from "../../src/core/contract/ticker-view.ts";
import type { WindowReport } from "../../src/core/ticker/ticker-report.ts";
import { candleCells, differenceLines } from "../../src/renderer/details/candle-cells.ts";
import { liquidityCells } from "../../src/renderer/details/liquidity-cells.ts";
import { tickerCells } from "../../src/renderer/details/ticker-cells.ts";
import { sparklineText } from "../../src/renderer/watchlist/sparkline-cell.ts";

const NOON = Date.UTC(2024, 7, 8, 12);

function window(minutes: number, more: Partial<WindowReport> = {}): WindowReport {
  return {
    fromMs: NOON - minutes * 60_000,
    toMs: NOON,
    open: "100",
    high: "110.5",
    low: "99",
    last: "105",
    change: "5",
    changePercent: 5,
    volume: "1234.5",
    quoteVolume: "123450",
    vwap: 100.004,
    trades: 1_234,
    delta: "-12.5",
    realisedVolatility: 0.0123,
    exact: true,
    covered: true,
    ...more,
  };
}

function facts(more: Partial<TickerFacts> = {}): TickerFacts {
  const counts = { duplicate: 2, candles: 60, incomplete: 1, compared: 59, equal: 57, unexplained: 1, explained: 1 };
  return {
    firstMs: NOON - 86_400_000,
    places: { price: 2, qty: 1 },
    late: 3,
    tooLate: 0,
    candles: { ...counts, differences: [] },
    statistics: "own",
    windows: { "1m": window(1), "5m": window(5), "1h": window(60), "24h": window(1_440) },
    venue: null,
    ...more,
  };
}

const VENUE = { open: "100", high: "111", low: "98", last: "104", volume: "2000", quoteVolume: "202000" };

describe("the rolling windows", () => {
  test("show prices to the instrument's decimals, signs, and the exact amounts in the title", () => {
    const cells = tickerCells(facts());
    expect(cells["1h.high"]).toEqual({ text: "110.50" });
    expect(cells["1h.change"]).toEqual({ text: "+5.00", tone: "up" });
    expect(cells["1h.changePercent"]).toEqual({ text: "+5.00%", tone: "up" });
    expect(cells["1h.volume"]).toEqual({ text: "1.234K", title: "1234.5" });
    expect(cells["1h.delta"]).toEqual({ text: "−12.50", tone: "down", title: "−12.5" });
    expect(cells["1h.vwap"]).toEqual({ text: "100.00" });
    expect(cells["1h.trades"]).toEqual({ text: "1,234" });
    expect(cells["1h.realisedVolatility"]).toEqual({ text: "1.230%" });
    expect(cells["1h.covers"]?.text).toBe("exact");
  });

  test("without a trade are not known, and neither is anything before the first message", () => {
    const none = { open: null, high: null, low: null, last: null, change: null, changePercent: null, vwap: null, realisedVolatility: null };
    const cells = tickerCells(
      facts({ windows: { ...facts().windows, "1m": window(1, { ...none, volume: "0", quoteVolume: "0", trades: 0, delta: "0" }) } }),
    );
    expect(["high", "change", "changePercent", "vwap"].map((row) => cells[`1m.${row}`]?.text)).toEqual(["—", "—", "—", "—"]);
    expect(cells["1m.delta"]).toMatchObject({ text: "0.000" });
    expect(Object.values(tickerCells(null)).every(({ text }) => text === "—")).toBe(true);
  });

  test("of 24 h are the exchange's own while less is recorded, marked as theirs, and what it does not publish is not made up", () => {
    const cells = tickerCells(facts({ statistics: "venue", firstMs: NOON - 600_000, venue: { figures: VENUE, difference: null } }));
    expect(cells["24h.high"]).toMatchObject({ text: "111.00", theirs: true });
    expect(cells["24h.change"]).toMatchObject({ text: "+4.00", tone: "up", theirs: true });
    expect(cells["24h.changePercent"]).toMatchObject({ text: "+4.00%", theirs: true });
    expect(cells["24h.vwap"]).toMatchObject({ text: "101.00", theirs: true });
    expect(cells["24h.trades"]).toMatchObject({ text: "—", title: expect.stringContaining("1,234") });
    expect(cells["1h.high"]?.theirs).toBeUndefined();
    expect(cells["difference.high"]?.text).toBe("—");
  });

  test("say how much of them is recorded, and whether that is proven", () => {
    const covers = (more: Partial<WindowReport>, firstMs = NOON - 86_400_000): string | undefined =>
      tickerCells(facts({ firstMs, windows: { ...facts().windows, "1h": window(60, more) } }))["1h.covers"]?.text;
    expect(covers({ covered: false }, NOON - 754_000)).toBe("12m 34s");
    expect(covers({ exact: false })).toBe("to minutes");
    expect(covers({ covered: false })).toBe("unproven");
  });

  test("once 24 h are recorded stand beside the exchange's, with the difference", () => {
    const difference = { open: "0", high: "-0.5", low: "1", last: "1", volume: "-765.5", quoteVolume: null };
    const cells = tickerCells(facts({ venue: { figures: VENUE, difference } }));
    expect(cells["24h.high"]).toEqual({ text: "110.50" });
    expect(cells["theirs.high"]).toEqual({ text: "111.00" });
    expect(cells["difference.high"]).toEqual({ text: "−0.50", tone: "warn" });
    expect(cells["difference.open"]).toEqual({ text: "0.00" });
    expect(cells["difference.volume"]).toMatchObject({ text: "−765.5", tone: "warn" });
    expect(cells["difference.quoteVolume"]?.text).toBe("—");
  });
});

const LIQUIDITY: LiquidityView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  quality: "live",
  reason: "",
  sinceMs: 1,
  scale: { price: 2, qty: 1 },
  bidLevels: 1_000,
  askLevels: 20,
  figures: {
    bid: 9_995,
    ask: 10_005,
    tick: 5,
    spreadBps: 10,
    mid: 100,
    microprice: 100.02,
    imbalance: -0.25,
    depth: [10, 25, 50, 100].map((bps) => ({ bps, bid: bps, ask: bps / 2, whole: bps < 100 })),
  },
  history: {
    epochs: 2,
    resyncs: 1,
    gaps: 1,
    lastGap: { fromRx: 7, toRx: 9, cause: "sequence" },
    applied: 12_345,
    stale: 0,
    duplicate: 0,
    rejected: 0,
    checksums: { ok: 0, failed: 0 },
  },
};

describe("the figures of a book", () => {
  test("show the spread in the quote, in ticks and in basis points", () => {
    const cells = liquidityCells(LIQUIDITY);
    expect(cells["spread"]?.text).toBe("0.10 · 2 ticks · 10.0 bps");
    expect(cells["microprice"]?.text).toBe("100.020");
    expect(cells["imbalance"]).toMatchObject({ text: "−25%", tone: "down", share: 0.375 });
    expect(cells["levels"]?.text).toBe("1,000 / 20");
    expect(cells["bid.25"]).toMatchObject({ text: "25.00", share: 0.25 });
    expect(cells["ask.100"]?.text).toBe("≥ 50.00");
  });

  test("name the last gap, and warn of what was refused", () => {
    const cells = liquidityCells({ ...LIQUIDITY, history: { ...LIQUIDITY.history, rejected: 4, checksums: { ok: 8, failed: 2 } } });
    expect(cells["gaps"]).toMatchObject({ text: "1", tone: "warn", title: "the last by sequence at frame 7, until frame 9" });
    expect(cells["rejected"]).toMatchObject({ text: "4", tone: "warn" });
    expect(cells["checksums"]).toMatchObject({ text: "2 of 10 failed", tone: "warn" });
    expect(cells["applied"]?.text).toBe("12,345");
  });

  test("are not known where the book may not be read; what it went through is", () => {
    const cells = liquidityCells({ ...LIQUIDITY, quality: "gap", figures: null, bidLevels: 0, askLevels: 0 });
    expect(["spread", "mid", "levels", "bid.10", "ask.100"].map((name) => cells[name]?.text)).toEqual(["—", "—", "—", "—", "—"]);
    expect(cells["epochs"]?.text).toBe("2");
  });
});

describe("the candles' standing", () => {
  test("counts them, and warns of what is not explained", () => {
    const cells = candleCells(facts());
    expect(cells["compared"]?.text).toBe("59");
    expect(cells["unexplained"]).toMatchObject({ text: "1", tone: "warn" });
    expect(cells["tooLate"]).toMatchObject({ text: "0" });
    expect(cells["duplicateTrades"]?.text).toBe("2");
  });

  test("names the figures that differ, newest candle first, exactly where they look alike when shortened", () => {
    const field = (ours: string, theirs: string, difference: string) => ({ ours, theirs, difference });
    const differences = [
      {
        openTime: NOON,
        kind: "different" as const,
        complete: false,
        fields: { volume: field("1234567.1", "1234567.2", "-0.1"), trades: field("3", "4", "-1") },
      },
      { openTime: NOON + 60_000, kind: "absent-here" as const, complete: false, fields: {} },
    ];
    const lines = differenceLines(facts({ candles: { ...facts().candles, differences } }));
    expect(lines.map(({ time, figure, ours, theirs }) => [time, figure, ours.text, theirs.text])).toEqual([
      ["12:01", "not recorded", "—", "—"],
      ["12:00", "volume", "1234567.1", "1234567.2"],
      ["", "trades", "3", "4"],
    ]);
  });
});

test("a sparkline in words is its change, its time and the length of its stretches", () => {
  expect(sparklineText({ fromMs: 0, stepMs: 1_800_000, low: 100, high: 200, levels: [0, 4_095, 2_048] })).toBe(
    "+50.01% over 1h 30m, a close each 30m 00s",
  );
});
