import { describe, expect, test } from "vitest";
import type { Sparkline } from "../../../src/core/ticker/sparkline.ts";
import { NO_PAST, pastCloses } from "../../../src/core/ticker/past-closes.ts";
import { MINUTE_MS } from "../../../src/core/candles/interval.ts";
import { type Change, PageViews, type ViewState } from "../../../src/workers/views/page-views.ts";
import { RecentTrades } from "../../../src/workers/views/recent-trades.ts";
import { WatchlistRows } from "../../../src/workers/views/watchlist-rows.ts";
import { WindowEdges } from "../../../src/workers/views/window-edges.ts";
import { Desk } from "../../../src/core/desk/desk.ts";
import { bookFacts } from "../../../src/core/desk/book-facts.ts";
import { tickerFacts } from "../../../src/core/desk/ticker-facts.ts";
import type { InstrumentId } from "../../../src/core/market/instrument.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { tradeText } from "../../core/binance-text.ts";
import { frameOf, recv } from "../../core/frames.ts";
import { FakePage } from "./fake-page.ts";

const BTC = "binance:BTCUSDT" as InstrumentId;
const ETH = "binance:ETHUSDT" as InstrumentId;
const NOON = Date.UTC(2024, 7, 8, 12);

/** A desk, and one page that looks at it; time goes on when the test says so. */
function looked() {
  let nowMs = 0;
  let rx = 0;
  const edges: WindowEdges = new WindowEdges({ find: (id) => desk.find(id)?.analytics?.analytics ?? null });
  const desk = new Desk({ venue: BINANCE_SPOT, beside: (id) => ({ observers: [edges.observer(id)] }) });
  const past = { closes: NO_PAST };
  const page = new FakePage();
  const views = new PageViews(page);
  page.onMessage((message) => {
    const { stream, seq } = JSON.parse(message as string) as { stream: Parameters<PageViews["ack"]>[0]; seq: number };
    views.ack(stream, seq);
  });
  const rows = new WatchlistRows(["book", "analytics"], () => NOON);
  const state: ViewState = {
    rows,
    trades: new RecentTrades(),
    find: (id) => desk.find(id),
    parts: () => ["book", "analytics"],
    chart: () => null,
    edges: (id) => edges.between(id),
    past: () => past.closes,
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    views.flush(state, nowMs);
  };
  /** Folds a trade of that minute after noon. */
  const trade = (minute: number, price: number, symbol = "BTCUSDT"): void => {
    rx++;
    desk.apply(frameOf(recv(tradeText({ symbol, id: rx, ms: NOON + minute * MINUTE_MS, price: String(price), qty: "1" })), rx));
    for (const id of desk.takeDirty()) {
      const change: Change = { id, trades: true, candles: true, book: true };
      const number = rows.numberOf(id);
      rows.touch(number);
      views.change(change, number, 0);
    }
    rows.settle(state.find);
  };
  const lines = (): (Sparkline & { readonly instrument: number })[] => page.received.sparkline.flatMap((view) => [...view.rows]);
  const paint = (): void => {
    page.ackAll();
    pass(1_000);
  };
  return { desk, edges, past, page, views, trade, pass, paint, lines };
}

