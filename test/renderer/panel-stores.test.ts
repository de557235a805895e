import { describe, expect, test } from "vitest";
import type { ChartBar, ChartView } from "../../src/core/contract/chart-view.ts";
import type { LadderView } from "../../src/core/contract/ladder-view.ts";
import type { TapeView } from "../../src/core/contract/tape-view.ts";
import { ChartStore } from "../../src/renderer/stores/chart-store.ts";
import { FocusStore } from "../../src/renderer/stores/focus-store.ts";
import { LadderStore } from "../../src/renderer/stores/ladder-store.ts";
import { TapeStore } from "../../src/renderer/stores/tape-store.ts";

function frames() {
  const log: string[] = [];
  let pending: (() => void) | null = null;
  const options = { frame: (task: () => void) => void (pending = task) };
  const acknowledge = (seq: number): void => void log.push(`ack ${seq}`);
  /** Lets an animation frame happen; returns what was painted and acknowledged in it. */
  const frame = (): string[] => {
    const task = pending;
    pending = null;
    task?.();
    return log.splice(0);
  };
  return { log, options, frame, acknowledge };
}

function bar(minute: number, close: number): ChartBar {
  const openTime = minute * 60_000;
  return {
    openTime,
    open: 1,
    high: 9,
    low: 1,
    close,
    volume: 1,
    ema: null,
    vwap: null,
    revision: 0,
    final: false,
    complete: true,
    venue: false,
    exchange: null,
  };
}

function chartView(seq: number, bars: ChartBar[], more: Partial<ChartView> = {}): ChartView {
  return {
    seq,
    complete: true,
    merged: 0,
    instrument: "v:A",
    interval: "1m",
    reset: false,
    loading: false,
    fault: "",
    pricePlaces: 2,
    qtyPlaces: 0,
    bars,
    ...more,
  };
}

function chart() {
  const { log, options, frame, acknowledge } = frames();
  const store = new ChartStore(options);
  const view = (one: ChartView): void => store.view(one, acknowledge);
  const text = (bars: readonly ChartBar[]): string => bars.map(({ openTime, close }) => `${openTime / 60_000}:${close}`).join(" ");
  const painter = {
    show: (bars: readonly ChartBar[]) => log.push(`show ${text(bars)}`),
    change: (bars: readonly ChartBar[]) => log.push(`change ${text(bars)}`),
  };
  return { store, view, frame, painter, acknowledge };
}

describe("the chart's candles", () => {
  test("are shown as a whole first, then each that changed, in order of time, once a frame", () => {
    const { store, view, frame, painter } = chart();
    store.attach(painter);
    view(chartView(1, [bar(1, 5), bar(2, 6)], { reset: true }));
    expect(frame()).toEqual(["show 1:5 2:6", "ack 1"]);
    view(chartView(2, [bar(3, 7)]));
    view(chartView(3, [bar(2, 8), bar(3, 9)]));
    expect(frame()).toEqual(["change 2:8 3:9", "ack 3"]);
  });

  test("in several messages are acknowledged with the last", () => {
    const { store, view, frame, painter } = chart();
    store.attach(painter);
    view(chartView(1, [bar(1, 5)], { reset: true, complete: false }));
    expect(frame()).toEqual(["show 1:5"]);
    view(chartView(1, [bar(2, 6)]));
    expect(frame()).toEqual(["change 2:6", "ack 1"]);
  });

  test("are forgotten with a reset, and there are never more than 2,000", () => {
    const { store, view, frame, painter } = chart();
    store.attach(painter);
    view(chartView(1, [bar(1, 5)], { reset: true }));
    frame();
    view(chartView(2, [bar(7, 1)], { reset: true, instrument: "v:B" }));
    expect(frame()).toEqual(["show 7:1", "ack 2"]);
    expect(store.info.get().instrument).toBe("v:B");
    view(
      chartView(
        3,
        Array.from({ length: 2_100 }, (_, n) => bar(n + 10, 1)),
        { reset: true },
      ),
    );
    expect(frame()[0]?.split(" ")).toHaveLength(2_001);
  });

  test("are acknowledged also where there is no chart to draw them, and are all there when it comes", () => {
    const { store, view, frame, painter } = chart();
    view(chartView(1, [bar(1, 5)], { reset: true }));
    expect(frame()).toEqual(["ack 1"]);
    const detach = store.attach(painter);
    expect(frame()).toEqual(["show 1:5"]);
    detach();
    view(chartView(2, [bar(2, 5)]));
    expect(frame()).toEqual(["ack 2"]);
  });

  test("of an instrument that is in focus no more are acknowledged and not shown", () => {
    const { store, frame, painter, acknowledge } = chart();
    store.attach(painter);
    frame();
    store.pass(chartView(5, [bar(1, 5)]), acknowledge);
    expect(frame()).toEqual(["ack 5"]);
  });
});

