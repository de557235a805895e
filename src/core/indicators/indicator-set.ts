import { type CandleColumns, checkCandle, emptyColumns, inputBits, setCandle } from "./candle-columns.ts";
import type { Indicator, IndicatorCandle, IndicatorInput, Reach } from "./indicator.ts";

/**
 * The arithmetic of an indicator: it carries its state, which lies in `state` from `base` on, over the candles `from` to `to` (exclusive)
 * and writes the values into `out`, NaN where there is none: that of output `k` at candle `at` to `first + k * stride + at`. Where `keep`
 * is false there is one candle, and the state stays as it was. It reads only the figures the definition names as inputs, and never a candle before `from`: what it needs of
 * those is in the state.
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

/** An indicator with its parameters chosen. It holds no state, so one kernel serves any number of instruments. */
export interface Kernel {
  readonly warmUp: number;
  readonly reach: Reach;
  readonly inputs: readonly IndicatorInput[];
  /** How many numbers the state has; all are 0 at first. */
  readonly stateSize: number;
  readonly outputs: number;
  readonly run: Run;
  /**
   * Writes the values after the last final candle from `at` on, which follow from the state; without it, a snapshot holds the values beside
   * the state. An indicator of the fold has it: its snapshot is hashed, so it must be nothing but finite numbers.
   */
  readonly show?: (state: Float64Array, base: number, out: Float64Array, at: number) => void;
}

/** Where a kernel finds what is its own. All of one shape, and shared by the sets of the same kernels: each is read for every candle. */
interface Step {
  readonly run: Run;
  /** Where its state begins, and its first value among those of all. */
  readonly base: number;
  readonly shown: number;
}

const STEPS = new WeakMap<readonly Kernel[], readonly Step[]>();

function stepsOf(kernels: readonly Kernel[]): readonly Step[] {
  const known = STEPS.get(kernels);
  if (known !== undefined) return known;
  let base = 0;
  let shown = 0;
  const steps = kernels.map(({ run, stateSize, outputs }) => {
    const step = { run, base, shown };
    base += stateSize;
    shown += outputs;
    return step;
  });
  STEPS.set(kernels, steps);
  return steps;
}

/** A candle on its way to kernels, which take columns: nothing of it outlives a call. */
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
  private readonly steps: readonly Step[];
  /** What any of them reads. */
  private readonly inputs: number;
  /** The states, kernel after kernel, and at `shownAt` the values after the last final candle. */
  private readonly state: Float64Array;
  private readonly shownAt: number;
  private readonly final: Float64Array;
  private readonly forming: Float64Array;
  /** Whether a snapshot needs no values. */
  private readonly shows: boolean;

  constructor(kernels: readonly Kernel[]) {
    const outputs = kernels.reduce((sum, kernel) => sum + kernel.outputs, 0);
    this.kernels = kernels;
    this.steps = stepsOf(kernels);
    this.inputs = inputBits(kernels.flatMap((kernel) => kernel.inputs));
    this.warmUp = Math.max(...kernels.map((kernel) => kernel.warmUp));
    this.reach = (kernels[0] as Kernel).reach;
    this.shows = kernels.every(({ show }) => show !== undefined);
    this.shownAt = kernels.reduce((sum, kernel) => sum + kernel.stateSize, 0);
    this.state = new Float64Array(this.shownAt + outputs).fill(Number.NaN, this.shownAt);
    // A snapshot needs no values where they follow from the states.
    this.stateSize = this.shows ? this.shownAt : this.state.length;
    this.final = this.state.subarray(this.shownAt);
    this.forming = new Float64Array(outputs);
    this.values = this.final;
  }

  update(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.take(ROW, 0);
  }

  replace(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.tease(ROW, 0);
  }

  updateAt(candles: CandleColumns, at: number): void {
    checkCandle(candles, at, this.inputs);
    this.take(candles, at);
  }

  replaceAt(candles: CandleColumns, at: number): void {
    checkCandle(candles, at, this.inputs);
    this.tease(candles, at);
  }

  snapshot(): Float64Array {
    return this.state.slice(0, this.stateSize);
  }

  save(into: Float64Array, at: number): void {
    for (let n = 0; n < this.stateSize; n++) into[at + n] = this.state[n] as number;
  }

  restore(state: ArrayLike<number>): void {
    this.state.set(state);
    if (this.shows) this.showAll();
    this.values = this.final;
  }

  private take(candles: CandleColumns, at: number): void {
    const { steps, state } = this;
    const to = this.shownAt - at;
    for (let k = 0; k < steps.length; k++) {
      const { run, base, shown } = steps[k] as Step;
      run(candles, at, at + 1, state, base, state, to + shown, 1, true);
    }
    this.values = this.final;
  }

  private tease(candles: CandleColumns, at: number): void {
    const { steps, state, forming } = this;
    for (let k = 0; k < steps.length; k++) {
      const { run, base, shown } = steps[k] as Step;
      run(candles, at, at + 1, state, base, forming, shown - at, 1, false);
    }
    this.values = forming;
  }

  private showAll(): void {
    this.kernels.forEach(({ show }, k) => {
      const { base, shown } = this.steps[k] as Step;
      show?.(this.state, base, this.state, this.shownAt + shown);
    });
  }
}
