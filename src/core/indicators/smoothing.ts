/** How far back an average that never forgets still counts: a candle weighs less than this beyond its reach. */
const LEAST_WEIGHT = 1e-6;

/** Candles until one weighs less than a millionth of an average in which the newest weighs `weight`. Not part of any state. */
function reachOf(weight: number, length: number): number {
  if (weight === 1) return 1;
  let candles = length;
  for (let left = (1 - weight) ** length; left >= LEAST_WEIGHT; left *= 1 - weight) candles++;
  return candles;
}

/** Reach of an exponential average of `length`. */
export function emaReach(length: number): number {
  return reachOf(2 / (length + 1), length);
}

/** Reach of Wilder's average of `length`. */
export function wilderReach(length: number): number {
  return reachOf(1 / length, length);
}

/** Numbers of state that an average needs. */
export const AVERAGE_SIZE = 2;

/**
 * The next value of an exponential average whose state, {values taken up to `length`, their sum and then the average}, lies at `base`;
 * NaN while there are fewer than `length` values. The first value is their simple average. The newest weighs `weight`: 2 / (length + 1),
 * or 1 / length in Wilder's average.
 */
export function emaStep(state: Float64Array, base: number, length: number, weight: number, x: number, keep: boolean): number {
  const seen = (state[base] as number) | 0;
  let level = state[base + 1] as number;
  if (seen >= length) {
    level = (x - level) * weight + level;
    if (keep) state[base + 1] = level;
    return level;
  }
  level += x;
  const full = seen + 1 === length;
  if (full) level /= length;
  if (keep) {
    state[base] = seen + 1;
    state[base + 1] = level;
  }
  return full ? level : Number.NaN;
}

/** The average held at `base`; NaN where there is none yet. */
export function emaValue(state: Float64Array, base: number, length: number): number {
  return (state[base] as number) < length ? Number.NaN : (state[base + 1] as number);
}
