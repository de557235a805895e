import { describe, expect, test } from "vitest";
import type { LadderView } from "../../src/core/contract/ladder-view.ts";
import { chartPrice, legendText } from "../../src/renderer/chart/legend-text.ts";
import { ladderRows } from "../../src/renderer/ladder/ladder-rows.ts";
import { readLayout, saveLayout } from "../../src/renderer/layout/saved-layout.ts";
import { keyName, keyText, SHORTCUTS } from "../../src/renderer/shortcuts/shortcuts.ts";
import { clockText } from "../../src/renderer/tape/tape-table.ts";

const level = (price: number | bigint, qty: number | bigint) => ({ price, qty });
const book = (bids: LadderView["bids"], asks: LadderView["asks"]): LadderView => ({
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  quality: "live",
  reason: "",
  scale: { price: 2, qty: 1 },
  bids,
  asks,
  bidLevels: bids.length,
  askLevels: asks.length,
});

describe("the rows of a ladder", () => {
  test("show exact numbers, their running totals, and bars against the greatest in sight", () => {
    const { bids, asks, spread, bidShare } = ladderRows(book([level(10_000, 20), level(9_990, 40)], [level(10_005, 10)]), 10);
    expect(bids.map(({ price, qty, total, share }) => [price, qty, total, share])).toEqual([
      ["100.00", "2.0", "2.0", 0.5],
      ["99.90", "4.0", "6.0", 1],
    ]);
    expect(asks[0]).toMatchObject({ price: "100.05", total: "1.0", share: 0.25, totalShare: 1 / 6 });
    expect(spread).toEqual({ text: "0.05", bps: "5.00 bps" });
    expect(bidShare).toBeCloseTo(6 / 7);
  });

  test("measure only what is in sight", () => {
    const { bids } = ladderRows(book([level(3, 20), level(2, 20), level(1, 1_000)], []), 2);
    expect(bids.map(({ share, totalShare }) => [share, totalShare])).toEqual([
      [1, 0.5],
      [1, 1],
    ]);
  });

  test("keep every digit beyond 2^53", () => {
    const { bids } = ladderRows(book([level(1_234_567_890_123_456_789n, 9_007_199_254_740_993n), level(1n, 10)], []), 5);
    expect(bids[0]?.price).toBe("12,345,678,901,234,567.89");
    expect(bids[1]?.total).toBe("900,719,925,474,100.3");
  });

  test("of an empty side leave no spread", () => {
    expect(ladderRows(book([level(1, 1)], []), 5)).toMatchObject({ asks: [], spread: null, bidShare: 1 });
    expect(ladderRows(book([], []), 5)).toEqual({ bids: [], asks: [], spread: null, bidShare: null });
  });
});

describe("the legend of a chart", () => {
  const bar = {
    openTime: Date.UTC(2024, 7, 9),
    open: 100,
    high: 101,
    low: 99.5,
    close: 101,
    volume: 1234.5,
    ema: null,
    vwap: 100.25,
    revision: 0,
    final: true,
    complete: true,
    venue: false,
    exchange: null,
  };

  test("writes prices to the instrument's decimals, and says which way the candle went", () => {
    expect(legendText(bar, 2)).toEqual({
      time: "2024-08-09 00:00",
      open: "100.00",
      high: "101.00",
      low: "99.50",
      close: "101.00",
      volume: "1.234K",
      change: "+1.00%",
      move: "up",
      ema: "—",
      vwap: "100.25",
      note: "",
      differs: false,
    });
    expect(legendText({ ...bar, close: 99.5 }, 1)).toMatchObject({ change: "−0.50%", move: "down" });
  });

  test("groups the integer part of a large price, and only that", () => {
    expect([chartPrice(1_234_567.125, 3), chartPrice(0.00001234, 8), chartPrice(999, 0), chartPrice(-61_800, 1)]).toEqual([
      "1,234,567.125",
      "0.00001234",
      "999",
      "-61,800.0",
    ]);
  });

  test("says what a candle is not", () => {
    expect(legendText({ ...bar, final: false, complete: false }, 2).note).toBe("forming");
    expect(legendText({ ...bar, complete: false, revision: 2 }, 2).note).toBe("incomplete, rev 2 late trades");
    expect(legendText({ ...bar, venue: true }, 2).note).toBe("the exchange's own");
    expect(legendText({ ...bar, exchange: "" }, 2)).toMatchObject({ note: "exchange agrees", differs: false });
    const differs = { ...bar, revision: 1, exchange: "volume +0.1" };
    expect(legendText(differs, 2)).toMatchObject({ note: "rev 1 late trade, exchange: volume +0.1", differs: true });
  });

  test("tells the second of a candle that is shorter than a minute", () => {
    expect(legendText({ ...bar, openTime: bar.openTime + 5_000 }, 2, true).time).toBe("2024-08-09 00:00:05");
  });
});

test("the tape's clock is UTC to the millisecond", () => {
  expect(clockText(Date.UTC(2024, 7, 9, 23, 5, 7, 9))).toBe("23:05:07.009");
  expect(clockText(-1)).toBe("23:59:59.999");
});

describe("a saved layout", () => {
  const memory = (text: string | null) => {
    let kept = text;
    return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value), text: () => kept };
  };
  const layout = {
    grid: {
      root: { type: "branch", data: [{ type: "leaf", data: { id: "1", views: ["watchlist"] } }] },
      width: 100,
      height: 50,
      orientation: "HORIZONTAL",
    },
    panels: { watchlist: { id: "watchlist", contentComponent: "watchlist" } },
  } as unknown as Parameters<typeof saveLayout>[1];

  test("comes back as it was", () => {
    const store = memory(null);
    saveLayout(store, layout);
    expect(readLayout(store)).toEqual(layout);
  });

  test("of another version, or none, or damaged, is none", () => {
    for (const text of [null, "", "{", "7", '{"version":2,"layout":{}}', '{"version":1,"layout":{"panels":{}}}'])
      expect(readLayout(memory(text))).toBeNull();
  });

  test("with a place for a panel that it does not describe is none", () => {
    const store = memory(null);
    saveLayout(store, { ...layout, panels: {} });
    expect(readLayout(store)).toBeNull();
  });

  test("with a panel that this version does not know keeps its place", () => {
    const store = memory(null);
    const panels = { ...layout.panels, depth: { id: "depth", contentComponent: "depth-map" } };
    saveLayout(store, { ...layout, panels });
    expect(readLayout(store)?.panels["depth"]).toMatchObject({ contentComponent: "placeholder", params: { name: "depth-map" } });
  });
});

describe("the shortcuts", () => {
  test("have no key twice", () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("are named by what is held, save a shift that shows in the character", () => {
    const held = { altKey: false, ctrlKey: false, shiftKey: false };
    expect(keyName({ ...held, key: "?", shiftKey: true })).toBe("?");
    expect(keyName({ ...held, key: "F6", shiftKey: true })).toBe("Shift+F6");
    expect(keyName({ ...held, key: "Enter", altKey: true })).toBe("Alt+Enter");
    expect(["+", " ", "Shift+ArrowRight", "Alt+Enter", "t"].map(keyText)).toEqual(["+", "Space", "Shift Right", "Alt Enter", "T"]);
  });
});
