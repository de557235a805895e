/** Numbers of state that a rolling extreme over `length` values needs. */
export function lapExtremeSize(length: number): number {
  return length + 3;
}

/**
 * The greatest of the last `length` values, `x` among them; NaN while there are fewer.
 *
 * Blockwise extremes (M. van Herk 1992, J. Gil and M. Werman 1993): the window at a slot of a ring holds this lap up to there and the rest
 * of the lap before, whose greatest values from each slot on are made, in place, when a lap ends. So a value costs two comparisons, and
 * a forming one never more. The state at `base` is {slot, whether a lap is complete, greatest of this lap, ring}.
 */
export function highest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  const slot = state[base] as number;
  const full = state[base + 1] !== 0;
  const ring = base + 3;
  const lap = slot === 0 ? x : Math.max(state[base + 2] as number, x);
  const turns = slot + 1 === length;
  if (keep) {
    state[ring + slot] = x;
    state[base] = turns ? 0 : slot + 1;
    state[base + 2] = lap;
    if (turns) turn(state, base, ring, length);
  }
  if (turns) return lap;
  return full ? Math.max(lap, state[ring + slot + 1] as number) : Number.NaN;
}

/** The least of the last `length` values: as {@link highest}. */
export function lowest(state: Float64Array, base: number, length: number, x: number, keep: boolean): number {
  return -highest(state, base, length, -x, keep);
}

function turn(state: Float64Array, base: number, ring: number, length: number): void {
  for (let at = ring + length - 2; at >= ring; at--) state[at] = Math.max(state[at] as number, state[at + 1] as number);
  state[base + 1] = 1;
}
