import { describe, expect, test } from "vitest";
import { gridRow, type Known, spreadBps } from "../../src/renderer/watchlist/grid-row.ts";

const LIVE: Known = {
  last: { mantissa: 618001, scale: 1 },
  bid: { mantissa: 6180010, scale: 2 },
  ask: { mantissa: 6180025, scale: 2 },
  volume: { mantissa: 1234567, scale: 3 },
  quality: "live",
  sinceMs: 1_000,
  reason: "",
};

describe("a row of the grid", () => {
  test("shows all prices with the decimals that the instrument has had, and the exact difference as spread", () => {
    const row = gridRow("binance:BTCUSDT", LIVE, undefined);
    expect([row.symbol, row.venue]).toEqual(["BTCUSDT", "binance"]);
    expect([row.last.text, row.bid.text, row.ask.text, row.spread.text, row.volume.text]).toEqual([
      "61,800.10",
      "61,800.10",
      "61,800.25",
      "0.15",
      "1.235K",
    ]);
    expect(spreadBps(row)).toBeCloseTo(0.02427, 5);
  });

  test("keeps its decimals when the next prices need fewer", () => {
    const first = gridRow("v:S", LIVE, undefined);
    const next = gridRow("v:S", { ...LIVE, last: { mantissa: 61800, scale: 0 }, bid: null, ask: null }, first);
    expect(next.last.text).toBe("61,800.00");
  });

  test("subtracts prices beyond 2^53, and of different scales, exactly", () => {
    const bid = { mantissa: 9007199254740993n, scale: 0 };
    const ask = { mantissa: 90071992547409931n, scale: 1 };
    expect(gridRow("v:S", { ...LIVE, bid, ask }, undefined).spread.text).toBe("0.1");
  });

  test("tells the way a price went, keeps it while the price stands, and forgets it where the price was not known", () => {
    const rows = [618001, 618005, 618005, 618002].reduce<ReturnType<typeof gridRow>[]>(
      (done, mantissa) => [...done, gridRow("v:S", { ...LIVE, last: { mantissa, scale: 1 } }, done.at(-1))],
      [],
    );
    expect(rows.map(({ last }) => last.move)).toEqual(["", "up", "up", "down"]);
    const gone = gridRow("v:S", { ...LIVE, bid: null }, rows.at(-1));
    expect(gone.bid.move).toBe("");
    expect(gridRow("v:S", LIVE, gone).bid.move).toBe("");
  });

  test("takes 1.10 for no move after 1.1", () => {
    const first = gridRow("v:S", { ...LIVE, last: { mantissa: 11, scale: 1 } }, undefined);
    expect(gridRow("v:S", { ...LIVE, last: { mantissa: 110, scale: 2 } }, first).last.move).toBe("");
  });

  test.each(["syncing", "stale", "gap", "down"] as const)(
    "shows no bid, ask or spread of a book that is %s, even if it were sent some",
    (quality) => {
      const row = gridRow("v:S", { ...LIVE, quality, reason: "why" }, gridRow("v:S", LIVE, undefined));
      expect([row.bid.text, row.ask.text, row.spread.text]).toEqual(["—", "—", "—"]);
      expect(row).toMatchObject({ readable: false, reason: "why" });
      expect(row.last.text).toBe("61,800.10");
    },
  );

  test("has no spread where one side is empty", () => {
    const row = gridRow("v:S", { ...LIVE, ask: null }, undefined);
    expect(row.spread.text).toBe("—");
    expect(spreadBps(row)).toBeNull();
  });
});
