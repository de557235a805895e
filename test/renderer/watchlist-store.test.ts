import { describe, expect, test } from "vitest";
import type { DeskEvent } from "../../src/core/contract/desk.ts";
import { type WatchlistPainter, WatchlistStore } from "../../src/renderer/stores/watchlist-store.ts";
import { analyticsHalf, bookHalf, row, source, view } from "./watchlist-rows.ts";

function page() {
  const log: string[] = [];
  let pending: (() => void) | null = null;
  const store = new WatchlistStore({ frame: (task) => void (pending = task) });
  const painter: WatchlistPainter = {
    paint: ({ add, update, remove }) => {
      for (const { id, last } of add) log.push(`add ${id} ${last.text}`);
      for (const { id, last } of update) log.push(`update ${id} ${last.text}`);
      for (const { id } of remove) log.push(`remove ${id}`);
    },
    clear: () => void log.push("clear"),
    moveChoice: () => {},
    chosen: () => null,
    choose: () => true,
  };
  const frame = (): string[] => {
    const task = pending;
    pending = null;
    task?.();
    return log.splice(0);
  };
  return { store, painter, frame, log };
}

/** A grid that shows a replay, whose one source has named its instruments. */
function replaying() {
  const at = page();
  const replay = source(at.log);
  at.store.receive(NAMES, replay);
  return { ...at, replay };
}

const NAMES: DeskEvent = { type: "view.instruments", stream: "watchlist", first: 0, ids: ["v:A", "v:B"] };
const CLEARED: DeskEvent = { type: "view.cleared", stream: "watchlist" };

describe("the watchlist's rows", () => {
  test("are painted once a frame, the newest of each, and acknowledged then", () => {
    const { store, painter, frame, log, replay } = replaying();
    store.attach(painter);
    store.view(view(1, [row(0, 5)]), replay);
    store.view(view(2, [row(0, 6), row(1, 7)]), replay);
    expect(log).toEqual([]);
    expect(frame()).toEqual(["add v:A 6", "add v:B 7", "ack 2"]);
    store.view(view(3, [row(1, 8)]), replay);
    expect(frame()).toEqual(["update v:B 8", "ack 3"]);
  });

  test("are acknowledged only when the view is complete", () => {
    const { store, painter, frame, replay } = replaying();
    store.attach(painter);
    store.view(view(1, [row(0, 5)], { complete: false }), replay);
    expect(frame()).toEqual(["add v:A 5"]);
    store.view(view(1, [row(1, 6)]), replay);
    expect(frame()).toEqual(["add v:B 6", "ack 1"]);
  });

  test("that came before the grid are acknowledged, and painted when it comes", () => {
    const { store, painter, frame, replay } = replaying();
    store.view(view(1, [row(0, 5)]), replay);
    expect(frame()).toEqual(["ack 1"]);
    store.attach(painter);
    expect(frame()).toEqual(["add v:A 5"]);
  });

  test("of before a new moment stay until its first view is whole; then those that are not in it go", () => {
    const { store, painter, frame, replay } = replaying();
    store.attach(painter);
    store.view(view(1, [row(0, 5), row(1, 9)]), replay);
    frame();
    store.view(view(2, [row(0, 6)]), replay);
    store.receive(CLEARED, replay);
    // The view that was on its way is acknowledged, or no other would come, and not painted.
    expect(frame()).toEqual(["ack 2"]);
    expect(store.summary.get().instruments).toBe(2);
    store.view(view(3, [row(1, 3)], { complete: false }), replay);
    expect(frame()).toEqual(["update v:B 3"]);
    store.view(view(3, []), replay);
    expect(frame()).toEqual(["remove v:A", "ack 3"]);
    expect(store.summary.get().instruments).toBe(1);
    store.view(view(4, [row(0, 7)]), replay);
    expect(frame()).toEqual(["add v:A 7", "ack 4"]);
  });

  test("are counted: how many, how many not readable", () => {
    const { store, painter, frame, replay } = replaying();
    store.attach(painter);
    store.view(view(1, [row(0, 5), row(1, 6, "gap")]), replay);
    frame();
    expect(store.summary.get()).toEqual({ instruments: 2, unreadable: 1, theirs: 0 });
    store.clear(null);
    expect(store.summary.get()).toEqual({ instruments: 0, unreadable: 0, theirs: 0 });
  });

  test("of an instrument without a name are a broken contract", () => {
    const { store, log } = page();
    expect(() => store.view(view(1, [row(0, 5)]), source(log))).toThrow("instrument 0 has no name");
  });
});

