import { describe, expect, test } from "vitest";
import { InstrumentAnalytics } from "../../../src/core/candles/instrument-analytics.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { windowFigures } from "../../../src/core/ticker/window-figures.ts";
import { WindowEdges } from "../../../src/workers/views/window-edges.ts";
import { MIDNIGHT, MINUTE, tradeOf } from "../../core/tape/trade-fixture.ts";

const ID = "v:A" as InstrumentId;

function watched(beganMs = Number.NEGATIVE_INFINITY) {
  const wanted: number[] = [];
  const edges: WindowEdges = new WindowEdges({
    find: () => analytics,
    onWanted: (_id, minute) => wanted.push((minute * MINUTE - MIDNIGHT) / MINUTE),
    beganMs: () => beganMs,
  });
  const analytics = new InstrumentAnalytics({ observers: [edges.observer(ID)] });
  const trade = (id: number, ms: number) => tradeOf({ id, eventMs: MIDNIGHT + ms, price: String(100 + id) });
  const figures = (minutes: number) => windowFigures(analytics, minutes * MINUTE, edges.between(ID));
  return { edges, wanted, trade, figures, take: (id: number, ms: number) => void analytics.onTrade(trade(id, ms)) };
}

describe("the edge of a rolling window", () => {
  test("is exact where all trades of the minute that leaves came while the instrument was watched", () => {
    const { edges, wanted, figures, take } = watched();
    edges.between(ID);
    take(1, 10_000);
    take(2, 40_000);
    take(3, 95_000);
    expect(figures(1)).toMatchObject({ exact: true, figures: { trades: 2, openId: 2 } });
    expect(wanted).toEqual([]);
  });

  test("is asked for where some of them came before, and exact with what the log holds", () => {
    const { edges, wanted, trade, figures, take } = watched();
    take(1, 10_000);
    edges.between(ID);
    take(2, 40_000);
    take(3, 95_000);
    expect(figures(1)).toMatchObject({ exact: false, figures: { trades: 1 } });
    expect(wanted).toEqual([0]);
    edges.adopt(ID, MIDNIGHT / MINUTE, [trade(1, 10_000)]);
    expect(figures(1).exact).toBe(false);
    edges.adopt(ID, MIDNIGHT / MINUTE, [trade(1, 10_000), trade(2, 40_000)]);
    expect(figures(1)).toMatchObject({ exact: true, figures: { trades: 2, openId: 2 } });
  });

  test("of a minute that has left the 24 h itself is what the log says, and empty before the recording began", () => {
    const { edges, trade, figures, take } = watched();
    take(1, 10_000);
    take(2, 50_000);
    take(3, 1_440 * MINUTE + 30_000);
    expect(figures(1_440)).toMatchObject({ exact: false, figures: { trades: 1 } });
    edges.adopt(ID, MIDNIGHT / MINUTE, [trade(1, 10_000), trade(2, 50_000)]);
    expect(figures(1_440)).toMatchObject({ exact: true, figures: { trades: 2, openId: 2 } });
    const young = watched(MIDNIGHT);
    young.take(1, 10_000);
    expect(young.figures(1_440)).toMatchObject({ exact: true, figures: { trades: 1 } });
    expect(young.wanted).toEqual([]);
  });

  test("forgets the instruments looked at longest ago", () => {
    const { edges, figures, take } = watched();
    edges.between(ID);
    take(1, 10_000);
    for (const other of ["v:B", "v:C", "v:D", "v:E"]) edges.between(other as InstrumentId);
    take(2, 95_000);
    expect(figures(2).exact).toBe(true);
    expect(figures(1).exact).toBe(false);
  });
});
