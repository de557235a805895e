import { describe, expect, test } from "vitest";
import type { GridState } from "ag-grid-community";
import type { ShellCommand } from "../../src/core/contract/shell.ts";
import { holeBetween, timeSlots } from "../../src/renderer/chart/time-slots.ts";
import { Notices } from "../../src/renderer/notices/notices.ts";
import { rankInstruments } from "../../src/renderer/search/rank.ts";
import { bytesText, spanText } from "../../src/renderer/sessions/session-text.ts";
import { exchangeState } from "../../src/renderer/status/exchange-state.ts";
import { FrameLoop } from "../../src/renderer/stores/frame-loop.ts";
import type { DeskStatus } from "../../src/renderer/stores/shell-store.ts";
import { readColumns, saveColumns } from "../../src/renderer/watchlist/saved-columns.ts";
import { WatchlistEdits } from "../../src/renderer/watchlist/watchlist-edits.ts";
import { memory } from "./fake-shell.ts";

describe("the loop over animation frames", () => {
  function frames() {
    let nowMs = 0;
    let frame: (() => void) | null = null;
    const loop = new FrameLoop({ nowMs: () => nowMs, requestFrame: (task) => (frame = task) });
    /** One animation frame, 16 ms after the one before; false where none was asked for. */
    const next = (): boolean => {
      nowMs += 16;
      const task = frame;
      frame = null;
      task?.();
      return task !== null;
    };
    return { loop, next };
  }

  test("runs what waits once, with the next frame, and then asks for none", () => {
    const { loop, next } = frames();
    const log: string[] = [];
    const task = (): void => void log.push("a");
    loop.request(task);
    loop.request(task);
    loop.request(() => log.push("b"));
    expect([next(), next()]).toEqual([true, false]);
    expect(log).toEqual(["a", "b"]);
  });

  test("lets a task rest as long as it wants to, and keeps no other waiting", () => {
    const { loop, next } = frames();
    const log: string[] = [];
    const slow = (): void => {
      log.push("slow");
      loop.request(slow, 100);
    };
    const quick = (): void => {
      log.push("quick");
      loop.request(quick);
    };
    loop.request(slow, 100);
    loop.request(quick);
    for (let n = 0; n < 14; n++) next();
    expect(log.filter((name) => name === "slow")).toHaveLength(3);
    expect(log.filter((name) => name === "quick")).toHaveLength(14);
  });
});

describe("the edits of the watchlist", () => {
  function edits() {
    const asked: string[] = [];
    const ask = (command: ShellCommand): void => {
      if ("instruments" in command) asked.push(`${command.type} ${command.instruments.join()}`);
    };
    const notices = new Notices(() => 0);
    const told: string[] = [];
    let undo: (() => void) | undefined;
    notices.onNotice(({ message, action }) => {
      told.push(message);
      undo = action?.run;
    });
    return { edits: new WatchlistEdits({ ask, notices }), asked, told, pressUndo: () => undo?.() };
  }

  test("are taken back one after another, the last first, and no further than they go", () => {
    const { edits: list, asked, told } = edits();
    list.add("v:A");
    list.remove("v:B");
    for (let n = 0; n < 3; n++) list.undo();
    expect(asked).toEqual(["watchlist.add v:A", "watchlist.remove v:B", "watchlist.add v:B", "watchlist.remove v:A"]);
    expect(told).toEqual(["B removed from the watchlist. Ctrl+Z brings it back."]);
  });

  test("are taken back once, by the notice or by the key", () => {
    const { edits: list, asked, pressUndo } = edits();
    list.remove("v:B");
    pressUndo();
    pressUndo();
    list.undo();
    expect(asked).toEqual(["watchlist.remove v:B", "watchlist.add v:B"]);
  });
});

test("the desk is live with one open socket; with none it says why, and when it tries again", () => {
  const connection = { name: "c1", state: "open" as const, streams: 3, reason: "", retryInMs: null };
  const waiting = { ...connection, state: "waiting" as const, reason: "the exchange refused.", retryInMs: 1_200 };
  const state = (...connections: DeskStatus["connections"]) => exchangeState({ connections } as DeskStatus);
  expect(exchangeState(null).state).toBe("unknown");
  expect(state().state).toBe("unknown");
  expect(state({ ...connection, state: "connecting" }).state).toBe("unknown");
  expect(state(waiting, connection).state).toBe("live");
  expect(state({ ...connection, state: "closed" }, waiting)).toEqual({ state: "off", reason: "the exchange refused. Trying again in 2 s" });
});

