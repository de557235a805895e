import { describe, expect, test } from "vitest";
import type { Undo } from "../../../src/core/contract/port.ts";
import { LADDER_LEVELS } from "../../../src/core/contract/ladder-view.ts";
import type { Partition } from "../../../src/core/desk/desk.ts";
import { bookHalf } from "../../../src/core/desk/watchlist-halves.ts";
import type { Part } from "../../../src/core/session/mark.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { LiveShare } from "../../../src/workers/fold/live-share.ts";
import { LiveViews } from "../../../src/workers/views/live-views.ts";
import { liveSession } from "../fold/live-session.ts";
import { FakePage } from "./fake-page.ts";

const session = liveSession(100);
const BTC = "binance:BTCUSDT";
const ETH = "binance:ETHUSDT";
const AMOUNTS = { open: "1", high: "1", low: "1", close: "1", volume: "1", quoteVolume: "1", takerBase: "1", takerQuote: "1" };
/** A candle as the exchange publishes it. */
const CANDLE = { ...AMOUNTS, trades: 1, revision: 0, final: true, complete: true, unbroken: true };

/** One fold worker of a live desk, without its process: time goes on when the test says so, and tasks run in between. */
function worker(part: Part, holds: (id: string) => boolean = () => true) {
  let nowMs = 0;
  const tasks: { task: () => void; atMs: number }[] = [];
  const wanted: (readonly [id: string, interval: string, most?: number | undefined])[] = [];
  const partition: Partition = { countsControl: false, parts: (id) => (holds(id) ? [part] : []) };
  const schedule = (task: () => void, ms: number): Undo => {
    const entry = { task, atMs: nowMs + ms };
    tasks.push(entry);
    return () => void (tasks.includes(entry) && tasks.splice(tasks.indexOf(entry), 1));
  };
  const views: LiveViews = new LiveViews({
    part,
    partition,
    find: (id) => share.find(id),
    clock: () => nowMs,
    wallMs: () => 5_000,
    schedule,
    usage: () => ({ cpuMs: 0, memoryBytes: 1 }),
    onHistoryWanted: (id, interval, most) => wanted.push([id, interval, most]),
  });
  const share = new LiveShare({
    venue: BINANCE_SPOT,
    partition,
    log: () => [],
    clock: () => nowMs,
    onKeyframe: () => {},
    onSnapshotWanted: () => {},
    onHole: () => {},
    views: {
      onTrade: (id, trade) => views.trade(id, trade),
      beside: (id) => views.beside(id),
      onCandle: (id, row) => views.candle(id, row),
      onFolded: (frames, changed, timeNs) => views.folded(frames, changed, timeNs),
    },
  });
  const pass = (ms: number): void => {
    const untilMs = nowMs + ms;
    for (;;) {
      const next = tasks.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      tasks.splice(tasks.indexOf(next), 1);
      nowMs = Math.max(nowMs, next.atMs);
      next.task();
    }
    nowMs = untilMs;
  };
  /** Folds these batches, with 10 ms after each. */
  const play = (from: number, to: number, page?: FakePage): void => {
    for (const batch of session.batches.slice(from, to)) {
      share.take(batch);
      pass(10);
      page?.ackAll();
    }
  };
  return { views, share, wanted, pass, play };
}

