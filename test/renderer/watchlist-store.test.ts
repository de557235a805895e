import { describe, expect, test } from "vitest";
import type { DeskEvent } from "../../src/core/contract/desk.ts";
import type { WatchlistRow, WatchlistView } from "../../src/core/contract/view.ts";
import type { Quality } from "../../src/core/market/quality.ts";
import { type WatchlistPainter, WatchlistStore } from "../../src/renderer/stores/watchlist-store.ts";

function page() {
  const log: string[] = [];
  let pending: (() => void) | null = null;
  const store = new WatchlistStore({ frame: (task) => (pending = task), acknowledge: (seq) => log.push(`ack ${seq}`) });
  const painter = {
    paint: ({ add, update, remove }: Parameters<WatchlistPainter["paint"]>[0], painted: () => void): void => {
      for (const row of add) log.push(`add ${row.id} ${row.last.text}`);
      for (const row of update) log.push(`update ${row.id} ${row.last.text}`);
      for (const row of remove) log.push(`remove ${row.id}`);
      painted();
    },
    clear: (): void => void log.push("clear"),
    moveChoice: (): void => {},
  };
  const frame = (): string[] => {
    const task = pending;
    pending = null;
    task?.();
    return log.splice(0);
  };
  return { store, painter, frame, log };
}

function row(instrument: number, price: number, quality: Quality = "live"): WatchlistRow {
  return {
    instrument,
    book: { bid: null, ask: null, quality, sinceMs: 0, reason: "" },
    analytics: {
      last: { mantissa: price, scale: 0 },
      lastMs: 0,
      open: null,
      high: null,
      low: null,
      volume: null,
      quoteVolume: null,
      statistics: null,
    },
  };
}

function view(seq: number, rows: WatchlistRow[], more: Partial<WatchlistView> = {}): WatchlistView {
  return { seq, rows, parts: ["book", "analytics"], complete: true, merged: 0, ...more };
}

const NAMES: DeskEvent = { type: "view.instruments", stream: "watchlist", first: 0, ids: ["v:A", "v:B"] };

describe("the watchlist's rows", () => {
  test("are painted once an animation frame, the newest of each, and acknowledged then", () => {
    const { store, painter, frame, log } = page();
    store.attach(painter);
    store.receive(NAMES);
    store.view(view(1, [row(0, 5)]));
    store.view(view(2, [row(0, 6), row(1, 7)]));
    expect(log).toEqual([]);
    expect(frame()).toEqual(["add v:A 6", "add v:B 7", "ack 2"]);
    store.view(view(3, [row(1, 8)]));
    expect(frame()).toEqual(["update v:B 8", "ack 3"]);
  });

  test("are acknowledged only when the view is complete", () => {
    const { store, painter, frame } = page();
    store.attach(painter);
    store.receive(NAMES);
    store.view(view(1, [row(0, 5)], { complete: false }));
    expect(frame()).toEqual(["add v:A 5"]);
    store.view(view(1, [row(1, 6)]));
    expect(frame()).toEqual(["add v:B 6", "ack 1"]);
  });

  test("that came before the grid are painted when it comes", () => {
    const { store, painter, frame } = page();
    store.receive(NAMES);
    store.view(view(1, [row(0, 5)]));
    expect(frame()).toEqual([]);
    store.attach(painter);
    expect(frame()).toEqual(["add v:A 5", "ack 1"]);
  });

  test("of before a new moment stay until its first view is whole; then those that are not in it go", () => {
    const { store, painter, frame } = page();
    store.attach(painter);
    store.receive(NAMES);
    store.view(view(1, [row(0, 5), row(1, 9)]));
    frame();
    store.view(view(2, [row(0, 6)]));
    store.receive({ type: "view.cleared", stream: "watchlist" });
    // The view that was on its way is acknowledged, or no other would come, and not painted.
    expect(frame()).toEqual(["ack 2"]);
    expect(store.summary.get().instruments).toBe(2);
    store.view(view(3, [row(1, 3)], { complete: false }));
    expect(frame()).toEqual(["update v:B 3"]);
    store.view(view(3, []));
    expect(frame()).toEqual(["remove v:A", "ack 3"]);
    expect(store.summary.get().instruments).toBe(1);
    store.view(view(4, [row(0, 7)]));
    expect(frame()).toEqual(["add v:A 7", "ack 4"]);
  });

  test("are counted: how many, how many not readable, how many merged", () => {
    const { store, painter, frame } = page();
    store.attach(painter);
    store.receive(NAMES);
    store.view(view(1, [row(0, 5), row(1, 6, "gap")], { merged: 9 }));
    frame();
    expect(store.summary.get()).toEqual({ instruments: 2, unreadable: 1, merged: 9 });
    store.clear();
    expect(store.summary.get()).toEqual({ instruments: 0, unreadable: 0, merged: 0 });
  });

  test("of an instrument without a name are a broken contract", () => {
    const { store } = page();
    expect(() => store.view(view(1, [row(0, 5)]))).toThrow("instrument 0 has no name");
  });
});
