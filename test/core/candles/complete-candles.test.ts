import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import { ALLOWED_LATENESS_MS, WATERMARK_BOUND_MS } from "../../../src/core/candles/watermark.ts";
import { MIDNIGHT, MINUTE, tradeOf, type TradeText } from "../tape/trade-fixture.ts";
import { analyticsOf } from "./analytics-fixture.ts";

describe("candles that leave", () => {
  const closesAt = MIDNIGHT + MINUTE + WATERMARK_BOUND_MS + ALLOWED_LATENESS_MS;
  const watched = () => {
    const left: CandleRow[] = [];
    return { left, analytics: new InstrumentAnalytics({ onEvicted: (row) => left.push(row) }) };
  };

  test("leave on the very trade or mark that moves the watermark past the lateness, in order, final for ever", () => {
    const { left, analytics } = watched();
    for (let n = 0; n < 4; n++) analytics.onTrade(tradeOf({ id: n, eventMs: MIDNIGHT + n * MINUTE }));
    analytics.onMark(closesAt - 1);
    expect(left).toEqual([]);
    const held = analytics.candles();
    analytics.onMark(closesAt);
    expect(left).toEqual(held.slice(0, 1));
    analytics.onTrade(tradeOf({ id: 4, eventMs: closesAt + 2 * MINUTE }));
    expect(left).toEqual(held.slice(0, 3));
    expect(left.map((row) => [row.final, row.complete])).toEqual([
      [true, false],
      [true, true],
      [true, true],
    ]);
    expect(analytics.candles().map((row) => row.openTime)).toEqual([MIDNIGHT + 3 * MINUTE, MIDNIGHT + 63 * MINUTE]);
  });

  test("wait, closed, until a later trade shows whether they are complete", () => {
    const { left, analytics } = watched();
    analytics.onTrade(tradeOf({ id: 1, eventMs: MIDNIGHT - MINUTE }));
    analytics.onTrade(tradeOf({ id: 2, eventMs: MIDNIGHT }));
    analytics.onMark(closesAt + 9 * ALLOWED_LATENESS_MS);
    expect(left.map((row) => row.openTime)).toEqual([MIDNIGHT - MINUTE]);
    expect(analytics.candles()).toMatchObject([{ openTime: MIDNIGHT, final: true, complete: false }]);
    analytics.onTrade(tradeOf({ id: 3, eventMs: closesAt + 10 * ALLOWED_LATENESS_MS }));
    expect(left).toHaveLength(1);
    analytics.onMark(closesAt + 10 * ALLOWED_LATENESS_MS + WATERMARK_BOUND_MS);
    expect(left[1]).toMatchObject({ openTime: MIDNIGHT, final: true, complete: true });
  });

  test("are the same when the trade after a long silence comes in disorder", () => {
    const rows = [
      [3, 4],
      [4, 3],
    ].map((order) => {
      const { left, analytics } = watched();
      analytics.onTrade(tradeOf({ id: 1, eventMs: MIDNIGHT - MINUTE }));
      analytics.onTrade(tradeOf({ id: 2, eventMs: MIDNIGHT }));
      for (const id of order) analytics.onTrade(tradeOf({ id, eventMs: closesAt + id * 100 }));
      analytics.onMark(closesAt + 2_000);
      return left;
    });
    expect(rows[0]).toHaveLength(2);
    expect(rows[0]?.[1]?.complete).toBe(true);
    expect(rows[1]).toEqual(rows[0]);
  });

  test("are never called complete when a trade of theirs came too late to enter", () => {
    const { left, analytics } = watched();
    analytics.onTrade(tradeOf({ id: 1, eventMs: MIDNIGHT - MINUTE }));
    analytics.onTrade(tradeOf({ id: 3, eventMs: MIDNIGHT }));
    analytics.onMark(closesAt);
    analytics.onTrade(tradeOf({ id: 2, eventMs: MIDNIGHT }));
    analytics.onTrade(tradeOf({ id: 4, eventMs: closesAt + MINUTE }));
    analytics.onMark(closesAt + 2 * MINUTE);
    expect(analytics.tooLateTrades).toBe(1);
    expect(left[1]).toMatchObject({ openTime: MIDNIGHT, trades: 1, revision: 0, complete: false });
  });
});

describe("a candle is complete", () => {
  const before = { id: 10, eventMs: MIDNIGHT - 1 };
  const inside = { id: 11, eventMs: MIDNIGHT };
  const after = { id: 12, eventMs: MIDNIGHT + MINUTE };
  const completeness = (...trades: TradeText[]) =>
    analyticsOf(...trades)
      .candles()
      .find((row) => row.openTime === MIDNIGHT)?.complete;

  test("with a trade before, one after and every id between", () => {
    expect(completeness(before, inside, after)).toBe(true);
    expect(completeness(after, before, inside)).toBe(true);
  });

  test("not without a trade before or after it", () => {
    expect(completeness(inside, after)).toBe(false);
    expect(completeness(before, inside)).toBe(false);
  });

  test("not with a hole inside or at either edge", () => {
    expect(completeness({ ...before, id: 9 }, inside, after)).toBe(false);
    expect(completeness(before, inside, { ...after, id: 13 })).toBe(false);
    expect(completeness(before, inside, { ...inside, id: 13 }, { ...after, id: 14 })).toBe(false);
  });

  test("though a hole lies in another minute", () => {
    expect(completeness({ id: 3, eventMs: MIDNIGHT - 2 * MINUTE }, before, inside, after, { id: 99, eventMs: MIDNIGHT + 2 * MINUTE })).toBe(true);
  });

  test("also by ids of trades that are no volume", () => {
    expect(completeness({ ...before, counts: false }, inside, { ...inside, id: 12, counts: false }, { ...after, id: 13, counts: false })).toBe(true);
  });

  test("also where the minutes beside it are empty", () => {
    expect(completeness({ ...before, eventMs: MIDNIGHT - 9 * MINUTE }, inside, { ...after, eventMs: MIDNIGHT + 9 * MINUTE })).toBe(true);
  });

  test("also where ids and times run against each other, as long as every id between is held", () => {
    expect(completeness({ ...before, id: 11 }, { ...inside, id: 10 }, after)).toBe(true);
    expect(completeness({ ...before, id: 11 }, { ...inside, id: 9 }, after)).toBe(false);
  });

  test("by a trade before it that has left the state", () => {
    const analytics = analyticsOf(
      { id: 1, eventMs: MIDNIGHT - 3 * ALLOWED_LATENESS_MS },
      { id: 2, eventMs: MIDNIGHT },
      { id: 3, eventMs: MIDNIGHT + MINUTE },
    );
    expect(analytics.candles().map((row) => row.complete)).toEqual([true, false]);
  });

  test("again once the missing trade comes late", () => {
    const analytics = analyticsOf(before, { ...inside, id: 12 }, { ...after, id: 13, eventMs: MIDNIGHT + 5 * MINUTE });
    expect(analytics.candles()[1]?.complete).toBe(false);
    analytics.onTrade(tradeOf({ ...inside, id: 11 }));
    expect(analytics.candles()[1]).toMatchObject({ complete: true, revision: 1 });
  });
});
