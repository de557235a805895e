/** Numbers of state that {@link momentsStep} needs. */
export function momentsSize(length: number): number {
  return length + 9;
}

/** Below this part of the mean square around the reference, a variance is rounding residue. */
const RESIDUE = 1e-13;

/**
 * The population variance of the last `length` values (2 or more), `x` among them; their mean is written to `out` at `meanAt`. Both are
 * NaN while there are fewer. `share` is 1 / length.
 *
 * Sums of squares of prices lose nearly all their digits when the mean is taken off, so both sums are of distances from a reference: the
 * first value of a lap around the ring. Each lap is added up afresh on the way, with its own reference, and the last value of a lap enters
 * those sums: no residue outlives two laps. The state at `base` is {reference, sum, squares, what leaves the sum with the next value,
 * whether that value makes enough, slot, reference and sums of this lap, ring}.
 */
export function momentsStep(
  state: Float64Array,
  base: number,
  length: number,
  share: number,
  x: number,
  out: Float64Array,
  meanAt: number,
  keep: boolean,
): number {
  const ready = state[base + 4] !== 0;
  const reference = state[base] as number;
  const far = state[base + 3] as number;
  const near = x - reference;
  const sum = (state[base + 1] as number) + near - far;
  const squares = (state[base + 2] as number) + near * near - far * far;
  if (keep) {
    state[base + 1] = sum;
    state[base + 2] = squares;
    hold(state, base, length, x);
  }
  const mean = sum * share;
  const square = squares * share;
  const variance = square - mean * mean;
  out[meanAt] = ready ? reference + mean : Number.NaN;
  if (!ready) return Number.NaN;
  return variance > RESIDUE * square ? variance : 0;
}

/** Keeps a value that is in the sums, and makes them ready for the next. */
function hold(state: Float64Array, base: number, length: number, x: number): void {
  const slot = (state[base + 5] as number) | 0;
  const lap = base + 6;
  const ring = lap + 3;
  const starts = slot === 0;
  const reference = starts ? x : (state[lap] as number);
  const fresh = x - reference;
  const sum = starts ? fresh : (state[lap + 1] as number) + fresh;
  const squares = starts ? fresh * fresh : (state[lap + 2] as number) + fresh * fresh;
  state[ring + slot] = x;
  state[lap] = reference;
  state[lap + 1] = sum;
  state[lap + 2] = squares;
  const next = slot + 1;
  state[base + 5] = next === length ? 0 : next;
  if (next + 1 === length) state[base + 4] = 1;
  if (next + 1 === length || state[base + 4] === 0) {
    state[base] = reference;
    state[base + 1] = sum;
    state[base + 2] = squares;
    state[base + 3] = 0;
  } else {
    state[base + 3] = (state[ring + (next === length ? 0 : next)] as number) - (state[base] as number);
  }
}
