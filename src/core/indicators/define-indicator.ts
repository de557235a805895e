import { type CandleColumns, checkColumns, emptyColumns, setCandle } from "./candle-columns.ts";
import type { Indicator, IndicatorCandle, IndicatorDefinition, IndicatorInput, IndicatorOutput, ParameterRange, Reach } from "./indicator.ts";

/**
 * The arithmetic of an indicator: it carries `state` over the candles `from` to `to` (exclusive) and writes the value of each output at
 * the candle's own index, NaN where there is none. Where `keep` is false there is one candle, and the state stays as it was.
 * It reads only the figures the definition names as inputs, and never a candle before `from`: what it needs of those is in the state.
 */
export type Run = (candles: CandleColumns, from: number, to: number, state: Float64Array, out: readonly Float64Array[], keep: boolean) => void;

/** An indicator with its parameters chosen. */
export interface Kernel {
  readonly warmUp: number;
  /** See {@link Reach}; without it, a value rests on `warmUp` candles. */
  readonly reach?: Partial<Reach>;
  /** How many numbers the state has; all are 0 at first. */
  readonly stateSize: number;
  readonly run: Run;
  /**
   * Writes the values after the last final candle, which follow from the state; without it, a snapshot holds the values beside the state.
   * An indicator of the fold has it: its snapshot is hashed, so it must be nothing but finite numbers.
   */
  readonly show?: (state: Float64Array, out: Float64Array) => void;
}

/** What an indicator's file says of it. */
export interface IndicatorSource<N extends string> {
  readonly name: string;
  readonly title: string;
  readonly inputs: readonly IndicatorInput[];
  readonly outputs: readonly IndicatorOutput[];
  readonly parameters: Readonly<Record<N, ParameterRange>>;
  readonly pane: "price" | "own";
  readonly guides?: readonly number[];
  readonly sparse?: boolean;
  /** Gets parameters within their ranges; throws a RangeError where they do not go together. */
  readonly kernel: (parameters: Readonly<Record<N, number>>) => Kernel;
}

/** A number of candles. */
export function candles(initial: number, least = 1, most = 5_000): ParameterRange {
  return { initial, least, most, whole: true };
}

/** A factor or a share. */
export function real(initial: number, least: number, most: number): ParameterRange {
  return { initial, least, most, whole: false };
}

/** Makes of an indicator's arithmetic what charts, screens and the fold use. */
export function defineIndicator<N extends string>(source: IndicatorSource<N>): IndicatorDefinition<Readonly<Record<N, number>>> {
  const { kernel, guides = [], sparse = false, ...description } = source;
  const ranges = Object.entries(source.parameters) as [N, ParameterRange][];
  const defaults = Object.fromEntries(ranges.map(([name, { initial }]) => [name, initial])) as Record<N, number>;
  const prepare = (parameters: Partial<Record<N, number>>): Kernel => {
    for (const name of Object.keys(parameters)) {
      if (!(name in defaults)) throw new RangeError(`${source.name} has no parameter ${name}, only ${Object.keys(defaults).join(", ") || "none"}`);
    }
    const chosen = { ...defaults, ...parameters };
    for (const [name, range] of ranges) checkParameter(source.name, name, range, chosen[name]);
    return kernel(chosen);
  };
  return {
    ...description,
    defaults,
    guides,
    sparse,
    create: (parameters = {}) => new KernelIndicator(prepare(parameters), source.outputs.length),
    batch: (columns, parameters = {}, into) => {
      const { length } = columns.close;
      const out = into ?? source.outputs.map(() => new Float64Array(length));
      if (out.length !== source.outputs.length || out.some((column) => column.length !== length)) {
        throw new RangeError(`${source.name} writes ${source.outputs.length} columns of ${length} values; others were handed in`);
      }
      const { run, stateSize } = prepare(parameters);
      checkColumns(columns, source.inputs);
      run(columns, 0, length, new Float64Array(stateSize), out, true);
      return out;
    },
  };
}

function checkParameter(indicator: string, name: string, { least, most, whole }: ParameterRange, value: number): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  throw new RangeError(`${name} of ${indicator} is ${whole ? "an integer" : "a number"} from ${least} to ${most}, not ${value}`);
}

/** The row a single candle is put into on its way to a kernel, which takes columns: nothing of it outlives the call. */
const ROW = emptyColumns(1);

class KernelIndicator implements Indicator {
  readonly warmUp: number;
  readonly reach: Reach;
  readonly values: Float64Array;
  private readonly run: Run;
  private readonly show: Kernel["show"];
  private readonly stateSize: number;
  /** The kernel's state and, where it cannot show them itself, the values after the last final candle. */
  private readonly state: Float64Array;
  /** One column of length 1 per output, over the memory of {@link values}. */
  private readonly out: readonly Float64Array[];

  constructor({ warmUp, reach, stateSize, run, show }: Kernel, outputs: number) {
    this.warmUp = warmUp;
    this.reach = { candles: warmUp, sessionMs: 0, session: "own", sinceMs: Number.NEGATIVE_INFINITY, ...reach };
    this.run = run;
    this.show = show;
    this.stateSize = stateSize;
    this.values = new Float64Array(outputs).fill(Number.NaN);
    this.out = Array.from({ length: outputs }, (_, at) => this.values.subarray(at, at + 1));
    this.state = new Float64Array(show === undefined ? stateSize + outputs : stateSize);
    this.state.fill(Number.NaN, stateSize);
  }

  update(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.run(ROW, 0, 1, this.state, this.out, true);
    const { state, values, stateSize } = this;
    for (let at = stateSize; at < state.length; at++) state[at] = values[at - stateSize] as number;
  }

  replace(candle: IndicatorCandle): void {
    setCandle(ROW, 0, candle);
    this.run(ROW, 0, 1, this.state, this.out, false);
  }

  snapshot(): Float64Array {
    return this.state.slice();
  }

  restore(state: ArrayLike<number>): void {
    this.state.set(state);
    if (this.show === undefined) this.values.set(this.state.subarray(this.stateSize));
    else this.show(this.state, this.values);
  }
}
