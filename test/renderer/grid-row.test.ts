import { describe, expect, test } from "vitest";
import type { AnalyticsHalf, BookHalf } from "../../src/core/contract/view.ts";
import { type GridRow, gridRow } from "../../src/renderer/watchlist/grid-row.ts";

const BOOK: BookHalf = {
  bid: { mantissa: 6180010, scale: 2 },
  ask: { mantissa: 6180025, scale: 2 },
  quality: "live",
  sinceMs: 1_000,
  reason: "",
};

const ANALYTICS: AnalyticsHalf = {
  last: { mantissa: 618001, scale: 1 },
  lastMs: 900,
  open: { mantissa: 60000, scale: 0 },
  high: { mantissa: 62000, scale: 0 },
  low: { mantissa: 5999999, scale: 2 },
  volume: { mantissa: 1234567, scale: 3 },
  quoteVolume: { mantissa: 76296241, scale: 0 },
  statistics: "own",
};

function make(book: Partial<BookHalf> = {}, analytics: Partial<AnalyticsHalf> = {}, previous?: GridRow): GridRow {
  return gridRow("binance:BTCUSDT", { book: { ...BOOK, ...book }, analytics: { ...ANALYTICS, ...analytics }, aged: false }, previous);
}

describe("a row of the grid", () => {
  test("shows all prices with the decimals that the instrument has had", () => {
    const { symbol, venue, last, bid, ask, high, low, volume } = make();
    expect([symbol, venue]).toEqual(["BTCUSDT", "binance"]);
    expect([last, bid, ask, high, low, volume].map(({ text }) => text)).toEqual([
      "61,800.10",
      "61,800.10",
      "61,800.25",
      "62,000.00",
      "59,999.99",
      "76.30M",
    ]);
  });

  test("tells the change since 24 h ago, exactly and in percent, with its sign and its side", () => {
    expect(make()).toMatchObject({ change: { text: "+1,800.10", move: "up" }, changeShare: { text: "+3.00%", move: "up" } });
    const down = make({}, { last: { mantissa: 59_400, scale: 0 } });
    expect(down).toMatchObject({ change: { text: "−600.00", move: "down" }, changeShare: { text: "−1.00%", move: "down" } });
    const same = make({}, { last: { mantissa: 60_000, scale: 0 } });
    expect(same).toMatchObject({ change: { text: "0.00", move: "" }, changeShare: { text: "0.00%", move: "" } });
    const unknown = make({}, { open: null });
    expect([unknown.change.text, unknown.changeShare.text]).toEqual(["—", "—"]);
  });

  test("measures the spread in basis points of the middle price, and keeps its exact size", () => {
    const { spread } = make();
    expect([spread.text, spread.value]).toEqual(["0.024", { mantissa: 15, scale: 2 }]);
    expect(make({ ask: { mantissa: 63000, scale: 0 } }).spread.text).toBe("192");
    expect(make({ ask: { mantissa: 61850, scale: 0 } }).spread.text).toBe("8.07");
  });

  test("keeps its decimals when the next prices need fewer", () => {
    expect(make({ bid: null, ask: null }, { last: { mantissa: 61800, scale: 0 } }, make()).last.text).toBe("61,800.00");
  });

  test("subtracts prices beyond 2^53, and of different scales, exactly", () => {
    const bid = { mantissa: 9007199254740993n, scale: 0 };
    const ask = { mantissa: 90071992547409931n, scale: 1 };
    expect(make({ bid, ask }).spread.value).toEqual({ mantissa: 1, scale: 1 });
  });

  test("tells the way a price went, keeps it while the price stands, and forgets it where the price was not known", () => {
    const rows = [618001, 618005, 618005, 618002].reduce<GridRow[]>(
      (done, mantissa) => [...done, make({}, { last: { mantissa, scale: 1 } }, done.at(-1))],
      [],
    );
    expect(rows.map(({ last }) => last.move)).toEqual(["", "up", "up", "down"]);
    const gone = make({ bid: null }, {}, rows.at(-1));
    expect(gone.bid.move).toBe("");
    expect(make({}, {}, gone).bid.move).toBe("");
  });

  test("takes 1.10 for no move after 1.1", () => {
    const first = make({}, { last: { mantissa: 11, scale: 1 } });
    expect(make({}, { last: { mantissa: 110, scale: 2 } }, first).last.move).toBe("");
  });

  test.each(["syncing", "stale", "gap", "down"] as const)(
    "shows no bid, ask or spread of a book that is %s, even if it were sent some",
    (quality) => {
      const { bid, ask, spread, last, readable, reason } = make({ quality, reason: "why" }, {}, make());
      expect([bid.text, ask.text, spread.text]).toEqual(["—", "—", "—"]);
      expect({ readable, reason }).toEqual({ readable: false, reason: "why" });
      expect(last.text).toBe("61,800.10");
    },
  );

  test("has no spread where one side is empty", () => {
    expect(make({ ask: null }).spread).toMatchObject({ text: "—", value: null, sort: null });
  });

  test("of which nothing is known says so, and does not invent an age", () => {
    const { last, bid, high, volume, quality, sinceMs, readable } = gridRow("v:S", { book: null, analytics: null, aged: false }, undefined);
    expect([last, bid, high, volume].map(({ text }) => text)).toEqual(["—", "—", "—", "—"]);
    expect({ quality, sinceMs, readable }).toEqual({ quality: "syncing", sinceMs: null, readable: false });
  });
});
