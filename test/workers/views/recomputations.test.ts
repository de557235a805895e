import { describe, expect, test } from "vitest";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import type { DeskEvent } from "../../../src/core/contract/desk.ts";
import { compareCandles } from "../../../src/workers/views/candle-comparison.ts";
import { ChartSeries } from "../../../src/workers/views/chart-series.ts";
import { type Recompute, Recomputations } from "../../../src/workers/views/recomputations.ts";
import { MIDNIGHT, MINUTE } from "../../core/tape/trade-fixture.ts";
import { FakePage } from "./fake-page.ts";

const BTC = "binance:BTCUSDT";

function row(minute: number, more: Partial<CandleRow> = {}): CandleRow {
  const amounts = { volume: "10.1", quoteVolume: "1000", takerBase: "5", takerQuote: "500" };
  const prices = { open: "90", high: "120", low: "80", close: `${100 + minute}` };
  return {
    openTime: MIDNIGHT + minute * MINUTE,
    ...prices,
    ...amounts,
    trades: 5,
    revision: 0,
    final: true,
    complete: true,
    unbroken: true,
    ...more,
  };
}

const drawn = (rows: readonly (CandleRow & { venue?: boolean })[]): ChartBar[] => new ChartSeries().bars(rows);

describe("candles made again", () => {
  const rows = [0, 1, 2, 3].map((minute) => row(minute));

  test("are held against those on the chart, of which none differs", () => {
    const shown = drawn([row(1), row(2), { ...row(3), venue: true }, row(4)]);
    const counts = { different: 0, corrected: 0, differentFromVenue: 0, first: "" };
    expect(compareCandles([...rows, row(4, { final: false })], shown)).toEqual({ candles: 4, compared: 2, againstVenue: 1, ...counts });
  });

  test("differ where one figure does, and the first of them is named", () => {
    const shown = drawn([row(0), row(1, { volume: "10" }), row(2, { close: "7" }), { ...row(3, { high: "121" }), venue: true }]);
    expect(compareCandles(rows, shown)).toMatchObject({
      compared: 3,
      different: 2,
      differentFromVenue: 1,
      first: "2024-08-08 00:01:00: volume 10.1, shown is 10",
    });
  });

  test("that a late trade has corrected since are no difference, those that it should have corrected are one", () => {
    expect(compareCandles(rows, drawn([row(0, { revision: 1, close: "7" })]))).toMatchObject({ compared: 0, corrected: 1, different: 0 });
    const late = compareCandles([row(0, { revision: 1 })], drawn([row(0)]));
    expect(late).toMatchObject({ different: 1, first: "2024-08-08 00:00:00: revision 1, shown is 0" });
  });

  test("are not held against the exchange's own where they are not whole, nor where they are forming", () => {
    const shown = drawn([{ ...row(0, { volume: "99" }), venue: true }, row(1, { final: false, volume: "1" })]);
    expect(compareCandles([row(0, { complete: false }), row(1)], shown)).toMatchObject({ compared: 0, againstVenue: 0, different: 0 });
  });
});

describe("the recomputation of a page's chart", () => {
  function asked() {
    const runs: { readonly resolve: (rows: CandleRow[]) => void; readonly reject: (error: Error) => void; readonly at: Parameters<Recompute>[2] }[] =
      [];
    const recompute: Recompute = (_, __, at) => new Promise((resolve, reject) => void runs.push({ resolve, reject, at }));
    const bars = drawn([row(0)]);
    const source = { bars: () => bars, places: { price: 0, qty: 0 }, loading: false };
    const all = new Recomputations(recompute, () => source);
    const page = new FakePage();
    const said = (): DeskEvent[] => page.events.splice(0);
    return { all, page, runs, said };
  }

  test("says how far it is, and then what came of it", async () => {
    const { all, page, runs, said } = asked();
    all.start(page, BTC, "1m");
    runs[0]?.at.onProgress(50, 200);
    expect(said()).toEqual([0, 50].map((done) => ({ type: "candles.recomputing", instrument: BTC, interval: "1m", done, total: done * 4 })));
    runs[0]?.resolve([row(0)]);
    await expect.poll(() => page.events.length).toBe(1);
    expect(said()[0]).toMatchObject({ type: "candles.recomputed", outcome: "done", candles: 1, compared: 1, different: 0 });
  });

  test("is given up when the page says so, and says why where it cannot be", async () => {
    const { all, page, runs, said } = asked();
    all.start(page, BTC, "1h");
    all.cancel(page);
    expect(runs[0]?.at.signal.aborted).toBe(true);
    runs[0]?.reject(new Error("cancelled"));
    await expect.poll(() => page.events.length).toBe(2);
    expect(said()[1]).toMatchObject({ outcome: "cancelled", message: "" });
    all.start(page, BTC, "1h");
    runs[1]?.reject(new Error("x.tape: damaged"));
    await expect.poll(() => page.events.length).toBe(2);
    expect(said()[1]).toMatchObject({ outcome: "failed", message: "x.tape: damaged" });
  });

  test("of one chart ends that of the chart before, of which nothing is heard any more", async () => {
    const { all, page, runs, said } = asked();
    all.start(page, BTC, "1m");
    all.start(page, BTC, "1h");
    runs[0]?.reject(new Error("cancelled"));
    runs[1]?.resolve([]);
    await expect.poll(() => page.events.length).toBe(3);
    expect(said().map((event) => ("interval" in event ? event.interval : ""))).toEqual(["1m", "1h", "1h"]);
    all.start(page, BTC, "1m");
    all.close(page);
    expect(runs[2]?.at.signal.aborted).toBe(true);
  });
});
