import { expect, test } from "vitest";
import type { HeldInstrument } from "../../../src/core/desk/desk.ts";
import { AnalyticsPart } from "../../../src/core/desk/analytics-part.ts";
import { instrumentId } from "../../../src/core/market/instrument.ts";
import { WatchlistRows } from "../../../src/workers/views/watchlist-rows.ts";
import { WatchlistStream } from "../../../src/workers/views/watchlist-stream.ts";
import { FakePage } from "./fake-page.ts";

test("a watchlist of bounded views sends every row that changed, the rest with the next view", () => {
  const page = new FakePage();
  const rows = new WatchlistRows(["analytics"], () => 0);
  const held = new Map<string, HeldInstrument>();
  const stream = new WatchlistStream(page, { intervalMs: 40, mostRows: 100 });
  for (let n = 0; n < 250; n++) {
    const id = instrumentId("binance", `SIM${n}`);
    held.set(id, { id, book: null, analytics: new AnalyticsPart() });
    stream.change(rows.numberOf(id));
  }
  for (let nowMs = 0; nowMs < 400; nowMs += 20) {
    stream.flush(rows, (id) => held.get(id), nowMs);
    stream.flow.ack(page.views.at(-1)?.seq ?? 0);
  }
  expect(page.views.map((view) => view.rows.length)).toEqual([100, 100, 50]);
  expect(new Set(page.views.flatMap((view) => view.rows.map(({ instrument }) => instrument))).size).toBe(250);
  expect(stream.pending).toBe(false);
});
