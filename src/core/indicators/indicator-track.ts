import { type ByteReader, type ByteWriter, BytesError } from "../base/bytes.ts";
import type { Indicator, IndicatorCandle } from "./indicator.ts";

/** Checkpoints there is room for at first; the room doubles where more candles may still be corrected. */
const FIRST_ROOM = 16;

/**
 * Runs one indicator along the final candles of an instrument and can go back: it keeps a snapshot after each candle that may still be
 * corrected, and one (the base) from before the first of them. After a correction only the candles from there on are run again.
 */
export class IndicatorTrack {
  private readonly indicator: Indicator;
  /** The base and the checkpoints after it: the open time of the last candle in each (minus infinity: none), and the states end to end. */
  private openTimes = new Float64Array(FIRST_ROOM);
  private states: Float64Array;
  /** Of the latest; 0: there is but the base. */
  private last = 0;

  constructor(indicator: Indicator) {
    this.indicator = indicator;
    this.states = new Float64Array(FIRST_ROOM * indicator.stateSize);
    this.openTimes[0] = Number.NEGATIVE_INFINITY;
    indicator.save(this.states, 0);
  }

  /** The last candle taken, by its open time; minus infinity before the first. */
  get openTime(): number {
    return this.openTimes[this.last] as number;
  }

  /** Takes the next final candle. */
  update(candle: IndicatorCandle): void {
    this.indicator.update(candle);
    this.last++;
    if (this.last === this.openTimes.length) this.grow();
    this.openTimes[this.last] = candle.openTime;
    this.indicator.save(this.states, this.last * this.indicator.stateSize);
  }

  /** Forgets the candle at `openTime` and all after it: they are to be taken again. */
  rewind(openTime: number): void {
    if (this.openTime < openTime) return;
    while (this.last > 0 && this.openTime >= openTime) this.last--;
    this.indicator.restore(this.latest());
  }

  /** Says that the candles up to `openTime` cannot change any more. */
  release(openTime: number): void {
    let free = 0;
    while (free < this.last && (this.openTimes[free + 1] as number) <= openTime) free++;
    if (free === 0) return;
    this.openTimes.copyWithin(0, free, this.last + 1);
    this.states.copyWithin(0, free * this.indicator.stateSize, (this.last + 1) * this.indicator.stateSize);
    this.last -= free;
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
    this.indicator.restore(this.latest());
    return values;
  }

  /** Writes the base, from which the rest follows, and the state reached, so that a hash covers what is on screen. */
  write(w: ByteWriter): void {
    const started = Number.isFinite(this.openTimes[0]);
    w.bool(started);
    if (started) w.int(this.openTimes[0] as number);
    for (const number of this.states.subarray(0, this.indicator.stateSize)) w.f64(number);
    for (const number of this.latest()) w.f64(number);
  }

  /** Reads into a new indicator and runs it over `final`, the final candles held; throws where that does not lead to the state written. */
  static read(r: ByteReader, indicator: Indicator, final: readonly IndicatorCandle[]): IndicatorTrack {
    const { stateSize } = indicator;
    const openTime = r.bool() ? Number(r.int()) : Number.NEGATIVE_INFINITY;
    indicator.restore(Float64Array.from({ length: stateSize }, () => r.f64()));
    const reached = Float64Array.from({ length: stateSize }, () => r.f64());
    const track = new IndicatorTrack(indicator);
    track.openTimes[0] = openTime;
    for (const candle of final) track.update(candle);
    const latest = track.latest();
    if (!reached.every((number, at) => Object.is(number, latest[at]))) {
      throw new BytesError(`an indicator's state ${reached.join(", ")} does not follow from its candles (${latest.join(", ")})`);
    }
    return track;
  }

  private latest(): Float64Array {
    const { stateSize } = this.indicator;
    return this.states.subarray(this.last * stateSize, (this.last + 1) * stateSize);
  }

  private grow(): void {
    const [openTimes, states] = [this.openTimes, this.states];
    this.openTimes = new Float64Array(2 * openTimes.length);
    this.states = new Float64Array(2 * states.length);
    this.openTimes.set(openTimes);
    this.states.set(states);
  }

  private outputs(): (number | null)[] {
    return Array.from(this.indicator.values, (value) => (Number.isNaN(value) ? null : value));
  }
}
