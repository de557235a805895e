import type { CandleColumns } from "./candle-columns.ts";
import type { Kernel } from "./indicator-set.ts";

/** A candle as indicators see it: doubles, each the nearest to the exact value; `openTime` in Unix ms. */
export interface IndicatorCandle {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In the base asset. */
  readonly volume: number;
  /** Turnover, in the quote asset. */
  readonly quoteVolume: number;
  /** The part of `volume` that buyers took from the book. */
  readonly takerVolume: number;
  /** Whether trades may be missing from it or, since the candle before, a whole interval: values that rest on it are marked. */
  readonly hole?: boolean;
}

/** A figure of the candle that an indicator reads. */
export type IndicatorInput = Exclude<keyof IndicatorCandle, "hole">;

/** Names the numbers that make one indicator differ from another of its kind, such as `{ length: 20 }`. */
export type IndicatorParameters = Readonly<Record<string, number>>;

/** The values a parameter may have. The order of a definition's parameters is their order in an expression such as `macd(12,26,9)`. */
export interface ParameterRange {
  readonly initial: number;
  readonly least: number;
  readonly most: number;
  /** Whether it counts something, so that it has no fraction. */
  readonly whole: boolean;
}

/** One line of figures that an indicator gives, and how a chart draws it. */
export interface IndicatorOutput {
  readonly name: string;
  readonly plot: "line" | "histogram" | "dots" | "step" | "none";
  /** Candles by which a chart moves the line to the right (left where negative); the value itself is known at its candle. 0 where left out. */
  readonly shift?: number;
}

/**
 * A figure computed along a series of candles, one candle at a time, at a cost that does not grow with the candles behind it.
 *
 * Candles come in one fixed order, so doubles are allowed here and nowhere else in the fold. Only arithmetic and the square root are
 * used: their results are the same on every machine, so the state can be hashed.
 */
export interface Indicator {
  /** Final candles needed before the first value. */
  readonly warmUp: number;
  /** What its values rest on: see {@link Reach}. */
  readonly reach: Reach;
  /** One number per output, in the order of the definition; NaN where there is none yet. Read it anew after each call: arrays are reused. */
  readonly values: Readonly<Float64Array>;
  /** Takes the next final candle, later than the one before; a RangeError where a figure is not finite, and then nothing has changed. */
  update(candle: IndicatorCandle): void;
  /** Shows `values` as though this forming candle were the next, and keeps nothing: call it as often as the candle changes. */
  replace(candle: IndicatorCandle): void;
  /** As {@link update}, of the candle at `at`: nothing is copied. For those who hold candles in columns. */
  updateAt(candles: CandleColumns, at: number): void;
  /** As {@link replace}, of the candle at `at`. */
  replaceAt(candles: CandleColumns, at: number): void;
  /** A copy of the state after the last final candle: numbers, always as many. */
  snapshot(): Float64Array;
  /** How many numbers a snapshot has. */
  readonly stateSize: number;
  /** Writes what {@link snapshot} gives into `into` from `at` on: for those who keep many. */
  save(into: Float64Array, at: number): void;
  /** Goes back to a snapshot of an indicator with the same parameters; `values` are those after its last final candle. */
  restore(state: ArrayLike<number>): void;
}

/** Which candles a value rests on: a hole among them marks the value, and a screen fetches as many. */
export interface Reach {
  /**
   * So many candles, the value's own included; Infinity: all before. A smoothing that never forgets reaches as far back as a candle
   * weighs a millionth or more.
   */
  readonly candles: number;
  /** Length in ms of the sessions, counted from the Unix epoch, at whose start it begins anew; 0: it has none. */
  readonly sessionMs: number;
  /** The session it rests on: its own, or the one before. */
  readonly session: "own" | "before";
  /** It rests on no candle that opened before, Unix ms; minus infinity: on any. */
  readonly sinceMs: number;
}

/** A kind of indicator: what a picker lists, what a screen's expression names and what makes one. */
export interface IndicatorDefinition<P extends IndicatorParameters = IndicatorParameters> {
  /** Stable short name, lower case: as expressions write it. */
  readonly name: string;
  readonly title: string;
  readonly inputs: readonly IndicatorInput[];
  readonly outputs: readonly IndicatorOutput[];
  readonly parameters: Readonly<Record<keyof P, ParameterRange>>;
  readonly defaults: P;
  /** Over the candles, or in a pane with a scale of its own. */
  readonly pane: "price" | "own";
  /** Values at which its own pane draws a line, such as 30 and 70; empty where there are none. */
  readonly guides: readonly number[];
  /** Whether it may have no value after the warm-up as well: nothing was traded, or no whole session was seen. */
  readonly sparse: boolean;
  /** Its arithmetic alone, which instruments share in an `IndicatorSet`; parameters as for {@link create}. */
  kernel(parameters?: Partial<P>): Kernel;
  /** Makes one in its first state. What is left out has its default; a RangeError names a parameter it cannot have, and what it can. */
  create(parameters?: Partial<P>): Indicator;
  /**
   * Its values along a whole history: one column per output, as long as the candles, NaN where there is no value. The same numbers, to the
   * last bit, that {@link Indicator.update} gives candle by candle. Memory to write into can be handed in: as
   * many numbers as the columns have together.
   */
  batch(candles: CandleColumns, parameters?: Partial<P>, into?: Float64Array): readonly Float64Array[];
}

/** A kind of indicator with its parameters chosen. */
export interface IndicatorPreset {
  readonly name: string;
  readonly outputs: readonly string[];
  create(): Indicator;
}

/** The kind with its default parameters. */
export function withDefaults<P extends IndicatorParameters>(definition: IndicatorDefinition<P>): IndicatorPreset {
  return { name: definition.name, outputs: definition.outputs.map(({ name }) => name), create: () => definition.create(definition.defaults) };
}
