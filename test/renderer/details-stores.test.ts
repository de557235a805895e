import { describe, expect, test } from "vitest";
import type { DeskEvent } from "../../src/core/contract/desk.ts";
import type { LiquidityView } from "../../src/core/contract/liquidity-view.ts";
import type { SparklineRow } from "../../src/core/contract/sparkline-view.ts";
import { LiquidityStore, TickerStore } from "../../src/renderer/stores/details-stores.ts";
import { WatchlistStore } from "../../src/renderer/stores/watchlist-store.ts";
import { row, source, view } from "./watchlist-rows.ts";

function frames() {
  const log: string[] = [];
  let pending: (() => void) | null = null;
  const options = { frame: (task: () => void) => void (pending = task) };
  const frame = (): string[] => {
    const task = pending;
    pending = null;
    task?.();
    return log.splice(0);
  };
  return { log, options, frame, acknowledge: (seq: number) => void log.push(`ack ${seq}`) };
}

const BOOK: LiquidityView = {
  seq: 1,
  complete: true,
  merged: 0,
  instrument: "v:A",
  quality: "live",
  reason: "",
  sinceMs: 5,
  scale: { price: 0, qty: 0 },
  bidLevels: 3,
  askLevels: 3,
  figures: { bid: 1, ask: 2, tick: 1, spreadBps: 1, mid: 1.5, microprice: 1.5, imbalance: 0, depth: [] },
  history: { epochs: 4, resyncs: 0, gaps: 0, lastGap: null, applied: 9, stale: 0, duplicate: 0, rejected: 0, checksums: { ok: 0, failed: 0 } },
};

describe("the details on the page", () => {
  test("show no figure of a book whose process is out of reach, why not, and what it went through", () => {
    const { options, frame, acknowledge, log } = frames();
    const store = new LiquidityStore(options);
    let shown: LiquidityView | null = null;
    store.attach((now) => void (shown = now));
    store.view(BOOK, acknowledge);
    expect([frame(), shown]).toEqual([["ack 1"], BOOK]);
    store.lose(() => log.push("another's"), "another process is gone");
    expect(frame()).toEqual([]);
    store.lose(acknowledge, "the order books are restarting");
    frame();
    expect(shown).toMatchObject({
      quality: "syncing",
      reason: "the order books are restarting",
      figures: null,
      bidLevels: 0,
      history: { epochs: 4 },
    });
  });

  test("keep the windows of a process that is out of reach, as the last that were known", () => {
    const { options, frame, acknowledge } = frames();
    const store = new TickerStore(options);
    let shown: unknown = null;
    store.attach((now) => void (shown = now));
    const ticker = { seq: 2, complete: true, merged: 0, instrument: "v:A", facts: null };
    store.view(ticker, acknowledge);
    store.lose(acknowledge, "the candles are restarting");
    frame();
    expect(shown).toEqual({ ...ticker, aged: "the candles are restarting" });
    store.view({ ...ticker, seq: 3 }, acknowledge);
    expect(frame()).toEqual(["ack 3"]);
    expect(shown).toEqual({ ...ticker, seq: 3 });
  });
});

describe("the watchlist's lines", () => {
  const NAMES: DeskEvent = { type: "view.instruments", stream: "watchlist", first: 0, ids: ["v:A", "v:B"] };
  const line = (instrument: number, levels: number[]): SparklineRow => ({ instrument, fromMs: 0, stepMs: 60_000, low: 1, high: 2, levels });

  function listed() {
    const { log, options, frame } = frames();
    const store = new WatchlistStore(options);
    const replay = source(log);
    const painter = {
      paint: ({ add, update }: { add: readonly { id: string; sparkline: unknown }[]; update: readonly { id: string; sparkline: unknown }[] }) => {
        for (const { id, sparkline } of [...add, ...update])
          log.push(`${id} ${(sparkline as { levels: number[] } | null)?.levels.join(",") ?? "none"}`);
      },
      clear: () => {},
      moveChoice: () => {},
      chosen: () => null,
      choose: () => true,
    };
    store.attach(painter);
    store.receive(NAMES, replay);
    const lines = (seq: number, ...rows: SparklineRow[]): void => store.lines({ seq, complete: true, merged: 0, rows }, replay);
    return { store, replay, frame, lines };
  }

  test("are shown with their rows, the same object until another comes, and taken away where there is none any more", () => {
    const { store, replay, frame, lines } = listed();
    store.view(view(1, [row(0, 5), row(1, 6)]), replay);
    expect(frame()).toEqual(["v:A none", "v:B none", "ack 1"]);
    lines(1, line(0, [0, 4_095]));
    expect(frame()).toEqual(["v:A 0,4095", "ack 1"]);
    store.view(view(2, [row(0, 7)]), replay);
    expect(frame()).toEqual(["v:A 0,4095", "ack 2"]);
    lines(2, line(0, []));
    expect(frame()).toEqual(["v:A none", "ack 2"]);
  });

  test("of a row that has not come yet wait for it, and are forgotten with the desk", () => {
    const { store, replay, frame, lines } = listed();
    lines(1, line(1, [7]));
    expect(frame()).toEqual(["ack 1"]);
    store.view(view(1, [row(1, 6)]), replay);
    expect(frame()).toEqual(["v:B 7", "ack 1"]);
    store.clear(null);
    store.receive(NAMES, replay);
    store.view(view(1, [row(1, 6)]), replay);
    expect(frame()).toEqual(["v:B none", "ack 1"]);
  });
});
