import type { IndicatorCandle, IndicatorInput } from "./indicator.ts";

/** A history of candles, one column a figure, all of one length: what indicators are computed along. Figures as in {@link IndicatorCandle}. */
export interface CandleColumns {
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly quoteVolume: Float64Array;
  readonly takerVolume: Float64Array;
  /** 1 where the candle is a hole, else 0. */
  readonly hole: Uint8Array;
}

/** Columns of zeros. */
export function emptyColumns(length: number): CandleColumns {
  return {
    openTime: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
    quoteVolume: new Float64Array(length),
    takerVolume: new Float64Array(length),
    hole: new Uint8Array(length),
  };
}

/** The candles in columns; a RangeError names the first that has a figure which is not finite. */
export function columnsOf(candles: readonly IndicatorCandle[]): CandleColumns {
  const columns = emptyColumns(candles.length);
  candles.forEach((candle, at) => setCandle(columns, at, candle));
  return columns;
}

/**
 * Writes a candle into row `at`, which exists; a RangeError where a figure is not finite: it would make every later value NaN.
 */
export function setCandle(columns: CandleColumns, at: number, candle: IndicatorCandle): void {
  const { openTime, open, high, low, close, volume, quoteVolume, takerVolume } = candle;
  // One test for all: a sum with a NaN or an infinity in it is neither equal to itself nor finite.
  const sum = openTime + open + high + low + close + volume + quoteVolume + takerVolume;
  if (sum - sum !== 0) refuse(candle);
  columns.openTime[at] = openTime;
  columns.open[at] = open;
  columns.high[at] = high;
  columns.low[at] = low;
  columns.close[at] = close;
  columns.volume[at] = volume;
  columns.quoteVolume[at] = quoteVolume;
  columns.takerVolume[at] = takerVolume;
  columns.hole[at] = candle.hole === true ? 1 : 0;
}

const BITS: Readonly<Record<IndicatorInput, number>> = {
  openTime: 1,
  open: 2,
  high: 4,
  low: 8,
  close: 16,
  volume: 32,
  quoteVolume: 64,
  takerVolume: 128,
};

/** How many figures a candle has. */
export const CANDLE_SIZE = 8;

/** Where a figure stands in a candle laid out by {@link layCandle}. */
export function figurePlace(figure: IndicatorInput): number {
  return Object.keys(BITS).indexOf(figure);
}

/** The figures as bits, for {@link layCandle}. */
export function inputBits(inputs: readonly IndicatorInput[]): number {
  return inputs.reduce((bits, input) => bits | BITS[input], 0);
}

/**
 * Writes these figures of the candle at `at` to the beginning of `memory`, each at its {@link figurePlace}; a RangeError where one is not
 * finite. It touches no other column: along many instruments each is a line of memory to fetch.
 */
export function layCandle(columns: CandleColumns, at: number, bits: number, memory: Float64Array): void {
  let sum = 0;
  if ((bits & 1) !== 0) sum += memory[0] = columns.openTime[at] as number;
  if ((bits & 2) !== 0) sum += memory[1] = columns.open[at] as number;
  if ((bits & 4) !== 0) sum += memory[2] = columns.high[at] as number;
  if ((bits & 8) !== 0) sum += memory[3] = columns.low[at] as number;
  if ((bits & 16) !== 0) sum += memory[4] = columns.close[at] as number;
  if ((bits & 32) !== 0) sum += memory[5] = columns.volume[at] as number;
  if ((bits & 64) !== 0) sum += memory[6] = columns.quoteVolume[at] as number;
  if ((bits & 128) !== 0) sum += memory[7] = columns.takerVolume[at] as number;
  if (sum - sum !== 0) refuse(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, (column as ArrayLike<number>)[at]])));
}

/** Writes a candle laid out by {@link layCandle} into row 0. */
export function liftCandle(memory: Float64Array, columns: CandleColumns): void {
  columns.openTime[0] = memory[0] as number;
  columns.open[0] = memory[1] as number;
  columns.high[0] = memory[2] as number;
  columns.low[0] = memory[3] as number;
  columns.close[0] = memory[4] as number;
  columns.volume[0] = memory[5] as number;
  columns.quoteVolume[0] = memory[6] as number;
  columns.takerVolume[0] = memory[7] as number;
}

/** Throws a RangeError where one of these columns is not as long as the rest, or has a figure that is not finite. */
export function checkColumns(columns: CandleColumns, inputs: readonly IndicatorInput[]): void {
  for (const name of inputs) {
    const column = columns[name];
    if (column.length !== columns.close.length) {
      throw new RangeError(`${name} holds ${column.length} candles and close ${columns.close.length}: give columns of one length`);
    }
    const sum = sumOf(column);
    if (sum - sum === 0) continue;
    const at = column.findIndex((figure) => !Number.isFinite(figure));
    if (at >= 0) throw new RangeError(`${name} of candle ${at} is ${column[at]}: indicators need finite figures`);
  }
}

/** Not finite if one of them is not. In four parts that do not wait for one another: the check runs before every batch. */
function sumOf(column: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < column.length; at += 4) {
    a += column[at] as number;
    b += column[at + 1] as number;
    c += column[at + 2] as number;
    d += column[at + 3] as number;
  }
  for (; at < column.length; at++) a += column[at] as number;
  return a + b + c + d;
}

function refuse(candle: object): void {
  const { openTime } = candle as Partial<IndicatorCandle>;
  for (const [name, figure] of Object.entries(candle)) {
    if (typeof figure === "boolean" || Number.isFinite(figure)) continue;
    throw new RangeError(`${name} of the candle at ${openTime} is ${figure}: indicators need finite figures`);
  }
}