describe("the rows of a live desk", () => {
  /** A live watchlist of two, with a source for each half; each numbers the instruments in its own way. */
  function live() {
    const at = page();
    const [books, analytics] = [source(at.log, ["book"]), source(at.log, ["analytics"])];
    const shown = new Map<string, { last: string; bid: string; quality: string; aged: boolean; reason: string }>();
    at.store.clear(["v:B", "v:A"]);
    at.store.attach({
      ...at.painter,
      paint: (change) => {
        for (const { id, last, bid, quality, aged, reason } of [...change.add, ...change.update])
          shown.set(id, { last: last.text, bid: bid.text, quality, aged, reason });
        at.painter.paint(change);
      },
    });
    at.store.receive(NAMES, books);
    at.store.receive({ ...NAMES, ids: ["v:B", "v:A"] } as DeskEvent, analytics);
    return { ...at, books, analytics, shown };
  }

  test("are those of the list, in its order, also where nothing is known of them yet", () => {
    const { frame, shown } = live();
    expect(frame()).toEqual(["add v:B —", "add v:A —"]);
    expect(shown.get("v:A")).toMatchObject({ quality: "syncing", reason: "nothing has come of its order book yet" });
  });

  test("join the halves of one instrument, whoever sends them, and acknowledge each to whom it came from", () => {
    const { store, frame, books, analytics, shown } = live();
    store.view(view(1, [{ instrument: 0, book: bookHalf(99), analytics: null }], { parts: ["book"] }), books);
    store.view(view(7, [{ instrument: 1, book: null, analytics: analyticsHalf(100) }], { parts: ["analytics"] }), analytics);
    expect(frame().slice(-2)).toEqual(["ack 1 to book", "ack 7 to analytics"]);
    expect(shown.get("v:A")).toMatchObject({ last: "100", bid: "99", quality: "live" });
  });

  test("leave with the list, and come back to it as they are", () => {
    const { store, frame, analytics } = live();
    store.view(view(1, [{ instrument: 1, book: null, analytics: analyticsHalf(5) }], { parts: ["analytics"] }), analytics);
    frame();
    store.list(["v:B"]);
    expect(frame()).toEqual(["remove v:A"]);
    store.view(view(2, [{ instrument: 1, book: null, analytics: analyticsHalf(6) }], { parts: ["analytics"] }), analytics);
    expect(frame()).toEqual(["ack 2 to analytics"]);
    store.list(["v:B", "v:A", "v:C"]);
    expect(frame()).toEqual(["add v:A 6", "add v:C —"]);
  });

  test("know no book of a process that is out of reach, and mark figures of one as old, until it is heard again", () => {
    const { store, frame, books, analytics, shown } = live();
    const bookView = view(1, [{ instrument: 0, book: bookHalf(99), analytics: null }], { parts: ["book"] });
    const figures = view(1, [{ instrument: 1, book: null, analytics: analyticsHalf(100) }], { parts: ["analytics"] });
    store.view(bookView, books);
    store.view(figures, analytics);
    frame();
    store.lose(books, { sinceMs: 5, reason: "the books restart" });
    store.lose(analytics, { sinceMs: 5, reason: "not of a book" });
    frame();
    expect(shown.get("v:A")).toEqual({ last: "100", bid: "—", quality: "syncing", aged: true, reason: "the books restart" });
    expect(() => store.view(bookView, books)).toThrow("has no name");
    store.receive(NAMES, books);
    store.view(bookView, books);
    store.receive(NAMES, analytics);
    store.view(view(1, [{ instrument: 0, book: null, analytics: analyticsHalf(101) }], { parts: ["analytics"] }), analytics);
    frame();
    expect(shown.get("v:A")).toEqual({ last: "101", bid: "99", quality: "live", aged: false, reason: "" });
  });
});
