import type { ChartBar } from "../../../src/core/contract/chart-view.ts";
import { BINANCE_SPOT } from "../../../src/core/venues/binance/venues.ts";
import { Replay } from "../../../src/workers/replay/replay.ts";
import { FakePage } from "../views/fake-page.ts";
import { FakeTime, type FakeFrame, fakeTape } from "./fake-tape.ts";

/** When the frames of {@link trade} begin, Unix ms: that of a fake tape. */
export const START_MS = 1_723_161_600_000;

/** A trade as a fake tape's frame. */
export function trade(ms: number, id: number, price: string, symbol = "BTCUSDT"): FakeFrame {
  const data = { e: "trade", E: START_MS + ms, s: symbol, t: id, p: price, q: "0.5", T: START_MS + ms, m: id % 2 === 0, M: true };
  return { ms, text: JSON.stringify({ stream: `${symbol.toLowerCase()}@trade`, data }) };
}

/** A replay that one page looks at. `slow`: each look at the clock takes 2 ms, so that no slice of work gets far. */
export function open(tape = fakeTape([]), speed: 1 | "max" = 1, slow = false) {
  const time = new FakeTime();
  const { schedule } = time;
  let looks = 0;
  const clock = (): number => time.nowMs + (slow ? 2 * looks++ : 0);
  const usage = () => ({ cpuMs: time.nowMs / 4, memoryBytes: 5_000 });
  const replay = new Replay({ tape, venue: BINANCE_SPOT, name: "t.tape", speed, clock, schedule, usage });
  const page = new FakePage();
  replay.attach(page);
  return { time, page, replay };
}

/** The chart that the page shows. */
export const bars = (page: FakePage): ChartBar[] => {
  const shown = new Map<number, ChartBar>();
  for (const view of page.received.chart) {
    if (view.reset) shown.clear();
    for (const bar of view.bars) shown.set(bar.openTime, bar);
  }
  return [...shown.values()];
};
