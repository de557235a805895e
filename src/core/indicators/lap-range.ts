/** Numbers of state that {@link rangeStep} needs. */
export function rangeSize(length: number): number {
  return 2 * length + 3;
}

/** What {@link rangeStep} found last: the greatest and the least. */
export const RANGE = new Float64Array(2);

/**
 * The greatest of the last `length` values of one column and the least of another, those at `at` among them, into {@link RANGE}; of no
 * meaning while there are fewer.
 *
 * Blockwise extremes (M. van Herk 1992, J. Gil and M. Werman 1993): the window at a slot of a ring holds this lap up to there and the rest
 * of the lap before, whose extremes from each slot on are made, in place, when a lap ends. So a candle costs four comparisons, and
 * a forming one never more. The state at `base` is {slot, greatest and least of this lap, ring of the one, ring of the other}.
 */
export function rangeStep(
  state: Float64Array,
  base: number,
  length: number,
  highs: Float64Array,
  lows: Float64Array,
  at: number,
  keep: boolean,
): void {
  const slot = (state[base] as number) | 0;
  const next = slot + 1;
  const high = highs[at] as number;
  const low = lows[at] as number;
  let top = high;
  let bottom = low;
  if (slot > 0) {
    const lapTop = state[base + 1] as number;
    const lapBottom = state[base + 2] as number;
    if (lapTop > top) top = lapTop;
    if (lapBottom < bottom) bottom = lapBottom;
  }
  const ring = base + 3 + slot;
  if (keep) {
    state[ring] = high;
    state[ring + length] = low;
    state[base] = next;
    state[base + 1] = top;
    state[base + 2] = bottom;
    if (next === length) turn(state, base, length);
  }
  if (next < length) {
    const olderTop = state[ring + 1] as number;
    const olderBottom = state[ring + 1 + length] as number;
    if (olderTop > top) top = olderTop;
    if (olderBottom < bottom) bottom = olderBottom;
  }
  RANGE[0] = top;
  RANGE[1] = bottom;
}

function turn(state: Float64Array, base: number, length: number): void {
  let most = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let at = base + 2 + length; at > base + 2; at--) {
    const high = state[at] as number;
    const low = state[at + length] as number;
    if (high > most) most = high;
    if (low < least) least = low;
    state[at] = most;
    state[at + length] = least;
  }
  state[base] = 0;
}
