import { type Bar, emptyBar, withEarlier } from "./bar.ts";
import type { KlineBook } from "./kline-book.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** The 24 hours that end now, to the minute: the forming one and the 1,439 before it. */
export interface DayFigures {
  readonly day: Bar;
  /** The last price before the 24 hours, in ticks. */
  readonly previousClose: number;
}

/** Rolling figures of 24 hours. The minutes that have closed are summed once a minute. */
export class Ticker24h {
  private readonly klines: KlineBook;
  private closed: { untilMs: number; day: Bar; previousClose: number } | null = null;

  constructor(klines: KlineBook) {
    this.klines = klines;
  }

  /** As of this time (Unix ms), which does not go back. */
  at(nowMs: number): DayFigures {
    this.klines.roll(nowMs);
    const { openMs, close } = this.klines.forming;
    if (this.closed?.untilMs !== openMs) this.closed = { untilMs: openMs, ...this.sum(openMs) };
    const forming = this.klines.minute(openMs) ?? emptyBar(openMs, close);
    return { day: withEarlier(forming, this.closed.day, this.closed.day.openMs), previousClose: this.closed.previousClose };
  }

  private sum(untilMs: number): DayFigures {
    const [before, ...minutes] = this.klines.klines({ intervalMs: MINUTE_MS, limit: DAY_MINUTES, endMs: untilMs - MINUTE_MS });
    const fromMs = minutes[0]?.openMs ?? untilMs;
    let day = emptyBar(untilMs, minutes.at(-1)?.close ?? 0);
    for (const minute of minutes.toReversed()) day = withEarlier(day, minute, fromMs);
    return { day, previousClose: before?.close ?? day.open };
  }
}
