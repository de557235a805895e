import { type ByteReader, type ByteWriter, BytesError } from "../base/bytes.ts";
import type { Indicator, IndicatorCandle } from "./indicator.ts";

interface Checkpoint {
  readonly openTime: number;
  readonly state: Float64Array;
}

/**
 * Runs one indicator along the final candles of an instrument and can go back: it keeps a snapshot after each candle that may still be
 * corrected, and one (the base) from before the first of them. After a correction only the candles from there on are run again.
 */
export class IndicatorTrack {
  private readonly indicator: Indicator;
  private base: Checkpoint;
  private readonly checkpoints: Checkpoint[] = [];

  constructor(indicator: Indicator) {
    this.indicator = indicator;
    this.base = { openTime: Number.NEGATIVE_INFINITY, state: indicator.snapshot() };
  }

  /** The last candle taken, by its open time; minus infinity before the first. */
  get openTime(): number {
    return this.latest().openTime;
  }

  /** Takes the next final candle. */
  update(candle: IndicatorCandle): void {
    this.indicator.update(candle);
    this.checkpoints.push({ openTime: candle.openTime, state: this.indicator.snapshot() });
  }

  /** Forgets the candle at `openTime` and all after it: they are to be taken again. */
  rewind(openTime: number): void {
    if (this.openTime < openTime) return;
    while (this.checkpoints.length > 0 && this.openTime >= openTime) this.checkpoints.pop();
    this.indicator.restore(this.latest().state);
  }

  /** Says that the candles up to `openTime` cannot change any more. */
  release(openTime: number): void {
    while (this.checkpoints.length > 0 && (this.checkpoints[0] as Checkpoint).openTime <= openTime) {
      this.base = this.checkpoints.shift() as Checkpoint;
    }
  }

  /** The outputs after the last final candle; null where there is none yet. */
  finalValues(): (number | null)[] {
    return this.outputs();
  }

  /** The outputs as they would be after these provisional candles too, in order; nothing is kept. */
  formingValues(provisional: readonly IndicatorCandle[]): (number | null)[] {
    const forming = provisional.at(-1);
    if (forming === undefined) return this.outputs();
    for (const candle of provisional.slice(0, -1)) this.indicator.update(candle);
    this.indicator.replace(forming);
    const values = this.outputs();
    this.indicator.restore(this.latest().state);
    return values;
  }

  /** Writes the base, from which the rest follows, and the state reached, so that a hash covers what is on screen. */
  write(w: ByteWriter): void {
    const started = Number.isFinite(this.base.openTime);
    w.bool(started);
    if (started) w.int(this.base.openTime);
    for (const number of this.base.state) w.f64(number);
    for (const number of this.latest().state) w.f64(number);
  }

  /** Reads into a new indicator and runs it over `final`, the final candles held; throws where that does not lead to the state written. */
  static read(r: ByteReader, indicator: Indicator, final: readonly IndicatorCandle[]): IndicatorTrack {
    const track = new IndicatorTrack(indicator);
    const length = track.base.state.length;
    const openTime = r.bool() ? Number(r.int()) : Number.NEGATIVE_INFINITY;
    track.base = { openTime, state: Float64Array.from({ length }, () => r.f64()) };
    const reached = Array.from({ length }, () => r.f64());
    indicator.restore(track.base.state);
    for (const candle of final) track.update(candle);
    if (!reached.every((number, at) => Object.is(number, track.latest().state[at]))) {
      throw new BytesError(`an indicator's state ${reached.join(", ")} does not follow from its candles (${track.latest().state.join(", ")})`);
    }
    return track;
  }

  private latest(): Checkpoint {
    return this.checkpoints.at(-1) ?? this.base;
  }

  private outputs(): (number | null)[] {
    return Array.from(this.indicator.values, (value) => (Number.isNaN(value) ? null : value));
  }
}
