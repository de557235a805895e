/** A candle as indicators see it: doubles, each the nearest to the exact value; `openTime` in Unix ms. */
export interface IndicatorCandle {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
}

/** A figure of the candle that an indicator reads. */
export type IndicatorInput = keyof IndicatorCandle;

/**
 * A figure computed along a series of candles, one candle at a time.
 *
 * Only arithmetic and the square root are used: their results are the same on every machine, so the state can be hashed.
 * Doubles are allowed here and nowhere else in the fold, because candles come in one fixed order.
 */
export interface Indicator {
  /** Final candles needed before the first value. */
  readonly warmUp: number;
  /** One number per output, in the order of the definition; NaN where there is none yet. The array is reused. */
  readonly values: Readonly<Float64Array>;
  /** Takes the next final candle; each is later than the one before. */
  update(candle: IndicatorCandle): void;
  /** Shows `values` as though this forming candle were the next, and keeps nothing: call it as often as the candle changes. */
  replace(candle: IndicatorCandle): void;
  /** The state after the last final candle: finite numbers, always as many. */
  snapshot(): readonly number[];
  /** Goes back to a snapshot of an indicator with the same parameters. */
  restore(state: readonly number[]): void;
}

/** Names the numbers that make one indicator differ from another of its kind, such as `{ length: 20 }`. */
export type IndicatorParameters = Readonly<Record<string, number>>;

/** A kind of indicator: what a picker lists and what makes one. */
export interface IndicatorDefinition<P extends IndicatorParameters = IndicatorParameters> {
  /** Stable short name, lower case. */
  readonly name: string;
  readonly title: string;
  readonly inputs: readonly IndicatorInput[];
  readonly outputs: readonly string[];
  readonly defaults: P;
  /** Makes one in its first state; throws a RangeError for parameters it cannot have. */
  create(parameters: P): Indicator;
}

/** A kind of indicator with its parameters chosen. */
export interface IndicatorPreset {
  readonly name: string;
  readonly outputs: readonly string[];
  create(): Indicator;
}

/** The kind with its default parameters. */
export function withDefaults<P extends IndicatorParameters>(definition: IndicatorDefinition<P>): IndicatorPreset {
  return { name: definition.name, outputs: definition.outputs, create: () => definition.create(definition.defaults) };
}
