/** Numbers of state that {@link momentsStep} needs. */
export function momentsSize(length: number): number {
  return length + 8;
}

/** What {@link momentsStep} found last: mean and population variance, both NaN while there are fewer than `length` values. */
export const MOMENTS = new Float64Array(2);
/** Below this part of the mean square around the reference, a variance is rounding residue. */
const RESIDUE = 1e-13;

/**
 * Mean and variance of the last `length` values, that of the column at `at` among them, into {@link MOMENTS}; `share` is
 * 1 / length.
 *
 * Sums of squares of prices lose nearly all their digits when the mean is taken off, so both sums are of distances from a reference: the
 * first value of a lap around the ring. Each lap is added up afresh on the way, with its own reference, and takes over at its end: no
 * residue outlives two laps. The state at `base` is {slot, seen, reference, sum, squares, all three of this lap, ring}.
 */
export function momentsStep(state: Float64Array, base: number, length: number, share: number, column: Float64Array, at: number, keep: boolean): void {
  const x = column[at] as number;
  const slot = (state[base] as number) | 0;
  const seen = (state[base + 1] as number) | 0;
  const ring = base + 8;
  let reference = seen === 0 ? x : (state[base + 2] as number);
  const near = x - reference;
  let sum = (state[base + 3] as number) + near;
  let squares = (state[base + 4] as number) + near * near;
  if (seen === length) {
    const far = (state[ring + slot] as number) - reference;
    sum -= far;
    squares -= far * far;
  }
  const lapReference = slot === 0 ? x : (state[base + 5] as number);
  const fresh = x - lapReference;
  const lapSum = slot === 0 ? fresh : (state[base + 6] as number) + fresh;
  const lapSquares = slot === 0 ? fresh * fresh : (state[base + 7] as number) + fresh * fresh;
  const turns = slot + 1 === length;
  if (turns) {
    reference = lapReference;
    sum = lapSum;
    squares = lapSquares;
  }
  if (keep) {
    state[base] = turns ? 0 : slot + 1;
    if (seen < length) state[base + 1] = seen + 1;
    state[base + 2] = reference;
    state[base + 3] = sum;
    state[base + 4] = squares;
    state[base + 5] = lapReference;
    state[base + 6] = lapSum;
    state[base + 7] = lapSquares;
    state[ring + slot] = x;
  }
  const warm = seen + 1 >= length;
  const mean = sum * share;
  const square = squares * share;
  const variance = square - mean * mean;
  MOMENTS[0] = warm ? reference + mean : Number.NaN;
  MOMENTS[1] = warm ? (variance > RESIDUE * square ? variance : 0) : Number.NaN;
}