describe("the details of the instrument in focus", () => {
  test("are what the fold knows of it now, whole each time, and of no other", () => {
    const { desk, edges, page, views, trade, pass, paint } = looked();
    trade(0, 100);
    trade(0, 50, "ETHUSDT");
    pass(10);
    expect([page.received.ticker, page.received.liquidity]).toEqual([[], []]);
    views.follow(BTC);
    pass(10);
    trade(1, 110);
    paint();
    const facts = tickerFacts(desk.find(BTC)?.analytics ?? null, edges.between(BTC));
    expect(page.received.ticker.at(-1)).toMatchObject({ instrument: BTC, facts });
    expect(facts?.windows["5m"]).toMatchObject({ trades: 2, open: "100", last: "110", exact: true });
    expect(page.received.liquidity.at(-1)).toMatchObject({ instrument: BTC, ...bookFacts(desk.find(BTC)?.book ?? null), sinceMs: NOON });
    views.follow(ETH);
    paint();
    expect(page.received.ticker.at(-1)).toMatchObject({ instrument: ETH, facts: { windows: { "1m": { last: "50" } } } });
  });

  test("of an instrument that was never met say so", () => {
    const { page, views, pass } = looked();
    views.follow("binance:NEVER");
    pass(10);
    expect(page.received.ticker).toMatchObject([{ instrument: "binance:NEVER", facts: null }]);
    expect(page.received.liquidity).toMatchObject([{ quality: "syncing", sinceMs: null, figures: null }]);
  });

  test("have one view of each stream on its way, at their pace, and count what was overtaken", () => {
    const { page, views, trade, pass } = looked();
    views.follow(BTC);
    for (let n = 0; n < 20; n++) {
      trade(0, 100 + n);
      pass(100);
    }
    expect([page.received.ticker.length, page.received.liquidity.length]).toEqual([1, 1]);
    page.ackAll();
    for (let n = 0; n < 20; n++) {
      trade(0, 200 + n);
      pass(50);
      page.ackAll();
    }
    // A second: four views and ten, and those that waited.
    expect(page.received.ticker.length).toBeLessThanOrEqual(6);
    expect(page.received.liquidity.length).toBeLessThanOrEqual(12);
    expect(page.received.ticker.at(-1)?.merged).toBeGreaterThan(20);
    expect(views.merged).toBeGreaterThan(40);
  });
});

describe("the line of a row", () => {
  test("goes when its minute is another, not with each trade, and again after ten seconds in which it moved", () => {
    const { trade, pass, paint, lines } = looked();
    trade(0, 100);
    pass(10);
    expect(lines()).toMatchObject([{ instrument: 0, levels: [2_047] }]);
    for (let n = 0; n < 5; n++) {
      trade(0, 101 + n);
      paint();
    }
    expect(lines()).toHaveLength(1);
    trade(1, 300);
    paint();
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toMatchObject({ low: 105, high: 300, levels: [0, 4_095] });
    trade(1, 400);
    for (let n = 0; n < 12; n++) paint();
    expect(lines()).toHaveLength(3);
    expect(lines()[2]).toMatchObject({ high: 400 });
    for (let n = 0; n < 12; n++) paint();
    expect(lines()).toHaveLength(3);
  });

  test("waits for the page to paint the one before, and the minutes that went by are counted", () => {
    const { trade, pass, paint, lines, page } = looked();
    trade(0, 100);
    pass(10);
    for (let minute = 1; minute <= 9; minute++) {
      trade(minute, 100 + minute);
      pass(1_000);
    }
    expect(lines()).toHaveLength(1);
    paint();
    expect(lines()).toHaveLength(2);
    expect(lines()[1]?.levels).toHaveLength(10);
    expect(page.received.sparkline.at(-1)?.merged).toBe(8);
  });

  test("is drawn again when the exchange's own past has come", () => {
    const { past, views, trade, paint, lines } = looked();
    trade(0, 100);
    paint();
    expect(lines()[0]?.levels).toHaveLength(1);
    past.closes = pastCloses([{ openTime: NOON - 20 * 30 * MINUTE_MS, close: "90" }]);
    views.redraw(0);
    paint();
    expect(lines()[1]?.levels).toHaveLength(21);
  });

  test("of another moment is taken away where no trade has come yet", () => {
    const { desk, views, trade, paint, lines, page } = looked();
    trade(0, 100);
    paint();
    expect(lines()).toHaveLength(1);
    views.clear();
    desk.find(BTC)?.analytics?.analytics.ticker.moveTo(NOON + 3_000 * MINUTE_MS);
    views.enlist(0);
    paint();
    expect(page.received.sparkline.at(-1)?.rows).toMatchObject([{ instrument: 0, levels: [] }]);
  });
});
