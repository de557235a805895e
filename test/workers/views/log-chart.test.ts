import { describe, expect, test } from "vitest";
import { type CandleKind, readCandleKind } from "../../../src/core/candles/candle-kind.ts";
import { BlockReader } from "../../../src/core/contract/frame-block.ts";
import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { ChartFold } from "../../../src/workers/views/chart-fold.ts";
import { LiveCharts } from "../../../src/workers/views/live-charts.ts";
import { LogChart, type LogStretch } from "../../../src/workers/views/log-chart.ts";
import { liveSession } from "../fold/live-session.ts";
import { FakeTime } from "../replay/fake-tape.ts";

const session = liveSession(100);
const BTC = "binance:BTCUSDT";

const stretch = (at: number): LogStretch => {
  const { block = new Uint8Array(0), marks = [] } = session.batches[at] ?? {};
  return { block: block.length === 0 ? null : new BlockReader(block), marks };
};
const lastRx = ({ block }: LogStretch): number => (block === null ? 0 : block.firstRx + block.count - 1);
const kindOf = (name: string): CandleKind => readCandleKind(name) as CandleKind;

/** The bars of one fold over the whole session. */
function truth(kind: CandleKind): readonly ChartBar[] {
  const fold = new ChartFold(BINANCE_SPOT, BTC, kind);
  const frame = { rx: 0 } as Parameters<BlockReader["read"]>[1];
  session.batches.forEach((_, at) => {
    const { block, marks } = stretch(at);
    for (let n = 0; block !== null && n < block.count; n++) {
      block.read(n, frame);
      fold.apply(frame);
    }
    for (const mark of marks) fold.mark(mark);
  });
  return fold.source()?.bars(Number.NEGATIVE_INFINITY) ?? [];
}

/** A live fold at batch `at`, of which the log holds all but the last `uncommitted` batches. */
function live(kind: CandleKind, from: number, uncommitted: number) {
  const time = new FakeTime();
  let at = from;
  let ready = 0;
  let reads = 0;
  let looks = 0;
  const chart = new LogChart({
    venue: BINANCE_SPOT,
    id: BTC,
    kind,
    log: {
      base: () => ({ rx: 0, keyframes: [] }),
      *after(afterRx) {
        reads++;
        for (let n = 0; n < at - uncommitted; n++) if (stretch(n).block === null || lastRx(stretch(n)) > afterRx) yield stretch(n);
      },
    },
    appliedRx: () => lastRx(stretch(at - 1)),
    clock: () => time.nowMs + looks++,
    schedule: time.schedule,
    onReady: () => void ready++,
  });
  const go = (to: number, ms: number): void => {
    for (; at < to;) {
      chart.folded(stretch(at++));
      time.advance(ms);
    }
  };
  return { chart, time, go, ready: () => ready, reads: () => reads };
}

describe("a chart of seconds or by activity on a live desk", () => {
  test.each(["1s", "5s", "tick:7", "volume:3", "range:50"])("of %s is the same whenever it is asked for, and however far the log is behind", (name) => {
    const kind = kindOf(name);
    const whole = truth(kind);
    expect(whole.length).toBeGreaterThan(1);
    for (const [from, uncommitted, ms] of [[1, 1, 50], [20, 3, 30], [40, 0, 0], [session.batches.length, 0, 0]] as const) {
      const { chart, go, time, ready } = live(kind, from, uncommitted);
      expect(chart.source()).toMatchObject({ loading: true });
      go(session.batches.length, ms);
      // What is not committed now never will be: a live log goes on.
      if (uncommitted === 0) time.advance(1_000);
      expect(ready()).toBe(1);
      expect(chart.source()?.bars(Number.NEGATIVE_INFINITY)).toEqual(whole);
      expect(time.idle).toBe(true);
    }
  }); // prettier-ignore

  test("waits for frames that are folded and not committed yet, and reads the log again", () => {
    const { chart, go, time, reads, ready } = live(kindOf("1s"), 10, 4);
    time.advance(250);
    expect([ready(), chart.source()?.loading]).toEqual([0, true]);
    expect(reads()).toBeGreaterThan(1);
    go(20, 100);
    expect([ready(), chart.source()?.loading]).toEqual([1, false]);
  });

  test("that nobody looks at any more does nothing", () => {
    const { chart, time, reads } = live(kindOf("1s"), 10, 4);
    chart.stop();
    time.advance(1_000);
    expect([time.idle, reads()]).toEqual([true, 0]);
  });

  test("of a second asks for the exchange's own once, begins with them, and ends when nobody looks", () => {
    const time = new FakeTime();
    const wanted: string[] = [];
    const renewed: string[] = [];
    const charts = new LiveCharts({
      find: () => null,
      onHistoryWanted: (_, interval) => wanted.push(interval),
      onRenewed: (_, interval) => renewed.push(interval),
      recorded: {
        venue: BINANCE_SPOT,
        log: { base: () => ({ rx: 0, keyframes: [] }), after: (rx) => session.batches.map((_, n) => stretch(n)).filter((one) => lastRx(one) > rx) },
        appliedRx: () => session.frames,
        clock: time.clock,
        schedule: time.schedule,
      },
    });
    charts.open(BTC, "1s");
    charts.open(BTC, "1s");
    charts.open(BTC, "tick:7");
    expect(wanted).toEqual(["1s"]);
    expect(charts.source(BTC, "1s")?.loading).toBe(true);
    time.advance(1_000);
    expect(renewed.toSorted()).toEqual(["1s", "tick:7"]);
    const own = charts.source(BTC, "1s")?.bars(Number.NEGATIVE_INFINITY) ?? [];
    const begun = (own[0]?.openTime ?? 0) - 3_000;
    const amounts = { volume: "2", quoteVolume: "2", takerBase: "0", takerQuote: "0", trades: 1 };
    const before = { open: "1", high: "1", low: "1", close: "1", ...amounts, revision: 0, final: true, complete: true, unbroken: true };
    charts.adopt(BTC, "1s", [0, 1, 2].map((n) => ({ ...before, openTime: begun + n * 1_000 }))); // prettier-ignore
    expect(charts.source(BTC, "1s")?.loading).toBe(true);
    time.advance(1_000);
    const bars = charts.source(BTC, "1s")?.bars(Number.NEGATIVE_INFINITY) ?? [];
    expect(bars.map(({ openTime, venue }) => [openTime, venue])).toEqual([
      ...[0, 1, 2].map((n) => [begun + n * 1_000, true]),
      ...own.map(({ openTime }) => [openTime, false]),
    ]);
    charts.retain([{ id: BTC, interval: "tick:7" }]);
    expect([charts.source(BTC, "1s"), charts.source(BTC, "tick:7")?.loading]).toEqual([null, false]);
  });
});
