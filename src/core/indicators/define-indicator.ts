import { checkColumns } from "./candle-columns.ts";
import { IndicatorSet, type Kernel, type Step, stepOf } from "./indicator-set.ts";
import type { IndicatorDefinition, IndicatorInput, IndicatorOutput, ParameterRange, Reach } from "./indicator.ts";
import { chooseParameters, defaultsOf } from "./parameters.ts";

/** An indicator with its parameters chosen. */
interface KernelSource extends Omit<Kernel, "reach" | "inputs" | "outputs" | "step"> {
  /** Where a candle at a time comes often enough to be worth it; without it, {@link Kernel.run} takes them. */
  readonly step?: Step;
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

/** Kernels of each kind that are kept for the next who asks: instruments share one, which the engine then compiles once. */
const KEPT_KERNELS = 100;

/** Makes of an indicator's arithmetic what charts, screens and the fold use. */
export function defineIndicator<N extends string>(source: IndicatorSource<N>): IndicatorDefinition<Readonly<Record<N, number>>> {
  const { kernel, guides = [], sparse = false, ...description } = source;
  const kernels = new Map<string, Kernel>();
  const prepare = (given: Partial<Record<N, number>>): Kernel => {
    const chosen = chooseParameters(source.name, source.parameters, given);
    // The order of the definition, whatever the order given.
    const key = Object.keys(source.parameters)
      .map((name) => chosen[name as N])
      .join();
    const known = kernels.get(key);
    if (known !== undefined) return known;
    const { reach, ...rest } = kernel(counted(chosen));
    const whole: Reach = { candles: rest.warmUp, sessionMs: 0, session: "own", sinceMs: Number.NEGATIVE_INFINITY, ...reach };
    if (kernels.size === KEPT_KERNELS) kernels.clear();
    const made = { ...rest, step: rest.step ?? stepOf(rest.run), reach: whole, inputs: source.inputs, outputs: source.outputs.length };
    kernels.set(key, made);
    return made;
  };
  return {
    ...description,
    defaults: defaultsOf(source.parameters),
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

/**
 * The parameters with what is whole as the engine counts: a number that ever lay beside a fraction in objects of the same shape is a double
 * to it, then so is every index computed with it, and a kernel takes a third more time. An object without a prototype has no shape.
 */
function counted<N extends string>(chosen: Readonly<Record<N, number>>): Readonly<Record<N, number>> {
  const parameters = Object.create(null) as Record<N, number>;
  for (const [name, value] of Object.entries<number>(chosen)) parameters[name as N] = (value | 0) === value ? value | 0 : value;
  return parameters;
}