describe("a live worker", () => {
  test("shows a page that comes late what it holds, and only its own halves", () => {
    const { views, share, play, pass } = worker("book");
    play(0, 40);
    const page = new FakePage();
    views.attach(page);
    pass(50);
    const [view] = page.views;
    expect(view).toMatchObject({ parts: ["book"], complete: true });
    const names = page.events.flatMap((event) => (event.type === "view.instruments" ? event.ids : []));
    expect(new Set(names)).toEqual(new Set([BTC, ETH, "binance:SOLUSDT"]));
    for (const row of view?.rows ?? []) {
      const held = share.find(names[row.instrument] as string)?.book;
      if (!held) throw new Error("not held");
      expect(row).toEqual({ instrument: row.instrument, book: bookHalf(held, row.book?.sinceMs ?? 0), analytics: null });
      expect(row.book?.quality).toBe("live");
    }
  });

  test("dates a quality by the receive time of the frame that changed it", () => {
    const { views, play, pass } = worker("book");
    const page = new FakePage();
    views.attach(page);
    play(0, 40, page);
    pass(50);
    const rows = page.views.flatMap((view) => [...view.rows]);
    const live = rows.filter(({ book }) => book?.quality === "live");
    expect(live.length).toBeGreaterThan(0);
    // The session's receive clock, and not this machine's.
    for (const { book } of live) expect(Math.abs((book?.sinceMs ?? 0) - 1_767_000_000_000)).toBeLessThan(3e10);
    expect(rows.find(({ book }) => book?.quality === "syncing")?.book?.sinceMs).toBe(5_000);
  });

  test("keeps at most one view of each stream on its way, and shows the newest state when the page has painted", () => {
    const { views, share, play, pass } = worker("book");
    const page = new FakePage();
    views.attach(page);
    page.send({ type: "focus.instrument", instrument: BTC });
    play(0, 60);
    expect([page.views.length, page.received.ladder.length]).toEqual([1, 1]);
    page.ackAll();
    pass(100);
    expect([page.views.length, page.received.ladder.length]).toEqual([2, 2]);
    const ladder = page.received.ladder[1];
    const book = share.find(BTC)?.book?.book;
    if (book === undefined || ladder === undefined) throw new Error("no book");
    expect(ladder.bids).toEqual(Array.from({ length: Math.min(LADDER_LEVELS, book.bidLevels) }, (_, rank) => book.bidAt(rank)));
    expect(page.views[1]?.merged).toBeGreaterThan(0);
  });

  test("tells a page that paints nothing for five seconds nothing more, whatever comes, and all of it when it paints again", () => {
    const { views, play, pass } = worker("book");
    const page = new FakePage();
    views.attach(page);
    play(0, 30);
    pass(6_000);
    const heard = page.log.length;
    play(30, 60);
    pass(60_000);
    expect(page.log.length).toBe(heard);
    page.ackAll();
    pass(1_100);
    expect(page.log.length).toBeGreaterThan(heard);
    expect(page.events.at(-1)?.type).toBe("desk.health");
  });

  test("answers of the instrument in focus where it holds that instrument, met or not, and is silent about others'", () => {
    const { views, pass, play } = worker("book", (id) => id !== ETH);
    const page = new FakePage();
    views.attach(page);
    page.send({ type: "focus.instrument", instrument: ETH });
    play(0, 40, page);
    expect(page.received.ladder).toEqual([]);
    page.send({ type: "focus.instrument", instrument: "binance:NEVER" });
    pass(100);
    expect(page.received.ladder.at(-1)).toMatchObject({
      instrument: "binance:NEVER",
      quality: "syncing",
      reason: "no message of this instrument yet",
    });
    expect(page.received.tape).toEqual([]);
    expect(page.received.chart).toEqual([]);
  });

  test("of aggregates shows tape and chart, and asks once for the exchange's own candles", () => {
    const { views, wanted, pass, play } = worker("analytics");
    const page = new FakePage();
    views.attach(page);
    page.send({ type: "focus.instrument", instrument: BTC });
    play(0, 60, page);
    expect(wanted.filter(([, , most]) => most === undefined)).toEqual([[BTC, "1m", undefined]]);
    expect(page.received.ladder).toEqual([]);
    expect(page.received.tape[0]).toMatchObject({ instrument: BTC, reset: true });
    expect(page.received.chart.every(({ loading }) => loading)).toBe(true);
    views.history(BTC, "1m", []);
    pass(200);
    page.ackAll();
    pass(200);
    expect(page.received.chart.at(-1)).toMatchObject({ reset: true, loading: false });
    const shown = page.views.flatMap((view) => [...view.rows]);
    expect(shown.every(({ book, analytics }) => book === null && analytics !== null)).toBe(true);
  });

  test("of aggregates asks once for the past of each row's line, and draws it before what is recorded", () => {
    const { views, wanted, pass, play } = worker("analytics");
    const page = new FakePage();
    views.attach(page);
    play(0, 60, page);
    const lines = wanted.filter(([, , most]) => most !== undefined);
    expect(lines.length).toBe(new Set(lines.map(([id]) => id)).size);
    expect(lines).toContainEqual([BTC, "30m", 49]);
    const { instrument, levels, fromMs } = page.received.sparkline.flatMap(({ rows }) => [...rows])[0] ?? {};
    expect(levels).toHaveLength(1);
    const [id = BTC] = lines[0] ?? [];
    views.pastOf(id as typeof BTC, []);
    const openTime = Math.floor((fromMs ?? 0) / 1_800_000) * 1_800_000 - 10 * 1_800_000;
    views.pastOf(id as typeof BTC, [{ ...CANDLE, openTime }]);
    pass(1_000);
    expect(page.received.sparkline.at(-1)?.rows).toMatchObject([{ instrument, fromMs: openTime, levels: { length: 11 } }]);
  });

  test("closes the port of a page that asks for what only a replay has", () => {
    const { views } = worker("book");
    const page = new FakePage();
    const closed: string[] = [];
    page.onClose((reason) => closed.push(reason));
    views.attach(page);
    page.send({ type: "replay.pause" });
    expect(closed).toEqual(["replay.pause is for a replay, and this is live"]);
  });
});
