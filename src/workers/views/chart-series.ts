import type { CandleRow } from "../../core/candles/candle-row.ts";
import { indicatorCandle } from "../../core/candles/indicator-candle.ts";
import { CHART_BARS, type ChartBar } from "../../core/contract/chart-view.ts";
import { ema } from "../../core/indicators/ema.ts";
import { type Indicator, type IndicatorCandle, withDefaults } from "../../core/indicators/indicator.ts";
import { vwap } from "../../core/indicators/vwap.ts";

/** Doubles kept for each closed bar. */
const FIELDS = 11;
/** Trimmed by so many at a time. */
const SLACK = 250;
/** The lines' states are kept after every so many closed bars, to go back to. */
const CHECKPOINT_BARS = 64;
const [COMPLETE, VENUE, HOLE] = [1, 2, 4];

/** A candle, whether it is the exchange's own, and how the exchange's own differs from it where that is known (see `ChartBar.exchange`). */
export type ChartRow = CandleRow & { readonly venue?: boolean; readonly exchange?: string | null };

type Lines = Record<"ema" | "vwap", Indicator>;

/** The states of the lines after the bar at `openTime`. */
interface Checkpoint {
  readonly openTime: number;
  readonly ema: Float64Array;
  readonly vwap: Float64Array;
}

/**
 * One instrument's candles as a chart draws them: those that are done with, packed, with the indicators along them, and the
 * state of the indicators after the last of them, from which those that still change are computed anew each time.
 */
export class ChartSeries {
  private lines = newLines();
  private packed = new Float64Array(FIELDS * 8);
  private count = 0;
  private readonly checkpoints: Checkpoint[] = [];
  private sinceCheckpoint = 0;
  /** What is known of the exchange's own candles, by open time. */
  private readonly notes = new Map<number, string>();

  /** Takes the next candle. */
  close(row: ChartRow): void {
    const candle = indicatorCandle(row);
    const bar = barOf(row, candle, advance(this.lines, candle));
    this.makeRoom();
    const { openTime, open, high, low, close, volume, revision, complete, venue, exchange } = bar;
    const flags = (complete ? COMPLETE : 0) + (venue ? VENUE : 0) + (candle.hole === true ? HOLE : 0);
    const values = [openTime, open, high, low, close, volume, bar.ema ?? Number.NaN, bar.vwap ?? Number.NaN, revision, flags, candle.quoteVolume];
    this.packed.set(values, this.count++ * FIELDS);
    if (exchange !== null) this.notes.set(openTime, exchange);
    if (++this.sinceCheckpoint === CHECKPOINT_BARS) this.checkpoint(openTime);
  }

  /** Forgets the closed bars from `openTime` on: they have changed, and are to be closed again. */
  rewind(openTime: number): void {
    if (this.closedUntil < openTime) return;
    while (this.closedUntil >= openTime) {
      this.notes.delete(this.closedUntil);
      this.count--;
    }
    while ((this.checkpoints.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY) >= openTime) this.checkpoints.pop();
    this.lines = newLines();
    const from = this.checkpoints.at(-1);
    if (from !== undefined) for (const name of ["ema", "vwap"] as const) this.lines[name].restore(from[name]);
    this.sinceCheckpoint = 0;
    for (let at = 0; at < this.count; at++) {
      if (from !== undefined && this.value(at, 0) <= from.openTime) continue;
      advance(this.lines, this.candle(at));
      this.sinceCheckpoint++;
    }
  }

  /**
   * At most {@link CHART_BARS} bars in order of time: the closed ones from `fromMs` on, and `held`, the candles that may still change.
   */
  bars(held: readonly ChartRow[], fromMs = Number.NEGATIVE_INFINITY): ChartBar[] {
    const bars: ChartBar[] = [];
    for (let at = this.count - 1; at >= 0; at--) {
      const bar = this.closed(at);
      if (bar.openTime < fromMs) break;
      bars.push(bar);
    }
    return [...bars.reverse(), ...this.forming(held)].slice(-CHART_BARS);
  }

  /** Open time of the last closed bar; minus infinity where there is none. */
  get closedUntil(): number {
    return this.count === 0 ? Number.NEGATIVE_INFINITY : this.value(this.count - 1, 0);
  }

  private value(at: number, field: number): number {
    return this.packed[at * FIELDS + field] as number;
  }

  private closed(at: number): ChartBar {
    const orNull = (field: number): number | null => (Number.isNaN(this.value(at, field)) ? null : this.value(at, field));
    const { openTime, open, high, low, close, volume } = this.candle(at);
    const flags = this.value(at, 9);
    return {
      openTime,
      open,
      high,
      low,
      close,
      volume,
      ema: orNull(6),
      vwap: orNull(7),
      revision: this.value(at, 8),
      final: true,
      complete: (flags & COMPLETE) !== 0,
      venue: (flags & VENUE) !== 0,
      exchange: this.notes.get(openTime) ?? null,
    };
  }

  /** What the lines read of a closed bar. */
  private candle(at: number): IndicatorCandle {
    const [openTime, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map((field) => this.value(at, field)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const hole = (this.value(at, 9) & HOLE) !== 0;
    return { openTime, open, high, low, close, volume, quoteVolume: this.value(at, 10), takerVolume: 0, hole };
  }

  private forming(held: readonly ChartRow[]): ChartBar[] {
    const { lines } = this;
    const before = { ema: lines.ema.snapshot(), vwap: lines.vwap.snapshot() };
    const bars = held.map((row) => {
      const candle = indicatorCandle(row);
      return barOf(row, candle, advance(lines, candle));
    });
    lines.ema.restore(before.ema);
    lines.vwap.restore(before.vwap);
    return bars;
  }

  private makeRoom(): void {
    if (this.count === CHART_BARS + SLACK) {
      for (let at = 0; at < SLACK; at++) this.notes.delete(this.value(at, 0));
      this.packed.copyWithin(0, SLACK * FIELDS);
      this.count -= SLACK;
      // One from before the first bar left: to go back to where its own time is asked for again.
      const first = this.checkpoints.findLastIndex(({ openTime }) => openTime < this.value(0, 0));
      this.checkpoints.splice(0, Math.max(0, first));
    }
    if ((this.count + 1) * FIELDS <= this.packed.length) return;
    const grown = new Float64Array(Math.min(this.packed.length * 2, (CHART_BARS + SLACK) * FIELDS));
    grown.set(this.packed);
    this.packed = grown;
  }

  private checkpoint(openTime: number): void {
    this.checkpoints.push({ openTime, ema: this.lines.ema.snapshot(), vwap: this.lines.vwap.snapshot() });
    this.sinceCheckpoint = 0;
  }
}

function newLines(): Lines {
  return { ema: withDefaults(ema).create(), vwap: withDefaults(vwap).create() };
}

function advance(lines: Lines, candle: IndicatorCandle): Lines {
  for (const line of [lines.ema, lines.vwap]) line.update(candle);
  return lines;
}

function barOf({ revision, final, complete, venue = false, exchange = null }: ChartRow, candle: IndicatorCandle, lines: Lines): ChartBar {
  const { openTime, open, high, low, close, volume } = candle;
  const values = { ema: lineValue(lines.ema), vwap: lineValue(lines.vwap) };
  return { openTime, open, high, low, close, volume, ...values, revision, final, complete, venue, exchange };
}

function lineValue({ values }: Indicator): number | null {
  const value = values[0] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}