test("a trouble that is said again and again is one entry, and done things are none", () => {
  let nowMs = 0;
  const notices = new Notices(() => (nowMs += 1_000));
  for (const message of ["a", "b", "b", "a"]) notices.tell({ message, tone: "trouble" });
  notices.tell({ message: "removed", tone: "done" });
  expect(notices.troubles.get()).toEqual([
    { message: "a", atMs: 4_000, times: 1 },
    { message: "b", atMs: 3_000, times: 2 },
    { message: "a", atMs: 1_000, times: 1 },
  ]);
});

test("a search puts what begins as typed first, then what holds it, then what holds its letters in order, then the venue", () => {
  const ids = ["binance:ETHBTC", "binance:BTCUSDT", "okx:BNBTUSD", "btc:XYZ", "binance:SOLUSDT"];
  expect(rankInstruments(ids, " btc")).toEqual(["binance:BTCUSDT", "binance:ETHBTC", "btc:XYZ"]);
  expect(rankInstruments(ids, "bus")).toEqual(["binance:BTCUSDT", "okx:BNBTUSD"]);
  expect(rankInstruments(ids, "")).toEqual(ids);
});

test("sizes and spans of sessions are short and whole", () => {
  expect([0, 999, 1_000, 9_949, 38_400_000, 999_600_000_000].map(bytesText)).toEqual(["0 B", "999 B", "1.0 KB", "9.9 KB", "38 MB", "1.0 TB"]);
  const ns = (ms: number): string => `${ms}000000`;
  const start = Date.UTC(2024, 7, 8, 23, 55, 1);
  expect(spanText({ firstNs: ns(start), lastNs: ns(start + 120_000) })).toBe("2024-08-08 23:55:01 – 23:57:01 UTC · 2m 00s");
  expect(spanText({ firstNs: ns(start), lastNs: ns(start + 600_000) })).toBe("2024-08-08 23:55:01 – 2024-08-09 00:05:01 UTC · 10m 00s");
});

test("a hole between two candles takes its intervals on the axis, a long one only so many", () => {
  expect(holeBetween(0, 60_000, 60_000)).toEqual([]);
  expect(holeBetween(0, 180_000, 60_000)).toEqual([60_000, 120_000]);
  expect(holeBetween(0, 86_400_000, 60_000)).toHaveLength(120);
  const bar = (openTime: number) => ({ openTime }) as Parameters<typeof timeSlots>[0][number];
  expect(timeSlots([bar(0), bar(120_000)], 60_000)).toEqual([bar(0), 60_000, bar(120_000)]);
  expect(timeSlots([bar(0), bar(7_200_000)], 3_600_000)).toEqual([bar(0), 3_600_000, bar(7_200_000)]);
  expect(timeSlots([bar(0), bar(120_000)], null)).toEqual([bar(0), bar(120_000)]);
});

describe("the columns as they were left", () => {
  const state: GridState = {
    columnOrder: { orderedColIds: ["symbol", "ask", "bid"] },
    columnVisibility: { hiddenColIds: ["venue"] },
    columnSizing: { columnSizingModel: [{ colId: "last", width: 140 }] },
    sort: { sortModel: [{ colId: "last", sort: "desc" }] },
  };

  test("come back, and a column that is new stands at the end", () => {
    const kept = memory();
    saveColumns(kept, state);
    const read = readColumns(kept);
    expect(read).toMatchObject({ columnVisibility: state.columnVisibility, columnSizing: state.columnSizing, sort: state.sort });
    expect(read?.columnOrder?.orderedColIds.slice(0, 3)).toEqual(["symbol", "ask", "bid"]);
    expect(read?.columnOrder?.orderedColIds).toHaveLength(14);
  });

  test("leave out what is not a column, and never hide the symbol", () => {
    const kept = memory();
    saveColumns(kept, {
      ...state,
      columnVisibility: { hiddenColIds: ["symbol", "gone", "ask"] },
      sort: { sortModel: [{ colId: "gone", sort: "asc" }] },
    });
    expect(readColumns(kept)).toMatchObject({ columnVisibility: { hiddenColIds: ["ask"] }, sort: { sortModel: [] } });
  });

  test("are the default ones where nothing usable was kept", () => {
    for (const text of ["", "{", "null", '{"version":2}']) expect(readColumns(memory({ "tapedeck.columns": text }))).toBeUndefined();
    expect(readColumns(memory())).toBeUndefined();
  });
});
