import { CANDLE_SIZE, type CandleColumns, emptyColumns, inputBits, layCandle, liftCandle, setCandle } from "./candle-columns.ts";
import type { Indicator, IndicatorCandle, IndicatorInput, Reach } from "./indicator.ts";

/**
 * The arithmetic of an indicator: it carries its state, which lies in `state` from `base` on, over the candles `from` to `to` (exclusive)
 * and writes the values into `out`, NaN where there is none: that of output `k` at candle `at` to `first + k * stride + at`. Where `keep`
 * is false, which it never is where a kernel has a {@link Step} of its own, there is one candle, and the state stays as it was. It reads
 * only the figures the definition names as inputs, and never a candle before `from`: what it needs of those is in the state.
 */
export type Run = (
  candles: CandleColumns,
  from: number,
  to: number,
  state: Float64Array,
  base: number,
  out: Float64Array,
  first: number,
  stride: number,
  keep: boolean,
) => void;

/**
 * The same for one candle, which lies at the beginning of `memory` ({@link figurePlace}), as the state does from `base` on; the values are
 * written from `at` on. One array and few arguments: what a kernel is handed costs as much as its arithmetic.
 */
export type Step = (memory: Float64Array, base: number, at: number, keep: boolean) => void;

/** The step of a kernel that has none of its own. */
export function stepOf(run: Run): Step {
  return (memory, base, at, keep) => {
    liftCandle(memory, ROW);
    run(ROW, 0, 1, memory, base, memory, at, 1, keep);
  };
}

/** An indicator with its parameters chosen. It holds no state, so one kernel serves any number of instruments. */
export interface Kernel {
  readonly warmUp: number;
  readonly reach: Reach;
  readonly inputs: readonly IndicatorInput[];
  /** How many numbers the state has; all are 0 at first. */
  readonly stateSize: number;
  readonly outputs: number;
  /** For histories; {@link step} for a candle at a time. Both give the same, to the last bit. */
  readonly run: Run;
  readonly step: Step;
  /**
   * Writes the values after the last final candle from `at` on, which follow from the state; without it, a snapshot holds the values beside
   * the state. An indicator of the fold has it: its snapshot is hashed, so it must be nothing but finite numbers.
   */
  readonly show?: (state: Float64Array, base: number, out: Float64Array, at: number) => void;
}

/** Where a kernel finds what is its own. All of one shape, and shared by the sets of the same kernels: each is read for every candle. */
interface Place {
  readonly step: Step;
  /** Where its state begins in the memory, and its first value among those of all. */
  readonly base: number;
  readonly shown: number;
}

const PLACES = new WeakMap<readonly Kernel[], readonly Place[]>();

function placesOf(kernels: readonly Kernel[]): readonly Place[] {
  const known = PLACES.get(kernels);
  if (known !== undefined) return known;
  let base = CANDLE_SIZE;
  let shown = 0;
  const places = kernels.map(({ step, stateSize, outputs }) => {
    const place = { step, base, shown };
    base += stateSize;
    shown += outputs;
    return place;
  });
  PLACES.set(kernels, places);
  return places;
}

/** A candle on its way into a memory, or to a kernel that takes columns: nothing of it outlives a call. */
const ROW = emptyColumns(1);

/**
 * Indicators along the same candles: a candle is checked and laid out once for all of them, and their states lie in one piece of memory,
 * which is what keeps an update of many instruments in turn within the processor's cache.
 *
 * To the outside it is one indicator, whose outputs are those of all, in order.
 */
export class IndicatorSet implements Indicator {
  readonly warmUp: number;
  readonly reach: Reach;
  readonly stateSize: number;
  values: Readonly<Float64Array>;
  private readonly kernels: readonly Kernel[];
  private readonly places: readonly Place[];
  /** What any of them reads. */
  private readonly inputs: number;
  /** The candle, the states, kernel after kernel, and the values: at `finalAt` those after the last final candle, then those with a forming one. */
  private readonly memory: Float64Array;
  private readonly finalAt: number;
  private readonly formingAt: number;
  private readonly final: Float64Array;
  private readonly forming: Float64Array;
  /** Whether a snapshot needs no values. */
  private readonly shows: boolean;

  constructor(kernels: readonly Kernel[]) {
    const outputs = kernels.reduce((sum, kernel) => sum + kernel.outputs, 0);
    this.kernels = kernels;
    this.places = placesOf(kernels);
    this.inputs = inputBits(kernels.flatMap((kernel) => kernel.inputs));
    this.warmUp = Math.max(...kernels.map((kernel) => kernel.warmUp));
    this.reach = (kernels[0] as Kernel).reach;
    this.shows = kernels.every(({ show }) => show !== undefined);
    this.finalAt = kernels.reduce((sum, kernel) => sum + kernel.stateSize, CANDLE_SIZE);
    this.formingAt = this.finalAt + outputs;
    this.memory = new Float64Array(this.formingAt + outputs).fill(Number.NaN, this.finalAt);
    // A snapshot needs no values where they follow from the states.
    this.stateSize = (this.shows ? this.finalAt : this.formingAt) - CANDLE_SIZE;
    this.final = this.memory.subarray(this.finalAt, this.formingAt);
    this.forming = this.memory.subarray(this.formingAt);
    this.values = this.final;
  }

  update(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.updateAt(ROW, 0);
  }

  replace(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.replaceAt(ROW, 0);
  }

  updateAt(candles: CandleColumns, at: number): void {
    const { places, memory, finalAt } = this;
    layCandle(candles, at, this.inputs, memory);
    for (let k = 0; k < places.length; k++) {
      const { step, base, shown } = places[k] as Place;
      step(memory, base, finalAt + shown, true);
    }
    this.values = this.final;
  }

  replaceAt(candles: CandleColumns, at: number): void {
    const { places, memory, formingAt } = this;
    layCandle(candles, at, this.inputs, memory);
    for (let k = 0; k < places.length; k++) {
      const { step, base, shown } = places[k] as Place;
      step(memory, base, formingAt + shown, false);
    }
    this.values = this.forming;
  }

  snapshot(): Float64Array {
    return this.memory.slice(CANDLE_SIZE, CANDLE_SIZE + this.stateSize);
  }

  save(into: Float64Array, at: number): void {
    for (let n = 0; n < this.stateSize; n++) into[at + n] = this.memory[CANDLE_SIZE + n] as number;
  }

  restore(state: ArrayLike<number>): void {
    this.memory.set(state, CANDLE_SIZE);
    if (this.shows) this.showAll();
    this.values = this.final;
  }

  private showAll(): void {
    this.kernels.forEach(({ show }, k) => {
      const { base, shown } = this.places[k] as Place;
      show?.(this.memory, base, this.memory, this.finalAt + shown);
    });
  }
}