describe("the tape", () => {
  const view = (seq: number, prices: number[], more: Partial<TapeView> = {}): TapeView => ({
    seq,
    complete: true,
    merged: 0,
    instrument: "v:A",
    reset: false,
    scale: { price: 1, qty: 0 },
    skipped: 0,
    trades: prices.map((price, n) => ({ id: n, eventMs: n, price, qty: 1, side: "buy" })),
    ...more,
  });
  const shown = (views: readonly TapeView[]) => {
    const { options, frame, acknowledge } = frames();
    const store = new TapeStore(options);
    let last = "";
    store.attach(({ lines, count, places }) => (last = `${lines.map(({ price }) => price.mantissa).join(" ")} of ${count} at ${places.price}`));
    for (const one of views) store.view(one, acknowledge);
    frame();
    return last;
  };

  test("has the newest trade first, and counts also those that no view carried", () => {
    expect(shown([view(1, [1, 2], { reset: true }), view(2, [3], { skipped: 4, scale: { price: 3, qty: 0 } })])).toBe("3 2 1 of 7 at 3");
  });

  test("begins anew with a reset, and keeps no more than a screen holds", () => {
    expect(shown([view(1, [1, 2], { reset: true }), view(2, [9], { reset: true })])).toBe("9 of 1 at 1");
    expect(
      shown(
        [1, 2, 3].map((seq) =>
          view(
            seq,
            Array.from({ length: 100 }, () => seq),
          ),
        ),
      )
        .split(" of ")[0]
        ?.split(" "),
    ).toHaveLength(120);
  });
});

test("the ladder shows its newest view, once a frame", () => {
  const { log, options, frame, acknowledge } = frames();
  const store = new LadderStore(options);
  const view = (seq: number): LadderView => ({
    seq,
    complete: true,
    merged: 0,
    instrument: "v:A",
    quality: "live" as const,
    reason: "",
    scale: { price: 0, qty: 0 },
    bids: [],
    asks: [],
    bidLevels: 0,
    askLevels: 0,
  });
  store.attach((shown) => log.push(`paint ${shown?.seq ?? "nothing"}`));
  expect(frame()).toEqual(["paint nothing"]);
  store.view(view(1), acknowledge);
  store.view(view(2), acknowledge);
  expect(frame()).toEqual(["paint 2", "ack 2"]);
  store.lose(() => {}, "another process is gone");
  expect(frame()).toEqual([]);
  store.clear();
  expect(frame()).toEqual(["paint nothing"]);
});

test("the ladder shows no level of a process that is out of reach, and says so", () => {
  const { options, frame, acknowledge } = frames();
  const store = new LadderStore(options);
  let shown: LadderView | null = null;
  store.attach((view) => (shown = view));
  const level = { price: 1, qty: 1 };
  const view: LadderView = {
    seq: 1,
    complete: true,
    merged: 0,
    instrument: "v:A",
    quality: "live",
    reason: "",
    scale: { price: 0, qty: 0 },
    bids: [level],
    asks: [level],
    bidLevels: 1,
    askLevels: 1,
  };
  store.view(view, acknowledge);
  store.lose(acknowledge, "the books restart");
  frame();
  expect(shown).toMatchObject({ instrument: "v:A", quality: "syncing", reason: "the books restart", bids: [], asks: [] });
});

describe("the instrument in focus", () => {
  function focus(remembered: string | null = null) {
    const told: (string | null)[] = [];
    const kept = new Map<string, string>(remembered === null ? [] : [["tapedeck.focus", remembered]]);
    let due: (() => void) | null = null;
    const store = new FocusStore({
      send: (command) => {
        if (command.type === "focus.instrument") told.push(command.instrument);
      },
      schedule: (task) => {
        due = task;
        return () => (due = null);
      },
      memory: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) },
    });
    return { store, told, kept, rest: () => due?.() };
  }

  test("is told to the desk when the choice rests on it, and not for the rows passed by", () => {
    const { store, told, rest } = focus();
    for (const instrument of ["v:A", "v:B", "v:C"]) store.choose(instrument);
    expect(store.chosen.get()).toBe("v:C");
    expect(told).toEqual([]);
    rest();
    expect(told).toEqual(["v:C"]);
  });

  test("survives a reload, and is what a source is told that comes back", () => {
    const { store, told, kept, rest } = focus("v:B");
    expect(store.chosen.get()).toBe("v:B");
    expect(store.command).toEqual({ type: "focus.instrument", instrument: "v:B" });
    store.choose("v:A");
    expect(store.command).toMatchObject({ instrument: "v:B" });
    rest();
    expect(told).toEqual(["v:A"]);
    expect(store.command).toMatchObject({ instrument: "v:A" });
    expect(kept.get("tapedeck.focus")).toBe("v:A");
  });
});
