import { addExecution, type Bar, emptyBar, withEarlier } from "./bar.ts";
import { type BarHistory, floorTo, type Join, WEEK } from "./bar-history.ts";
import type { Execution } from "./matching-engine.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Lengths of the intervals that are served, by their name at the exchange. */
export const INTERVALS: ReadonlyMap<string, number> = new Map([
  ...[1, 3, 5, 15, 30].map((n): [string, number] => [`${n}m`, n * MINUTE_MS]),
  ...[1, 2, 4, 6, 8, 12].map((n): [string, number] => [`${n}h`, n * HOUR_MS]),
  ["1d", DAY_MS],
  ["3d", 3 * DAY_MS],
  ["1w", WEEK.lengthMs],
]);

export interface KlineQuery {
  readonly intervalMs: number;
  readonly limit: number;
  /** Bounds of the candles' open times in Unix ms, inclusive. With a start the earliest candles are given, else the latest. */
  readonly startMs?: number;
  readonly endMs?: number;
}

/** A symbol's candles: those of its live trades, and the history before them. It keeps one bar a minute for as long as it runs. */
export class KlineBook {
  private readonly history: BarHistory;
  /** Oldest first; the last one is forming. */
  private readonly live: Bar[];

  constructor(history: BarHistory, { atMs, ticks }: Join) {
    this.history = history;
    this.live = [emptyBar(floorTo(atMs, MINUTE_MS, 0), ticks)];
  }

  /** The minute that the latest trade or {@link roll} lies in, as far as it was traded live: its part before the flow began is apart. */
  get forming(): Bar {
    return this.live[this.live.length - 1] as Bar;
  }

  /** Trades come in order of their time. */
  traded(execution: Execution): void {
    this.roll(execution.eventMs);
    addExecution(this.forming, execution);
  }

  /** Closes the minutes that have ended by this time (Unix ms). */
  roll(nowMs: number): void {
    const openMs = floorTo(nowMs, MINUTE_MS, 0);
    while (this.forming.openMs < openMs) this.live.push(emptyBar(this.forming.openMs + MINUTE_MS, this.forming.close));
  }

  /** The candle of the minute that begins at this time, its part before the flow began included; undefined where it was too long ago. */
  minute(openMs: number): Bar | undefined {
    return this.klines({ intervalMs: MINUTE_MS, limit: 1, endMs: openMs })[0];
  }

  /** Candles, oldest first; the latest may be forming. */
  klines({ intervalMs, limit, startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY }: KlineQuery): Bar[] {
    const phaseMs = intervalMs === WEEK.lengthMs ? WEEK.phaseMs : 0;
    const fromEnd = startMs === Number.NEGATIVE_INFINITY;
    const candles: Bar[] = [];
    for (const bar of this.newestFirst(intervalMs)) {
      const openMs = floorTo(bar.openMs, intervalMs, phaseMs);
      if (openMs > endMs) continue;
      if (openMs < startMs) break;
      const last = candles.at(-1);
      if (last?.openMs === openMs) candles[candles.length - 1] = withEarlier(last, bar, openMs);
      else if (fromEnd && candles.length === limit) break;
      else candles.push({ ...bar, openMs });
    }
    return candles.reverse().slice(0, limit);
  }

  private *newestFirst(longestMs: number): Generator<Bar> {
    for (let n = this.live.length - 1; n >= 0; n--) yield this.live[n] as Bar;
    yield* this.history.newestFirst(longestMs);
  }
}
