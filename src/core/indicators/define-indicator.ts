import { checkColumns } from "./candle-columns.ts";
import { IndicatorSet, type Kernel } from "./indicator-set.ts";
import type { IndicatorDefinition, IndicatorInput, IndicatorOutput, ParameterRange, Reach } from "./indicator.ts";

/** An indicator with its parameters chosen. */
interface KernelSource extends Omit<Kernel, "reach" | "outputs"> {
  /** See {@link Reach}; without it, a value rests on `warmUp` candles. */
  readonly reach?: Partial<Reach>;
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
  readonly kernel: (parameters: Readonly<Record<N, number>>) => KernelSource;
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
    const { reach, ...rest } = kernel(chosen);
    const whole: Reach = { candles: rest.warmUp, sessionMs: 0, session: "own", sinceMs: Number.NEGATIVE_INFINITY, ...reach };
    return { ...rest, reach: whole, outputs: source.outputs.length };
  };
  return {
    ...description,
    defaults,
    guides,
    sparse,
    kernel: (parameters = {}) => prepare(parameters),
    create: (parameters = {}) => new IndicatorSet([prepare(parameters)]),
    batch: (columns, parameters = {}, into) => {
      const { length } = columns.close;
      const size = source.outputs.length * length;
      const out = into ?? new Float64Array(size);
      if (out.length !== size) throw new RangeError(`${source.name} writes ${size} values along ${length} candles, not ${out.length}`);
      const { run, stateSize } = prepare(parameters);
      checkColumns(columns, source.inputs);
      run(columns, 0, length, new Float64Array(stateSize), 0, out, 0, length, true);
      return source.outputs.map((_, output) => out.subarray(output * length, (output + 1) * length));
    },
  };
}

function checkParameter(indicator: string, name: string, { least, most, whole }: ParameterRange, value: number): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  throw new RangeError(`${name} of ${indicator} is ${whole ? "an integer" : "a number"} from ${least} to ${most}, not ${value}`);
}
